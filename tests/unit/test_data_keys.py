"""Keys in memory: for a minute at most, and not without end."""

import pytest

from chalicelib import errors
from chalicelib.adapters import data_keys
from chalicelib.adapters.data_keys import DataKeys
from tests.vaults import DOSSIER, OTHER, Bench, as_store


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def keys(bench: Bench) -> DataKeys:
    return DataKeys(bench.kms, "test", as_store(bench.rows), bench.clock.elapsed)


def test_a_key_is_unwrapped_once_a_minute(bench: Bench, keys: DataKeys) -> None:
    bench.calls.clear()
    for seconds in (0, 30, 29.9):
        bench.clock.advance(seconds=seconds)
        keys.of(DOSSIER)
    assert bench.calls.count("kms.decrypt") == 1
    bench.clock.advance(seconds=0.1)
    keys.of(DOSSIER)
    assert bench.calls.count("kms.decrypt") == 2


def test_a_fresh_key_serves_before_its_row_exists(bench: Bench, keys: DataKeys) -> None:
    bench.calls.clear()
    keys.new(OTHER, "dossier")
    assert keys.of(OTHER).soort == "dossier"
    assert bench.calls == ["kms.generate_data_key"]


def test_the_minute_starts_before_the_row_is_read(bench: Bench, keys: DataKeys) -> None:
    bench.rows.after_get = lambda: bench.clock.advance(seconds=59)
    keys.of(DOSSIER)
    bench.rows.rows.clear()
    bench.clock.advance(seconds=1)
    with pytest.raises(errors.Undecryptable):
        keys.of(DOSSIER)


def test_old_keys_leave_the_memory_with_the_next_use(bench: Bench, keys: DataKeys) -> None:
    keys.new(OTHER, "dossier")
    bench.clock.advance(seconds=60)
    keys.of(DOSSIER)
    assert set(keys._open) == {DOSSIER}


def test_no_more_keys_than_the_size_are_kept(bench: Bench, keys: DataKeys) -> None:
    for number in range(data_keys.CACHE_SIZE + 5):
        keys.new(f"dos_{number:026d}", "dossier")
    assert len(keys._open) == data_keys.CACHE_SIZE


def test_a_wrapped_key_under_another_kind_is_refused(bench: Bench, keys: DataKeys) -> None:
    sleutel, _ = keys.generate(OTHER, "dossier")
    with pytest.raises(errors.Undecryptable):
        keys.unwrap(sleutel.model_copy(update={"eigenaar_soort": "account"}))


def test_the_open_key_is_not_in_its_own_text(bench: Bench, keys: DataKeys) -> None:
    assert "master" not in repr(keys.of(DOSSIER))
