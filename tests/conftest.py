"""What many tests need: a broker in memory, and the look at its evidence when a test is done."""

from collections.abc import Iterator

import pytest

from tests.broker import Bench


@pytest.fixture
def bench() -> Iterator[Bench]:
    """Whatever a test did to it, its evidence must be whole, and every byte that left must rest on a permission."""
    made = Bench()
    yield made
    made.check_evidence()
