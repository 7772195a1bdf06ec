"""Drift: a class of rows that somebody adds has a table, a place and a round trip, or the build fails."""

import importlib
import pkgutil
from collections.abc import Iterator

from chalicelib import domain, privacy
from chalicelib.adapters.dynamodb import codec
from chalicelib.adapters.dynamodb.keys import IN_DOSSIER, ROW_CLASSES
from chalicelib.domain.row import Chained, Inhoud, Row
from chalicelib.domain.state import assemble
from tests.functional.dossier_rows import dossier
from tests.functional.store_rows import one_of_each


def test_every_class_of_rows_has_a_table() -> None:
    for package in (domain, privacy):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    stored = {kind for kind in _subclasses(Row) if kind.__module__.startswith("chalicelib.")}
    assert stored - {Chained} == set(ROW_CLASSES)


def test_every_class_of_rows_has_a_round_trip() -> None:
    assert {type(row) for row in one_of_each()} == set(ROW_CLASSES)
    assert len({kind.soort for kind in ROW_CLASSES}) == len(ROW_CLASSES)


def test_the_round_trips_leave_no_field_at_its_default() -> None:
    for row in one_of_each():
        assert row.model_fields_set >= type(row).model_fields.keys()
        values = {name: getattr(row, name) for name, field in type(row).model_fields.items() if not field.is_required()}
        assert [name for name, value in values.items() if value == type(row).model_fields[name].default] == []


def test_the_state_of_a_dossier_takes_its_whole_partition() -> None:
    rows = [row for row in one_of_each() if type(row) in {*IN_DOSSIER, Inhoud}]
    state = assemble(rows)
    assert state is not None
    assert all(state.holds(row) for row in rows)
    expected = assemble([dossier()])
    assert expected is not None
    for row in rows:
        expected = expected.with_row(row)
    assert state == expected


def test_no_field_has_the_name_of_an_escaped_one() -> None:
    names = {name for kind in ROW_CLASSES for name in kind.model_fields}
    assert not [name for name in names if name.startswith(codec.ESCAPE)]


def _subclasses(kind: type[Row]) -> Iterator[type[Row]]:
    for sub in kind.__subclasses__():
        yield sub
        yield from _subclasses(sub)
