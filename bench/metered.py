"""A stage that writes down, for each call of a function, what it asked of AWS and how much it said."""

import contextlib
import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any

from bench.stage import Json, Stage, running
from bench.units import UnitCounter
from chalicelib import wiring
from chalicelib.adapters.aws import make_session
from chalicelib.adapters.clock import SystemClock
from chalicelib.adapters.data_keys import CACHE_SECONDS
from infra.local.events import HttpRequest
from infra.local.routes import Match
from tests.functional.moto_tables import store_settings

API, DISPATCH = "APIHandler", "Verstrekkingen"  # logical names of infra/functions.yaml


@dataclass(frozen=True)
class Invocation:
    """
    One call of a function, by which route, queue or schedule: its calls of AWS per `service.operation`, the request
    units of those to DynamoDB, in all and per soort of row, and the bytes of its answer, of its log and of what it
    sent to Kredietverstrekkers.
    """

    function: str
    event: str
    calls: Mapping[str, int]
    units: Mapping[str, float]
    rows: Mapping[str, int]
    answer_bytes: int = 0
    log_bytes: int = 0
    sent_bytes: int = 0
    sends: int = 0
    mails: int = 0


class SteadyClock(SystemClock):
    """A millisecond later at each look, however busy the machine is: none that stops for seconds makes a send late."""

    def __init__(self) -> None:
        self._now = super().now()

    def now(self) -> datetime:
        self._now += timedelta(milliseconds=1)
        return self._now


class Age:
    """The age of keys in memory; `apart` makes each call of a function find them too old."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.apart = False

    def __call__(self) -> float:
        return self.seconds

    def next_call(self) -> None:
        if self.apart:
            self.seconds += CACHE_SECONDS + 1


@dataclass(frozen=True)
class MeteredStage(Stage):
    """`invocations` are those since it was last cleared, in order."""

    units: UnitCounter
    age: Age
    invocations: list[Invocation] = field(default_factory=list)

    def answer(self, request: HttpRequest, found: Match) -> Json:
        given: Json = {}
        with self.metered_call(API, f"{request.method} {found.route}", given):
            given |= super().answer(request, found)
        return given

    def work_off_queue(self) -> None:
        with self.metered_call(DISPATCH, "queue verstrekkingen"):
            super().work_off_queue()

    def run(self, function: str, scheduled: Callable[[Mapping[str, Any]], object], at: str) -> None:
        """One function that a schedule calls, at this moment."""
        with self.metered_call(function, "schedule"):
            scheduled({"time": at})

    @contextmanager
    def metered_call(self, function: str, event: str, answer: Json | None = None) -> Iterator[None]:
        """What happens in the block is one call of this function."""
        wiring.use(self.http)
        self.age.next_call()
        before = [Counter(counter) for counter in (self.units.calls, self.units.units, self.units.rows)]
        sent, mails = len(self.egress.sent), len(self.mail.sent)
        with contextlib.redirect_stdout(io.StringIO()) as log:
            yield
        bodies = self.egress.sent[sent:]
        self.invocations.append(
            Invocation(
                function,
                event,
                calls=dict(sorted((self.units.calls - before[0]).items())),
                units=dict(sorted((self.units.units - before[1]).items())),
                rows=dict(sorted((self.units.rows - before[2]).items())),
                answer_bytes=len((answer or {}).get("body", "").encode()),
                log_bytes=len(log.getvalue().encode()),
                sent_bytes=sum(len(message.body) for message in bodies),
                sends=len(bodies),
                mails=len(self.mail.sent) - mails,
            )
        )


@contextmanager
def metered() -> Iterator[MeteredStage]:
    """A stage of its own, empty, with a bucket; nothing of it outlives the block."""
    units, age = UnitCounter(lambda: make_session(store_settings()).dynamodb), Age()
    with running(units, age) as stage:
        known = {one.name: getattr(stage, one.name) for one in fields(Stage)}
        clock = SteadyClock()
        known |= {name: replace(known[name], clock=clock) for name in ("http", "queue")}
        made = MeteredStage(**known, units=units, age=age)
        _make_bucket(made)
        yield made


def _make_bucket(stage: Stage) -> None:
    s3 = make_session(store_settings()).s3
    location: Any = {"LocationConstraint": stage.settings.region}
    s3.create_bucket(Bucket=stage.settings.bucket_documenten, CreateBucketConfiguration=location)
