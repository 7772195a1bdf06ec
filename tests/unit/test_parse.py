"""From raw bytes to a model or to faults: strict, and silent about values."""

import json
from datetime import date
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from chalicelib.domain.bsn import Tekst
from chalicelib.domain.datum import Datum
from chalicelib.domain.identifiers import KvkNummer
from chalicelib.domain.json_keys import joined, repeats_a_key, scan
from chalicelib.domain.model import Model
from chalicelib.domain.money import NUL, Bedrag
from chalicelib.domain.parse import MAX_FAULTS, merge_patch, parse, restore
from chalicelib.errors import InvalidInput
from tests.unit.outcome import faults, parsed


class Blad(Model):
    naam: Tekst | None = None
    kvk_nummer: KvkNummer | None = None
    bedrag: Bedrag | None = None
    aantal: Annotated[int, Field(ge=1, le=9)] = 1
    aan: bool = False
    keuze: Literal["een", "twee"] = "een"
    vrij: dict[str, Any] | None = None


class Boom(Model):
    naam: Tekst
    blad: Blad | None = None
    bladeren: Annotated[tuple[Blad, ...], Field(max_length=3)] = ()
    prijs: Bedrag = NUL
    dag: Datum = date(2027, 6, 1)


def refusal(raw: bytes, model: type[Model] = Boom) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as caught:
        parse(model, raw)
    return faults(caught)


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"", ("", "json.vorm")),
        (b"{", ("", "json.vorm")),
        (b'{"naam":"a"} x', ("", "json.vorm")),
        (b'{"naam":"a",}', ("", "json.vorm")),
        (b'{"naam":"\xff"}', ("", "json.vorm")),
        (b'{"naam":"\\ud800"}', ("", "json.vorm")),
        (b'\xef\xbb\xbf{"naam":"a"}', ("", "json.vorm")),
        ('{"naam":"a"}'.encode("utf-16"), ("", "json.vorm")),
        (b"[" * 300, ("", "json.diepte")),
        (b'{"naam":' * 300, ("", "json.diepte")),
        (b"null", ("", "type.object")),
        (b"[]", ("", "type.object")),
        (b"{}", ("naam", "verplicht")),
        (b'{"naam":1}', ("naam", "type.tekst")),
        (b'{"naam":NaN}', ("naam", "json.getal")),
        (b'{"naam":"a","blad":3}', ("blad", "type.object")),
        (b'{"naam":"a","bladeren":{}}', ("bladeren", "type.lijst")),
        (b'{"naam":"a","bladeren":[{},{},{},{}]}', ("bladeren", "lijst.lang")),
        (b'{"naam":"a","bladeren":[{},{"aantal":"1"}]}', ("bladeren.1.aantal", "type.getal")),
        (b'{"naam":"a","blad":{"aantal":1.5}}', ("blad.aantal", "type.getal")),
        (b'{"naam":"a","blad":{"aantal":true}}', ("blad.aantal", "type.getal")),
        (b'{"naam":"a","blad":{"aantal":0}}', ("blad.aantal", "getal.min")),
        (b'{"naam":"a","blad":{"aantal":10}}', ("blad.aantal", "getal.max")),
        (b'{"naam":"a","blad":{"aan":1}}', ("blad.aan", "type.ja_nee")),
        (b'{"naam":"a","blad":{"keuze":"drie"}}', ("blad.keuze", "keuze.onbekend")),
        (b'{"naam":"a","blad":{"bedrag":12.5}}', ("blad.bedrag", "bedrag.vorm")),
        (b'{"naam":"a","blad":{"kvk_nummer":"x"}}', ("blad.kvk_nummer", "kvk.formaat")),
    ],
)
def test_fault_names_its_field_and_rule(raw: bytes, fault: tuple[str, str]) -> None:
    assert fault in refusal(raw)


@pytest.mark.parametrize(
    ("key", "veld"),
    [
        ("onbekend", "blad.onbekend"),
        ("a" * 64, f"blad.{'a' * 64}"),
        ("a" * 65, "blad"),
        ("Onbekend", "blad"),
        ("Testpersoon Voorbeeld", "blad"),
        ("123456782", "blad"),
        ("x_123456782", "blad"),
        ("", "blad"),
        ("a.b", "blad"),
    ],
)
def test_unknown_name_comes_back_only_when_plain(key: str, veld: str) -> None:
    """The place where it stands has a code of its own, for it is not that place that is unknown."""
    code = "veld.onbekend" if veld.endswith(key) and key else "veld.onbekend_hierin"
    assert refusal(json.dumps({"naam": "a", "blad": {key: 1}}).encode()) == [(veld, code)]


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b'{"naam":null}', ("naam", "verplicht")),
        (b'{"naam":"a","blad":{"aantal":null}}', ("blad.aantal", "verplicht")),
        (b'{"naam":"a","blad":{"aan":null,"keuze":"een"}}', ("blad.aan", "verplicht")),
        (b'{"naam":"a","blad":{"keuze":null}}', ("blad.keuze", "verplicht")),
        (b'{"naam":"a","bladeren":[{},{"aantal":null}]}', ("bladeren.1.aantal", "verplicht")),
        (b'{"naam":"a","bladeren":[null]}', ("bladeren.0", "verplicht")),
        (b'{"naam":"a","bladeren":null}', ("bladeren", "verplicht")),
        (b'{"naam":"a","prijs":null}', ("prijs", "verplicht")),
        (b'{"naam":"a","dag":null}', ("dag", "verplicht")),
        (b'{"naam":"a","onbekend":null}', ("onbekend", "veld.onbekend")),
        (b'{"naam":"a","Onbekend":null}', ("", "veld.onbekend_hierin")),
        (b'{"naam":"a","blad":{"bsn":null}}', ("blad.bsn", "bsn.verboden")),
        (b"null", ("", "type.object")),
    ],
)
def test_null_where_a_value_is_needed_is_missing(raw: bytes, fault: tuple[str, str]) -> None:
    """Nobody who left a field empty looks for quotation marks."""
    assert refusal(raw) == [fault]


@pytest.mark.parametrize(
    ("raw", "veld"),
    [
        (b'{"naam":"a","naam":"b"}', "naam"),
        (b'{"naam":"a","naam":"a"}', "naam"),
        (b'{"naam":"a","n\\u0061am":"b"}', "naam"),
        (b'{"naam":"a","blad":{"aantal":1,"aantal":1}}', "blad.aantal"),
        (b'{"naam":"a","blad":{},"blad":{}}', "blad"),
        (b'{"naam":"a","bladeren":[{},{"aan":true,"aan":true}]}', "bladeren.1.aan"),
        (b'{"naam":"a\\"b: \\\\","blad":{"naam":":","naam":":"}}', "blad.naam"),
        (b'{"naam":"a","blad":{"vrij":{"x":{"y":1,"y":2}}}}', "blad.vrij.x.y"),
        (b'{"naam":1,"naam":"a"}', "naam"),
    ],
)
def test_key_that_stands_twice_is_refused(raw: bytes, veld: str) -> None:
    assert refusal(raw)[0] == (veld, "sleutel.dubbel")


@pytest.mark.parametrize(
    "raw",
    [
        b'{"naam":"a"}',
        b' {\n "naam" : "a:b" , "blad" : { "naam" : "\\":\\"" } }',
        b'{"naam":"\\\\","blad":{"naam":"\\\\\\":"},"bladeren":[{"aan":true},{"aan":true}]}',
        '{"naam":"één: \\u0022 :"}'.encode(),
        b'{"naam":"a","blad":{"vrij":{"a":1,"b":[{"c":null}]}},"bladeren":[]}',
    ],
)
def test_colons_in_texts_are_no_keys(raw: bytes) -> None:
    assert not repeats_a_key(raw, parse(Boom, raw))


KEYS = st.sampled_from(["a", "b", 'q"', "back\\", "co:lon", "é", "sp ace", "\\"])
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(KEYS, TREES, max_size=4), st.booleans(), st.sampled_from([None, 1]))
def test_counting_keys_agrees_with_looking(tree: dict[str, Any], ascii_only: bool, indent: int | None) -> None:
    raw = json.dumps({"naam": "a", "blad": {"vrij": tree}}, ensure_ascii=ascii_only, indent=indent).encode()
    assert not repeats_a_key(raw, parse(Boom, raw))
    assert not scan(raw)
    if tree:
        key = json.dumps(next(iter(tree)), ensure_ascii=ascii_only)
        twice = raw.replace(b'"vrij": {', f'"vrij": {{{key}: 1, '.encode(), 1)
        assert [fault.code for fault in scan(twice)] == ["sleutel.dubbel"]
        assert refusal(twice)[0][1] == "sleutel.dubbel"


@pytest.mark.parametrize(
    ("raw", "veld"),
    [
        (b'{"naam":"a","bsn":"123456782"}', "bsn"),
        (b'{"naam":"a","BSN":1}', ""),
        (b'{"naam":"a","blad":{"sofinummer":null}}', "blad.sofinummer"),
        (b'{"naam":"a","onbekend":[{"burgerservicenummer":1}]}', "onbekend.0.burgerservicenummer"),
        (b'{"naam":"a","b\\u0073n":1}', "bsn"),
        (b'{"naam":"a","blad":{"vrij":{"bsn":1}},"x":1}', "blad.vrij.bsn"),
    ],
)
def test_name_of_a_bsn_is_refused_anywhere(raw: bytes, veld: str) -> None:
    assert (veld, "bsn.verboden") in refusal(raw)


def test_confirmation_reaches_free_text() -> None:
    raw = b'{"naam":"123456782"}'
    with pytest.raises(InvalidInput) as caught:
        parse(Boom, raw)
    assert caught.value.faults[0].bevestigbaar
    assert parse(Boom, raw, geen_bsn=True).naam == "123456782"


def test_stored_content_is_not_questioned_again() -> None:
    assert restore(Boom, b'{"naam":"123456782"}').naam == "123456782"


def test_bounds_of_a_rule_are_told() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse(Boom, b'{"naam":"a","blad":{"aantal":10}}')
    assert caught.value.faults[0].params == (("max", "9"),)


def test_list_of_faults_has_an_end() -> None:
    raw = json.dumps({f"veld_{number}": 1 for number in range(1000)}).encode()
    assert len(refusal(raw)) == MAX_FAULTS


def test_refusal_carries_no_trace_of_the_input() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse(Boom, b'{"naam":"a","blad":{"kvk_nummer":"geheimewaarde"}}')
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


@given(st.text(alphabet="XYZQ", min_size=4, max_size=8), TREES)
def test_value_never_comes_back_in_a_fault(secret: str, tree: object) -> None:
    body = {"naam": [secret], "blad": {"kvk_nummer": secret, secret: tree}, "bladeren": secret, secret: secret}
    with pytest.raises(InvalidInput) as caught:
        parse(Boom, json.dumps(body).encode())
    assert secret not in str(caught.value) + repr(caught.value.faults)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_model_or_invalid_input(raw: bytes) -> None:
    outcome = parsed(Boom, raw)
    assert isinstance(outcome, Boom) or outcome.faults


@pytest.mark.parametrize(
    ("path", "text"),
    [(("a", 0, "b"), "a.0.b"), (("a", "B", "c"), "a"), ((), ""), (("123456782",), ""), (("x" * 65,), "")],
)
def test_path_ends_before_a_strange_name(path: tuple[str | int, ...], text: str) -> None:
    assert joined(path) == text


BEFORE: dict[str, Any] = {"naam": "a", "blad": {"aantal": 2, "kvk_nummer": "90001354"}, "bladeren": [{"aan": True}]}


@pytest.mark.parametrize(
    ("patch", "after"),
    [
        ({}, BEFORE),
        ({"naam": "b"}, BEFORE | {"naam": "b"}),
        ({"blad": {"aantal": 3}}, BEFORE | {"blad": {"aantal": 3, "kvk_nummer": "90001354"}}),
        ({"blad": {"kvk_nummer": None}}, BEFORE | {"blad": {"aantal": 2}}),
        ({"blad": None}, {"naam": "a", "bladeren": [{"aan": True}]}),
        ({"bladeren": [{"aantal": 4}]}, BEFORE | {"bladeren": [{"aantal": 4}]}),
        ({"blad": {"naam": None}}, BEFORE),
    ],
)
def test_patch_follows_rfc_7396(patch: dict[str, Any], after: dict[str, Any]) -> None:
    merged = merge_patch(Boom, BEFORE, json.dumps(patch).encode())
    assert merged == parse(Boom, json.dumps(after).encode())
    assert json.loads(merged.model_dump_json(exclude_none=True)) == json.loads(
        parse(Boom, json.dumps(after).encode()).model_dump_json(exclude_none=True)
    )


@pytest.mark.parametrize(
    ("patch", "fault"),
    [
        (b"[]", ("", "type.object")),
        (b'"x"', ("", "type.object")),
        (b"{", ("", "json.vorm")),
        (b"[" * 300, ("", "json.diepte")),
        (b'{"naam":NaN}', ("", "json.vorm")),
        (b'{"naam":"b","naam":"c"}', ("naam", "sleutel.dubbel")),
        (b'{"naam":null}', ("naam", "verplicht")),
        (b'{"onbekend":null}', ("onbekend", "veld.onbekend")),
        (b'{"blad":{"onbekend":null}}', ("blad.onbekend", "veld.onbekend")),
        (b'{"bsn":null}', ("bsn", "bsn.verboden")),
        (b'{"blad":{"naam":"bsn 123456782"}}', ("blad.naam", "bsn.verboden")),
        (b'{"blad":{"aantal":"3"}}', ("blad.aantal", "type.getal")),
    ],
)
def test_patch_is_as_strict_as_a_body(patch: bytes, fault: tuple[str, str]) -> None:
    with pytest.raises(InvalidInput) as caught:
        merge_patch(Boom, BEFORE, patch)
    assert fault in faults(caught)


def test_patch_does_not_question_untouched_numbers() -> None:
    before = {"naam": "123456782"}
    assert merge_patch(Boom, before, b'{"blad":{"aantal":3}}').naam == "123456782"
    with pytest.raises(InvalidInput) as caught:
        merge_patch(Boom, before, b'{"blad":{"naam":"111222333"}}')
    assert faults(caught) == [("blad.naam", "bsn.lijkt")]
    assert merge_patch(Boom, before, b'{"naam":"111222333"}', geen_bsn=True).naam == "111222333"
