"""Art. 3 lid 2, Art. 4 lid 2: every stored field says what it is, and personal data is stored as ciphertext only."""

import ast
from collections.abc import Iterator
from typing import Annotated, ClassVar

import pytest
from pydantic import BaseModel

from chalicelib.domain.model import Model
from chalicelib.domain.persoonsgegeven import Betrokkene, Categorie, GeenPersoonsgegeven
from chalicelib.domain.row import Row, Sleutel
from chalicelib.privacy.bewaartermijn import BEWAARTERMIJNEN
from chalicelib.privacy.doel import INHOUDSOORTEN, occurring
from chalicelib.privacy.register import CANNOT_OCCUR, REGISTER, fields_of
from tests.architecture.source import import_all, modules, subclasses, tree_of

# Sealed, but no personal data: the signing secret of a Kredietverstrekker and the search key.
MACHINE_SECRETS = {"geheim", "zoeksleutel"}


def rows() -> list[type[Row]]:
    import_all()
    return sorted({Row, *subclasses(Row)}, key=lambda row: row.__name__)


def personal(model: type[BaseModel]) -> list[str]:
    """The fields that carry a Categorie; raises TypeError for a field without any mark."""
    return [path for path, mark in fields_of(model) if isinstance(mark, Categorie)]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.__name__)
def test_an_envelope_holds_no_personal_data(row: type[Row]) -> None:
    """Each field of a row is marked GeenPersoonsgegeven; one without a mark raises in `fields_of`."""
    assert personal(row) == []


@pytest.mark.parametrize("name", sorted(INHOUDSOORTEN))
def test_every_field_of_a_content_is_marked(name: str) -> None:
    assert fields_of(INHOUDSOORTEN[name].model)


@pytest.mark.parametrize("name", sorted(INHOUDSOORTEN))
def test_every_category_that_occurs_has_a_row(name: str) -> None:
    missing = occurring(INHOUDSOORTEN[name]) - REGISTER.keys()
    assert missing == frozenset()


def test_no_row_of_the_register_is_without_use() -> None:
    """The register lists what is processed, not what might be: each row is needed by some stored content."""
    needed = frozenset().union(*(occurring(soort) for soort in INHOUDSOORTEN.values()))
    assert REGISTER.keys() == needed
    assert frozenset(REGISTER) & CANNOT_OCCUR == frozenset()


@pytest.mark.parametrize("key", sorted(REGISTER), ids="-".join)
def test_a_row_has_a_doel_a_ground_and_a_term(key: tuple[Categorie, Betrokkene]) -> None:
    row = REGISTER[key]
    assert row.doelen
    assert row.bewaartermijnen
    assert set(row.bewaartermijnen) <= BEWAARTERMIJNEN.keys()
    assert row.artikel.startswith("art. ")


def sealed_names() -> Iterator[str]:
    """The names under which use cases seal content, where they are written out."""
    for name, path in modules().items():
        for node in ast.walk(tree_of(path)) if ".usecases." in name else ():
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "seal":
                yield from (
                    arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
                )


def test_what_is_sealed_is_known_to_the_register() -> None:
    assert set(sealed_names()) <= INHOUDSOORTEN.keys() | MACHINE_SECRETS


class Unmarked(Model):
    naam: Annotated[str, Categorie.NAW]
    bijnaam: str


class Nested(Model):
    """The fault stands one level down, in a list, behind an optional."""

    personen: Annotated[tuple[Unmarked, ...] | None, Categorie.NAW] = None


class Leaking(Row):
    soort: ClassVar[str] = "lek"
    eigenaar: Annotated[str, Sleutel]
    naam: Annotated[str, Categorie.NAW]


@pytest.mark.parametrize("model", [Unmarked, Nested])
def test_a_field_without_a_mark_fails(model: type[Model]) -> None:
    with pytest.raises(TypeError, match=r"Unmarked\.bijnaam carries no Categorie"):
        fields_of(model)


def test_a_name_in_an_envelope_fails() -> None:
    assert personal(Leaking) == ["naam"]


def test_marks_are_found_at_any_depth() -> None:
    """Optionals, tuples, unions and nested Annotated: the path and the mark of each field."""

    class Inner(Model):
        a: Annotated[str, Categorie.OBJECT] | None = None

    class Outer(Model):
        one: Inner | None = None
        many: list[Inner] | tuple[Inner, ...]
        plain: Annotated[int, GeenPersoonsgegeven.TOESTAND] = 0

    assert fields_of(Outer) == [
        ("one.a", Categorie.OBJECT),
        ("many.a", Categorie.OBJECT),
        ("plain", GeenPersoonsgegeven.TOESTAND),
    ]
