"""Art. 8 lid 1: tables that come back from a copy serve nothing before what was erased is gone again (I8)."""

from typing import Any

import pytest

from bench.aanvraag import invite
from bench.inputs import small_dossier
from bench.stage import LEDGER, Stage, running
from chalicelib import wiring
from chalicelib.usecases.follow_grootboek import follow_grootboek, may_serve

TABLES = ("table_broker", "table_sleutels", "table_bewijs")


def test_tables_that_were_restored_are_erased_again() -> None:
    """On AWS in memory: rows and keys of before three deletions come back, over HTTP nothing does."""
    with running() as stage:
        token = invite(stage).token
        documents: Any = stage.http.documents
        documents._client.create_bucket(
            Bucket=stage.settings.bucket_documenten,
            CreateBucketConfiguration={"LocationConstraint": stage.settings.region},
        )
        follow_grootboek(stage.http)
        gone = [stage.call("POST", "/v1/dossiers", small_dossier(), token)["id"] for _ in range(3)]
        kept = stage.call("POST", "/v1/dossiers", small_dossier(), token)["id"]
        tables: Any = stage.http.store._tables  # type: ignore[attr-defined] # of the adapter
        copy = {name: _items(tables.client, name) for name in _names(stage)}
        for dossier_id in gone:
            stage.call("DELETE", f"/v1/dossiers/{dossier_id}", None, token)
        for name, items in copy.items():
            _put_back(tables.client, name, items)
        later = stage.restarted()
        _make_old(documents._client)
        with pytest.raises(RuntimeError, match="503"):
            later.call("GET", f"/v1/dossiers/{kept}", None, token)
        assert follow_grootboek(later.http).herhaald == 3
        assert may_serve(later.http)
        opened = stage.restarted()
        assert opened.call("GET", f"/v1/dossiers/{kept}", None, token)["id"] == kept
        for dossier_id in gone:
            assert opened.http.store.list_prefix(dossier_id) == []
            with pytest.raises(RuntimeError, match="404"):
                opened.call("GET", f"/v1/dossiers/{dossier_id}", None, token)
        assert wiring.open_broker() is opened.http


def _names(stage: Stage) -> list[str]:
    return [getattr(stage.settings, name) for name in TABLES]


def _items(client: Any, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.scan(TableName=table)["Items"]
    return found


def _put_back(client: Any, table: str, items: list[dict[str, Any]]) -> None:
    for item in _items(client, table):
        client.delete_item(TableName=table, Key={"pk": item["pk"], "sk": item["sk"]})
    for item in items:
        client.put_item(TableName=table, Item=item)


def _make_old(s3: Any) -> None:
    """The same entries, an hour earlier: their place is their time."""
    for entry in s3.list_objects_v2(Bucket=LEDGER)["Contents"]:
        body = s3.get_object(Bucket=LEDGER, Key=entry["Key"])["Body"].read()
        s3.put_object(Bucket=LEDGER, Key=entry["Key"].replace("wissingen/2", "wissingen/1", 1), Body=body)
        s3.delete_object(Bucket=LEDGER, Key=entry["Key"])
