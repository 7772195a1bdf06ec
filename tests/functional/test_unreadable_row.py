"""A row that no class of today's code fits: it must not stop the destruction of others (art. 8 lid 1)."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.adapters.dynamodb.codec import RowFormatError
from chalicelib.domain.state import DossierState
from chalicelib.errors import Unavailable
from chalicelib.usecases.delete_dossier import delete_dossier
from tests.broker import Bench
from tests.destruction import due_at, ended, herstel, left, run
from tests.fakes.store import FakeStore


def down(_: str) -> int:
    raise Unavailable("s3: does not answer")


class OddStore(FakeStore):
    """Holds one dossier of which a row fits no class of today's code."""

    def __init__(self, bench: Bench, dossier_id: str) -> None:
        super().__init__()
        self.__dict__.update(bench.store.__dict__)
        self.unreadable = dossier_id

    def load_dossier(self, dossier_id: str) -> DossierState | None:
        if dossier_id == self.unreadable:
            raise RowFormatError
        return super().load_dossier(dossier_id)

    def erase(self, dossier_id: str) -> dict[str, int]:
        if dossier_id == self.unreadable:
            raise RowFormatError
        return super().erase(dossier_id)


def test_a_row_we_cannot_read_keeps_no_other(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    """Found: after a version was taken back, one row that it had written stopped every destruction that came later."""
    vendor, lessor = bench.vendor(), bench.lessor()
    first, second = sorted(ended(bench, vendor, lessor) for _ in range(2))
    bench.broker = replace(bench.broker, store=OddStore(bench, first))
    assert run(bench, due_at(bench, second) + timedelta(days=1)) == {"vernietigd": 1, "hervat": 0, "uitgesteld": 1}
    assert left(bench, second) == []
    told = [
        json.loads(line) for line in capsys.readouterr().out.splitlines() if '"retention:destruction:failed"' in line
    ]
    assert [line["rij"] for line in told] == [first]


def test_nor_does_it_keep_what_began(bench: Bench) -> None:
    """The same for what `herstel` finishes."""
    vendor = bench.vendor()
    first, second = sorted(bench.dossier(vendor) for _ in range(2))
    vars(bench.documents)["erase"] = down
    for dossier_id in (first, second):
        with pytest.raises(Unavailable):
            delete_dossier(bench.broker, vendor, dossier_id)
    del vars(bench.documents)["erase"]
    bench.broker = replace(bench.broker, store=OddStore(bench, first))
    assert herstel(bench) == 1
    assert left(bench, second) == []
