"""What many tests need: a broker in memory, and the look at its evidence when a test is done."""

import os
from collections.abc import Iterator
from functools import cache

import pytest
from botocore.loaders import create_loader
from hypothesis import HealthCheck, settings

from infra.local.ports import SPAN
from tests.broker import Bench

# No test is timed: a busy machine makes examples slowly, and that says nothing of the code.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
# Each broker of a test has a session of its own; what botocore knows of AWS is read once, for all of them.
pytest.MonkeyPatch().setattr("botocore.session.create_loader", cache(create_loader))
# Each worker has ports of its own, so that none takes what another looked at a moment ago.
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 8
_each = len(SPAN) // 8
pytest.MonkeyPatch().setattr("infra.local.ports.SPAN", SPAN[_worker * _each : (_worker + 1) * _each])


def pytest_xdist_auto_num_workers() -> int | None:
    """
    Half as many again as there are processors, for many tests wait, but not more than four where there are no more
    processors than that: the stacks that they start have processes too. xdist's own variable goes before.
    """
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    processors = os.cpu_count() or 1
    return max(2, processors, min(4, processors * 3 // 2))


@pytest.fixture
def bench() -> Iterator[Bench]:
    """Whatever a test did to it, its evidence must be whole, and every byte that left must rest on a permission."""
    made = Bench()
    yield made
    made.check_evidence()
