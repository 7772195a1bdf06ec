"""Kenteken by its 14 sidecodes, chassisnummer by its form."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.voertuig import SIDECODES, Kenteken, Vin
from tests.unit.outcome import accepted, code_of, refused


def dashed(plate: str) -> str:
    """The dash rule: at every change of letter and digit, and four of a kind split in two and two."""
    result = plate[0]
    for before, sign in itertools.pairwise(plate):
        run = result.rpartition("-")[2]
        same = sign.isdigit() == before.isdigit()
        four = len(run) == 2 and plate.count("-") == 0 and is_in_four(plate, len(result.replace("-", "")))
        result += sign if same and not four else f"-{sign}"
    return result


def is_in_four(plate: str, index: int) -> bool:
    """Whether the sign at `index` is the third of four equal kinds in a row."""
    kinds = [sign.isdigit() for sign in plate]
    start = index - 2
    return start >= 0 and len(set(kinds[start : start + 4])) == 1 and len(kinds[start : start + 4]) == 4


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("1-ABC-23", "1-ABC-23"),
        ("ZX-99-YY", "ZX-99-YY"),
        ("12-AB-34", "12-AB-34"),
        ("AB-CD-12", "AB-CD-12"),
        ("G001BB", "G-001-BB"),
        ("gb 001 b", "GB-001-B"),
        ("123-AB-4", "123-AB-4"),
        ("AB-1234", "AB-12-34"),
    ],
)
def test_kenteken_gets_dashes_by_its_sidecode(text: str, plate: str) -> None:
    assert accepted(Kenteken, text) == plate
    assert accepted(Kenteken, plate) == plate


@pytest.mark.parametrize("text", ["AAAAAA", "ABC123", "123456", "G-001-B", "G-001-BBB", "", "ß-123-A", "É-001-BB"])
def test_kenteken_without_sidecode_is_refused(text: str) -> None:
    assert refused(Kenteken, text) == "kenteken.vorm"


def test_there_are_fourteen_different_sidecodes() -> None:
    assert len({code.replace("-", "") for code in SIDECODES}) == 14
    assert all(code.count("-") == 2 and code.count("9") >= 2 for code in SIDECODES)


@pytest.mark.parametrize("sidecode", SIDECODES)
def test_sidecodes_agree_with_the_dash_rule(sidecode: str) -> None:
    """Two ways to place dashes, one outcome."""
    plate = sidecode.replace("L", "K").replace("9", "7")
    assert dashed(plate.replace("-", "")) == plate
    assert accepted(Kenteken, plate.replace("-", "")) == plate


@given(st.text(alphabet="AZaz09 -.ß", max_size=9))
def test_kenteken_normalises_once_or_is_refused(text: str) -> None:
    if code_of(Kenteken, text) is None:
        assert accepted(Kenteken, accepted(Kenteken, text)) == accepted(Kenteken, text)


@pytest.mark.parametrize("text", ["WVWZZZ1KZAW123456", "YV1LS5502N2023766", "wvw zzz1kzaw123456"])
def test_vin_needs_no_check_digit(text: str) -> None:
    """The first is a European VIN, where position nine is no check digit."""
    assert len(accepted(Vin, text)) == 17


@pytest.mark.parametrize(
    "text", ["", "WVWZZZ1KZAW12345", "WVWZZZ1KZAW1234567", "IVWZZZ1KZAW123456", "WVWZZZ1KZQW123456"]
)
def test_vin_of_another_form_is_refused(text: str) -> None:
    assert refused(Vin, text) == "vin.vorm"
