"""Art. 8 lid 1: waar een vernietiging ook wordt onderbroken, het einde is hetzelfde, en elk bewijs is volledig."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import groupby

import pytest

from chalicelib.errors import BrokerError
from tests.broker import Crash
from tests.destruction import STORES
from tests.sweeping import FAULTS, Call, Item, Stage, dossier_id, fill, staged

DUE, LATER = 2, 1
FEW = 8
PARTS = 3  # so that workers share the calls


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with staged() as stage:
        fill(stage.broker, DUE, LATER)
        yield stage


@pytest.fixture(scope="module")
def before(stage: Stage) -> list[Item]:
    """Everything as it is before a run."""
    return stage.rows()


@pytest.fixture(scope="module")
def undisturbed(stage: Stage, before: list[Item]) -> tuple[list[int], object]:
    """The calls of one run, by number, and what it leaves."""
    stage.restore(before)
    stage.run()
    return telling(stage.wire.calls), stage.outcome()


def telling(calls: list[Call]) -> list[int]:
    """Every call; of a row of reads that are all the same, as of the shards of an index, the first and the last."""
    numbers = []
    for call, same in groupby(enumerate(calls, 1), key=lambda entry: entry[1]):
        row = [number for number, _ in same]
        numbers += [row[0], row[-1]] if call[1] == "Query" and len(row) > FEW else row
    return numbers


def test_an_undisturbed_run_leaves_what_it_should(stage: Stage, before: list[Item]) -> None:
    """Art. 8 lid 1: nothing of two, all of the third, two receipts with a line per store."""
    stage.restore(before)
    stage.run()
    receipts = [row for row in stage.rows() if row["soort"]["S"] == "vernietiging"]
    assert {row["pk"]["S"].partition("#")[2] for row in receipts} == {dossier_id(number) for number in range(DUE)}
    assert all(row["klaar"]["BOOL"] for row in receipts)
    assert {tuple(line["S"].split(":")[0] for line in row["opslag"]["L"]) for row in receipts} == {STORES}
    assert stage.objects() == []
    assert {row["pk"]["S"] for row in stage.rows() if row["soort"]["S"] in {"dossier", "sleutel"}} == {
        f"DOSSIER#{dossier_id(DUE)}",
        f"SLEUTEL#{dossier_id(DUE)}",
    }


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_at_any_call_is_made_good(
    stage: Stage, before: list[Item], undisturbed: tuple[list[int], object], fault: str, part: int
) -> None:
    """Art. 8 lid 1: dead before it, dead after it, refused once or for the whole run; then it runs again."""
    calls, expected = undisturbed
    assert len(calls) > DUE * 7
    for number in calls[part::PARTS]:
        stage.restore(before)
        FAULTS[fault](number)(stage.wire)
        with suppress(Crash, BrokerError):
            stage.run()
        stage.again()
        assert stage.outcome() == expected, f"{fault} call {number}: {stage.wire.calls[number - 1]}"
