"""Art. 8 lid 1: a dossier that cannot be destroyed now keeps no other dossier."""

from dataclasses import replace

from chalicelib.errors import Unavailable
from chalicelib.usecases.purge_due_dossiers import purge_due_dossiers
from tests.broker import Bench
from tests.destruction import due_at, ended, left
from tests.fakes.documents import FakeDocuments


class StuckDocuments(FakeDocuments):
    """Cannot erase the objects of one dossier."""

    def __init__(self, bench: Bench, stuck: str) -> None:
        super().__init__()
        self.__dict__.update(vars(bench.broker.documents))
        self.stuck = stuck

    def erase(self, dossier_id: str) -> int:
        if dossier_id == self.stuck:
            raise Unavailable
        return super().erase(dossier_id)


def test_one_that_fails_does_not_keep_the_others(bench: Bench) -> None:
    """Art. 8 lid 1. Found: the first failure ended the run, and every later run began with the same row."""
    vendor, lessor = bench.vendor(), bench.lessor()
    first, second = ended(bench, vendor, lessor), ended(bench, vendor, lessor)
    bench.clock.move_to(max(due_at(bench, first), due_at(bench, second)))
    stuck = replace(bench.broker, documents=StuckDocuments(bench, first))
    purge_due_dossiers(stuck, bench.clock.now())
    assert left(bench, first) != []
    assert left(bench, second) == []
    purge_due_dossiers(bench.broker, bench.clock.now())
    assert left(bench, first) == []
