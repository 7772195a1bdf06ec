"""When somebody is reminded: some time before a term ends, and never after it."""

from datetime import datetime, timedelta

from chalicelib.domain.kalender import add_months
from chalicelib.domain.offerte import Overeenkomst

ANSWER_AFTER = timedelta(days=7)  # a question that nobody answered (domain 3.3)
BEFORE_DEADLINE = timedelta(days=2)
BEFORE_EXPIRY = timedelta(days=3)
MONTHS_BEFORE_END = 6  # to look for another financing


def remind_answer(asked: datetime, deadline: datetime | None) -> datetime | None:
    """Of a question: after a week, in time before the deadline."""
    at = asked + ANSWER_AFTER
    return _later(asked, at if deadline is None else min(at, deadline - BEFORE_DEADLINE))


def remind_offerte(received: datetime, ends: datetime) -> datetime | None:
    return _later(received, ends - BEFORE_EXPIRY)


def remind_einde(now: datetime, contract: Overeenkomst) -> datetime | None:
    """Of a contract that nears its end."""
    end = contract.final()
    return _later(now, add_months(end, -MONTHS_BEFORE_END))


def _later(now: datetime, at: datetime) -> datetime | None:
    """Too near, and there is nothing left to be reminded of."""
    return at if at > now else None
