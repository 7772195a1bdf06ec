"""The fake's own tools: crashes around a commit, somebody who was first, and what was called."""

import pytest

from chalicelib import errors
from chalicelib.adapters.dynamodb.codec import RowFormatError
from chalicelib.domain.dossier import Dossier
from chalicelib.usecases.ports.store import Change, Insert, Replace
from tests.fakes.store import FakeStore
from tests.functional.dossier_rows import DOSSIER, dossier
from tests.functional.store_rows import account


class CrashError(Exception):
    """The process died here."""


def _crash(_changes: tuple[Change, ...]) -> None:
    raise CrashError


def test_a_crash_before_the_commit_writes_nothing() -> None:
    store = FakeStore()
    store.before_commit = _crash
    with pytest.raises(CrashError):
        store.commit(Insert(dossier()))
    assert store.rows() == []
    assert store.commits == []


def test_a_crash_after_the_commit_leaves_it_written() -> None:
    store = FakeStore()
    store.after_commit = _crash
    with pytest.raises(CrashError):
        store.commit(Insert(dossier()))
    assert store.rows() == [dossier()]
    assert store.commits == [(Insert(dossier()),)]


def test_somebody_may_be_first_before_the_commit() -> None:
    store = FakeStore()
    store.commit(Insert(dossier()))

    def first(_changes: tuple[Change, ...]) -> None:
        store.before_commit = None
        store.commit(Replace(dossier(versie=8)))

    store.before_commit = first
    with pytest.raises(errors.Conflict):
        store.commit(Replace(dossier(versie=9)))
    assert store.get(Dossier, DOSSIER) == dossier(versie=8, rev=4)
    assert store.calls == {"commit": 3, "get": 1}


def test_a_row_that_no_table_takes_fails_here_too() -> None:
    store = FakeStore()
    with pytest.raises(RowFormatError):
        store.commit(Insert(account()), Insert(dossier(versie="2")))
    assert store.rows() == []
