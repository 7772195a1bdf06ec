"""When a Kredietverstrekker is open, how often it is tried, and what an operator may choose of that."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.bereikbaarheid import DISABLE_AFTER, FAILURES, SHUT_FOR, Bereikbaarheid
from chalicelib.domain.bezorging import Bezorging, Openingstijd
from chalicelib.domain.parse import parse
from chalicelib.errors import InvalidInput
from tests.bodies import raw

DAILY = Bezorging(openingstijden=(Openingstijd(dagen=(1, 2, 3, 4, 5, 6, 7), van="07:30", tot="22:00"),))
WEEKDAYS = Bezorging(openingstijden=(Openingstijd(dagen=(1, 2, 3, 4, 5), van="09:00", tot="17:00"),))
NIGHT = Bezorging(
    openingstijden=(
        Openingstijd(dagen=(1, 2, 3, 4, 5), van="20:00", tot="24:00"),
        Openingstijd(dagen=(2, 3, 4, 5, 6), van="00:00", tot="02:00"),
    )
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "now", "opens"),
    [
        (Bezorging(), "2027-06-01T03:00", None),
        (DAILY, "2027-06-01T05:29", "2027-06-01T05:30"),  # summer: two hours ahead of UTC
        (DAILY, "2027-06-01T05:30", None),
        (DAILY, "2027-06-01T19:59", None),
        (DAILY, "2027-06-01T20:00", "2027-06-02T05:30"),
        (DAILY, "2027-12-01T06:29", "2027-12-01T06:30"),  # winter: one hour
        (WEEKDAYS, "2027-06-04T15:00", "2027-06-07T07:00"),  # Friday to Monday
        (WEEKDAYS, "2027-03-26T16:00", "2027-03-29T07:00"),  # over the change to summer time
        (NIGHT, "2027-06-04T22:30", None),  # past midnight in Amsterdam, Saturday
        (NIGHT, "2027-06-05T00:00", "2027-06-07T18:00"),
    ],
)
def test_it_opens_when_its_clock_says(hours: Bezorging, now: str, opens: str | None) -> None:
    assert hours.opens(at(now)) == (at(opens) if opens else None)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"wachttijden": []}, "lijst.kort"),
        ({"wachttijden": [0]}, "getal.min"),
        ({"wachttijden": [86_401]}, "getal.max"),
        ({"wachttijden": [5] * 11}, "lijst.lang"),
        ({"tijdslimiet": 0}, "getal.min"),
        ({"tijdslimiet": 16}, "getal.max"),
        ({"openingstijden": [{"dagen": [8], "van": "09:00", "tot": "17:00"}]}, "getal.max"),
        ({"openingstijden": [{"dagen": [1, 1], "van": "09:00", "tot": "17:00"}]}, "lijst.dubbel"),
        ({"openingstijden": [{"dagen": [1], "van": "9:00", "tot": "17:00"}]}, "tekst.tekens"),
        ({"openingstijden": [{"dagen": [1], "van": "24:00", "tot": "24:00"}]}, "tekst.tekens"),
        ({"openingstijden": [{"dagen": [1], "van": "17:00", "tot": "09:00"}]}, "openingstijd.volgorde"),
    ],
)
def test_what_lies_out_of_bounds_is_refused(body: Any, code: str) -> None:
    """A schedule of ours to a Kredietverstrekker has an end, and a try ends before its lease does (I4)."""
    with pytest.raises(InvalidInput) as refused:
        parse(Bezorging, raw(body))
    assert code in {fault.code for fault in refused.value.faults}


def test_three_failures_shut_it_each_time_longer() -> None:
    now = at("2027-06-01T09:00")
    row = Bereikbaarheid(id="kre_" + "a" * 26)
    waits = []
    for _ in range(FAILURES + len(SHUT_FOR)):
        row = row.failed(now, "timeout")
        waits.append(row.dicht_tot - now if row.dicht_tot else None)
    assert waits == [None] * (FAILURES - 1) + [*SHUT_FOR, SHUT_FOR[-1]]
    assert row.mislukt_sinds == now


def test_only_failures_without_a_success_add_up() -> None:
    """Sporadic ones count from the first after the last success; two far apart are no 120 hours of failure."""
    start = at("2027-06-01T09:00")
    late = start + DISABLE_AFTER
    row = Bereikbaarheid(id="kre_" + "a" * 26).failed(start, "timeout")
    assert not row.failed(late, "timeout").given_up(late)
    many = row.failed(start, "timeout").failed(start, "timeout")
    assert not many.given_up(late - timedelta(seconds=1))
    assert many.given_up(late)
    assert not many.recovered().failed(late, "timeout").given_up(late)
