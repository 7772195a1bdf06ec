"""What a sweep costs depends on what is due, and not on what is stored; bench/sweep_calls.py goes up to 100,000."""

from collections import Counter
from datetime import timedelta

from bench.sweep_calls import crowd_later
from chalicelib.domain.row import DataSleutel, DueSoort
from tests.sweeping import DUE as MOMENT
from tests.sweeping import FIRST_LATER, Call, dossier_id, fill, staged, store_later

DUE = 4
MOST_PER_DOSSIER = 9  # calls, the shares of its batch included


def calls(stored: int) -> Counter[Call]:
    with staged() as stage:
        fill(stage.broker, DUE)
        store_later(stage, stored - DUE)
        stage.wire.clear()
        stage.run()
        assert len([row for row in stage.rows() if row["soort"]["S"] == "dossier"]) == stored - DUE
        return Counter(stage.wire.calls)


def test_what_is_stored_costs_a_sweep_nothing() -> None:
    """The same calls to the last one, for the index says which dossiers are due."""
    few, many = calls(100), calls(400)
    assert few == many
    index = 2 * 16  # two rounds over the shards of one day
    assert few.total() - index <= MOST_PER_DOSSIER * DUE + 5


def test_who_stands_by_counts_as_if_stored() -> None:
    """So that the bench may count beside a hundred thousand: found by index, partition and key, for the same calls."""
    in_the_table = calls(100)
    with staged() as stage:
        fill(stage.broker, DUE)
        crowd_later(stage, 100 - DUE)
        stage.wire.clear()
        stage.run()
        assert Counter(stage.wire.calls) == in_the_table
    with staged() as stage:
        crowd_later(stage, 1)
        one, due = dossier_id(FIRST_LATER), MOMENT + timedelta(days=1)
        assert stage.broker.store.list_due(DueSoort.BEWAARTERMIJN, due.date(), due) == [one]
        assert stage.broker.store.load_dossier(one) is not None
        assert stage.broker.store.get(DataSleutel, one) is not None


def test_a_batch_of_keys_goes_in_two_calls() -> None:
    """One deletes up to 25, one reads again that they are gone: at most a tenth of a call per dossier. None to KMS."""
    with staged() as stage:
        fill(stage.broker, 25)
        stage.wire.clear()
        stage.run()
        keys = [call for call, names in zip(stage.wire.calls, stage.wire.tables, strict=True) if "sleutels" in names]
    assert keys == [("dynamodb", "BatchWriteItem"), ("dynamodb", "BatchGetItem")]
    assert not [call for call in stage.wire.calls if call[0] == "kms"]
