"""What many tests need: a broker in memory, and the look at its evidence when a test is done."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.broker import Bench

# No test is timed: a busy machine makes examples slowly, and that says nothing of the code.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture
def bench() -> Iterator[Bench]:
    """Whatever a test did to it, its evidence must be whole, and every byte that left must rest on a permission."""
    made = Bench()
    yield made
    made.check_evidence()
