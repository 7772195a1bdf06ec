"""A row as an item: what stands in clear, what is refused on the way in and out."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.adapters.dynamodb.codec import RowFormatError, changed_on, decode, encode
from chalicelib.adapters.dynamodb.keys import Key, find_key, id_at, key_of
from chalicelib.domain.account import Account, Schermnaam
from chalicelib.domain.cijfer import Cijfer
from chalicelib.domain.row import Inhoud, Row
from chalicelib.privacy.bewijs import Bewijsstuk
from tests.functional.dossier_rows import (
    AANVRAAG,
    ACCOUNT,
    BYTES,
    DOSSIER,
    LATER,
    LESSOR,
    NOON,
    ORGANISATIE,
    STEM,
    aanvraag,
    dossier,
    inhoud,
    verstrekking,
)
from tests.functional.store_rows import account, bewijsstuk, one_of_each, other_rows


@pytest.mark.parametrize(
    ("row", "pk", "sk"),
    [
        (dossier(), f"DOSSIER#{DOSSIER}", f"#DOSSIER#{DOSSIER}"),
        (aanvraag(), f"DOSSIER#{DOSSIER}", f"AANVRAAG#{AANVRAAG}"),
        (verstrekking(), f"DOSSIER#{DOSSIER}", f"VERSTREKKING#{verstrekking().id}"),
        (inhoud(), f"DOSSIER#{DOSSIER}", f"INHOUD#aanvraag#{AANVRAAG}#00000003"),
        (inhoud(ACCOUNT), f"ACCOUNT#{ACCOUNT}", f"INHOUD#aanvraag#{ACCOUNT}#00000003"),
        (inhoud(LESSOR), f"KREDIETVERSTREKKER#{LESSOR}", f"INHOUD#aanvraag#{LESSOR}#00000003"),
        (account(), f"ACCOUNT#{ACCOUNT}", "ACCOUNT"),
        (bewijsstuk(), DOSSIER, "000000000012"),
    ],
    ids=lambda value: value.soort if isinstance(value, Row) else "",
)
def test_every_row_lies_where_the_design_says(row: Row, pk: str, sk: str) -> None:
    assert (key_of(row).pk, key_of(row).sk) == (pk, sk)


def test_the_dossier_row_sorts_before_all_others() -> None:
    keys = [key_of(row) for row in one_of_each()]
    in_dossier = sorted(key.sk for key in keys if key.pk == f"DOSSIER#{DOSSIER}")
    assert len(in_dossier) == 11
    assert in_dossier[0] == key_of(dossier()).sk


def test_an_id_is_read_back_from_its_place() -> None:
    for row in one_of_each():
        if not isinstance(row, Inhoud | Bewijsstuk | Cijfer):
            key = key_of(row)
            assert id_at(key.pk, key.sk) == row.id


@pytest.mark.parametrize(
    "row_id", ["aanvraag/3", f"aanvraag/{AANVRAAG}/x", f"m/{AANVRAAG}/-1", f"m/{AANVRAAG}/100000000"]
)
def test_content_without_a_place_is_refused(row_id: str) -> None:
    with pytest.raises(ValueError, match=r"unpack|invalid literal|digits"):
        find_key(Inhoud, row_id)


def test_a_class_without_a_table_is_refused() -> None:
    class Onbekend(Schermnaam):
        soort = "onbekend"

    with pytest.raises(ValueError, match="no table"):
        find_key(Onbekend, "x")


def test_ids_states_and_times_stand_in_clear() -> None:
    item = encode(dossier())
    assert item["id"] == {"S": DOSSIER}
    assert item["rev"] == {"N": "3"}
    assert item["beperkt"] == {"BOOL": True}
    assert item["gemaakt_op"] == {"S": "2027-06-01T12:00:00Z"}
    assert encode(inhoud())["versleuteld"] == {"B": BYTES}


def test_the_indexes_have_attributes_of_their_own() -> None:
    item = encode(dossier())
    assert item["eigenaar"] == {"S": f"dossiers#{ORGANISATIE}"}
    assert item["veld_eigenaar"] == {"S": ORGANISATIE}
    assert item["due_at"] == {"S": "2027-06-01T22:30:00.250000+00:00"}
    assert item["due_bucket"]["S"].startswith("due#bewaartermijn#2027-06-01#")
    assert not encode(dossier(vernietigen_op=None, documenten_op=None)).keys() & {"due_at", "due_bucket"}
    assert not encode(account()).keys() & {"eigenaar", "eigenaar_plaats", "verloopt"}
    assert not encode(dossier()).keys() & {"kop_bucket"}  # a row does not know when it is written


def test_buckets_of_one_day_are_spread_over_shards() -> None:
    """Sixteen, as docs/scale.md asks; a thousand dossiers leave none of them empty."""
    ids = (f"{number:026d}" for number in range(1000))
    buckets = {encode(dossier(some_id))["due_bucket"]["S"] for some_id in ids}
    assert {bucket.rpartition("#")[2] for bucket in buckets} == {str(number) for number in range(16)}


def test_storage_never_drops_a_row_too_early() -> None:
    (ontvangst,) = [row for row in other_rows() if row.soort == "ontvangst"]
    seconds = int(encode(ontvangst)["verloopt"]["N"])
    assert LATER.timestamp() < seconds < LATER.timestamp() + 1


@pytest.mark.parametrize(
    "changes",
    [
        {"soort": {"S": "geheimzinnig"}},
        {"soort": {"N": "1"}},
        {"versie": {"S": "2"}},
        {"versie": {"SS": ["2"]}},
        {"gemaakt_op": {"N": "1"}},
        {"gemaakt_op": {"S": "2027-06-01T12:00:00"}},
        {"beperkt": {"S": "true"}},
        {"maker": {"B": b"x"}},
        {"extra": {"S": "x"}},
        {"id": {"S": "dos_" + "q" * 26}},
        {"sk": {"S": "elders"}},
        {"versie": {"NULL": True}},
    ],
    ids=str,
)
def test_an_item_that_does_not_fit_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(RowFormatError):
        decode(encode(dossier()) | changes)


def test_a_missing_attribute_is_refused_by_name_only() -> None:
    item = encode(account()) | {"gemaakt_op": {"S": "Testpersoon"}}
    del item["schermnaam_hash"]
    with pytest.raises(RowFormatError) as refusal:
        decode(item)
    assert "schermnaam_hash: missing" in str(refusal.value)
    assert "Testpersoon" not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_an_older_item_takes_the_default_of_a_newer_field() -> None:
    item = encode(account())
    del item["post"]
    found = decode(item)
    assert isinstance(found, Account)
    assert found.post == ()


@pytest.mark.parametrize(
    "field", [{"versie": "2"}, {"gemaakt_op": "Testpersoon"}, {"betrokkene": 1.5}, {"beperkt": None}]
)
def test_a_row_that_could_not_be_read_is_not_written(field: dict[str, object]) -> None:
    with pytest.raises(RowFormatError) as refusal:
        encode(dossier().model_copy(update=field))
    assert "Testpersoon" not in str(refusal.value)
    assert refusal.value.__suppress_context__


@pytest.mark.parametrize("value", [None, "Testpersoon", bytearray(b"x")])
def test_content_that_is_not_bytes_is_refused(value: object) -> None:
    with pytest.raises(RowFormatError):
        encode(inhoud().model_copy(update={"versleuteld": value}))
    with pytest.raises(RowFormatError):
        decode(encode(inhoud()) | {"versleuteld": {"S": "Testpersoon"}})


def test_a_key_names_the_store_not_the_stage() -> None:
    assert {key_of(row).table for row in one_of_each()} == {"broker", "sleutels", "bewijs", "cijfers"}
    assert find_key(Account, STEM) == Key("broker", f"ACCOUNT#{STEM}", "ACCOUNT")


def test_a_second_write_on_one_day_moves_nothing_in_the_index() -> None:
    """Of heads: it is paid once a day at most. What has no evidence yet is not in it."""
    first, second = (changed_on(dossier(rev=rev), NOON.date()) for rev in (1, 2))
    assert first == second
    assert first["kop_bucket"]["S"].startswith("kop#2027-06-01#")
    assert changed_on(dossier(), (NOON + timedelta(days=1)).date()) != first
    assert changed_on(dossier(bewijs_nr=0), NOON.date()) == changed_on(aanvraag(), NOON.date()) == {}
    assert decode({**encode(dossier()), **first}) == dossier()
