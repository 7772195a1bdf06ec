"""What was left out of the artefact was there, is gone, and is missed by nothing that we use."""

import json
from random import Random

import pytest
from pydantic import TypeAdapter
from schwifty import IBAN

from chalicelib.domain import identifiers
from infra.package.pruning import PRUNED, Pruned
from tests.package_build import Built, function_environment, linux_only

# Iceland, Liechtenstein and Norway are of the EEA as well; Switzerland and the United Kingdom pay by SEPA too.
COUNTRIES = (
    "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU",
    "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip

# Their wheels hold none; METADATA names it.
SHIPS_NO_LICENCE = {"standardwebhooks"}

pytestmark = linux_only


@pytest.mark.parametrize("entry", PRUNED, ids=lambda entry: entry.pattern)
def test_what_is_listed_was_there_and_is_gone(built: Built, entry: Pruned) -> None:
    """An entry that takes nothing any more is a line to delete."""
    assert built.pruned[entry.pattern].files > 0
    assert [name for name in _names(built) if entry.takes(name)] == []


def test_every_entry_says_why_and_once() -> None:
    assert all(entry.reason for entry in PRUNED)
    assert len({entry.pattern for entry in PRUNED}) == len(PRUNED)


def test_what_an_entry_keeps_is_kept(built: Built) -> None:
    names = _names(built)
    kept = [Pruned(keep, "as a pattern") for entry in PRUNED for keep in entry.keep]
    unknown = [entry.pattern for entry in kept if not any(entry.takes(name) for name in names)]
    assert unknown == []


def test_every_library_keeps_its_licence_and_metadata(built: Built) -> None:
    """Licences ask for it, and importlib.metadata reads the second."""
    for folder in built.tree.glob("*.dist-info"):
        assert (folder / "METADATA").exists(), folder.name
        licences = [*folder.glob("LICEN*"), *folder.glob("licenses/**/*")]
        assert licences or folder.name.split("-")[0] in SHIPS_NO_LICENCE, folder.name


def test_ibans_of_every_country_are_judged_as_before(built: Built) -> None:
    """The bank registries stay whole: an IBAN of another country of the EEA is as good as a Dutch one."""
    rule = TypeAdapter(identifiers.Iban)
    right = [str(IBAN.random(country, random=Random(number))) for country in COUNTRIES for number in range(2)]  # noqa: S311 - no secret
    wrong = [number[:2] + f"{(int(number[2:4]) + 1) % 97:02}" + number[4:] for number in right]
    expected = [_judged(rule, number) for number in (*right, *wrong)]
    assert sum(one != "iban.controle" for one in expected) > len(COUNTRIES) / 2
    assert _values(built, iban=[*right, *wrong])["iban"] == expected


def test_other_values_are_judged_as_before(built: Built) -> None:
    found = _values(
        built,
        btw=["NL004495445B01", "NL123456789B99"],
        rsin=["004495445", "123456789"],
        email=["Voorbeeld@Example.com", "geen adres"],
        telefoon=["06 12345678", "+49 30 123456", "112", "0900 1234"],
        postcode=["1234 ab", "0123 AB"],
    )
    assert found == {
        "btw": ["NL004495445B01", "btw.formaat"],
        "rsin": ["004495445", "rsin.elfproef"],
        "email": ["voorbeeld@example.com", "email.formaat"],
        "telefoon": ["+31612345678", "+4930123456", "telefoon.formaat", "telefoon.betaalnummer"],
        "postcode": ["1234 AB", "postcode.formaat"],
        "zone": "Europe/Amsterdam",
        "rente": "chalicelib.domain.rente",
    }


def test_the_zone_of_the_netherlands_needs_no_machine(built: Built) -> None:
    """Lambda may have no zone files: with none at all, Amsterdam comes from the artefact."""
    assert _values(built, PYTHONTZPATH="")["zone"] == "Europe/Amsterdam"


def _names(built: Built) -> list[str]:
    """Files of the artefact but for bytecode, which is made of what was left."""
    files = (path for path in built.tree.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return [path.relative_to(built.tree).as_posix() for path in files]


def _values(built: Built, PYTHONTZPATH: str = "/nowhere", **asked: list[str]) -> dict[str, object]:  # noqa: N803 - Python's own name
    environment = function_environment() | {"PYTHONTZPATH": PYTHONTZPATH}
    found: dict[str, object] = built.run("values", json.dumps(asked), **environment)
    return found


def _judged(rule: TypeAdapter[str], value: str) -> str:
    try:
        return rule.validate_python(value)
    except ValueError:
        return "iban.controle"
