"""A send that dies or succeeds, for tests of delivery."""

from chalicelib.privacy.bewijs import Bewijsstuk
from chalicelib.usecases.ports.egress import Outcome
from chalicelib.usecases.ports.store import Change, Insert
from tests.broker import Bench, Crash
from tests.lessors import Lessor

SCHEDULE = [5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 10 * 3600]

FAILING = Outcome(503)

DOWN = Outcome(None, "timeout")


def outcomes(changes: tuple[Change, ...]) -> bool:
    """Whether a commit records what came of a send."""
    rows = [change.row for change in changes if isinstance(change, Insert)]
    return any(isinstance(row, Bewijsstuk) and row.gebeurtenis.endswith("afgeleverd") for row in rows)


def die(_: object) -> None:
    raise Crash


def live(_: object) -> None:
    """Nothing happens."""


def ids(bench: Bench, lessor: Lessor) -> list[str]:
    return [dict(message.headers)["webhook-id"] for message in bench.egress.sent_to(lessor.endpoint)]


def intends(changes: tuple[Change, ...]) -> bool:
    rows = [change.row for change in changes if isinstance(change, Insert)]
    return any(isinstance(row, Bewijsstuk) and row.gebeurtenis == "verstrekking.voorgenomen" for row in rows)
