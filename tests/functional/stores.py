"""The two stores that every test of the port runs against."""

from collections.abc import Iterator
from contextlib import contextmanager

from chalicelib.adapters.dynamodb.store import DynamoStore
from chalicelib.usecases.ports.store import Store
from tests.fakes.clock import FakeClock
from tests.fakes.store import FakeStore
from tests.functional.moto_tables import moto_tables, store_settings

KINDS = ("fake", "dynamodb")


@contextmanager
def open_store(kind: str, clock: FakeClock | None = None) -> Iterator[Store]:
    """An empty store of this kind."""
    clock = clock or FakeClock()
    if kind == "fake":
        yield FakeStore(clock)
        return
    with moto_tables() as client:
        yield DynamoStore(client, store_settings(), clock.pause, clock.now)
