"""The tables of `infra/resources.yaml` on moto, so that store tests use the keys and indexes that are deployed."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped, unused-ignore] # its stubs are not installed
from moto import mock_aws
from mypy_boto3_dynamodb import DynamoDBClient

from chalicelib.adapters.aws import make_session
from chalicelib.settings import Settings
from tests.aws_stage import make_settings

TEMPLATE = Path(__file__).resolve().parents[2] / "infra" / "resources.yaml"
TABLES = {
    "TableBroker": "voorbeeld-broker",
    "TableSleutels": "voorbeeld-sleutels",
    "TableBewijs": "voorbeeld-bewijs",
    "TableCijfers": "voorbeeld-cijfers",
}
_DEPLOYED = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")


class _Template(yaml.SafeLoader):  # type: ignore[misc, unused-ignore] # a class without types
    """Reads CloudFormation's short forms as nothing: keys of a table and of an index have none."""


_Template.add_multi_constructor("!", lambda *_: None)


def store_settings() -> Settings:
    """Settings whose tables have names of their own."""
    names = {"table_" + logical.removeprefix("Table").lower(): name for logical, name in TABLES.items()}
    return make_settings().model_copy(update={**names, "bucket_ijkpunten": "voorbeeld-ijkpunten"})


@contextmanager
def moto_tables() -> Iterator[DynamoDBClient]:
    """A client of an AWS in memory that has the tables, empty."""
    with mock_aws():
        client = make_session(store_settings()).dynamodb
        for logical, name in TABLES.items():
            deployed: Any = {key: _resources()[logical][key] for key in _DEPLOYED if key in _resources()[logical]}
            client.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **deployed)
        yield client


@cache
def _resources() -> dict[str, Any]:
    template = yaml.load(TEMPLATE.read_text(encoding="utf-8"), Loader=_Template)  # noqa: S506 - a SafeLoader
    found = {name: resource["Properties"] for name, resource in template["Resources"].items()}
    for name in TABLES:
        _leave_out_nothing(found[name])
    return found


def _leave_out_nothing(table: dict[str, Any]) -> None:
    """What an index has on a condition of the stage, such as its capacity."""
    for index in table.get("GlobalSecondaryIndexes", ()):
        for name in [name for name, value in index.items() if value is None]:
            del index[name]
