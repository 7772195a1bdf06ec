"""The ledger in memory and on S3: the same promises; and what a closed gate answers."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from bench.stage import LEDGER, Stage, running
from chalicelib.adapters.grootboek import S3Grootboek
from chalicelib.domain.wissing import Wissing, WissingSoort
from chalicelib.errors import Closed, Conflict, Unavailable
from chalicelib.handlers import problems
from chalicelib.usecases.ports.grootboek import Grootboek
from tests.fakes.clock import START, FakeEntropy
from tests.fakes.grootboek import FakeGrootboek

Make = Callable[[], Grootboek]


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with running() as stage:
        yield stage


def s3_of(stage: Stage) -> Any:
    return stage.http.documents._client  # type: ignore[attr-defined] # of the adapter


@pytest.fixture(params=["fake", "s3"])
def ledger(request: pytest.FixtureRequest, stage: Stage) -> Grootboek:
    if request.param == "fake":
        return FakeGrootboek()
    bucket = f"voorbeeld-{request.node.name.lower().translate({95: 45, 91: 45, 93: 45})}"[:60].rstrip("-")
    s3_of(stage).create_bucket(
        Bucket=bucket,
        ObjectLockEnabledForBucket=True,
        CreateBucketConfiguration={"LocationConstraint": stage.settings.region},
    )
    return S3Grootboek(s3_of(stage), bucket, FakeEntropy())


def wissing(letter: str) -> Wissing:
    return Wissing(
        id="dos_" + letter * 26,
        wat=WissingSoort.DOSSIER,
        regel="eigenaar.verwijdert",
        door="acc_" + "c" * 26,
        uitgevoerd_op=START,
        begonnen_op=START,
        verstrekkingen=("ver_x:kre_x",),
        monster="AgR4",
        bewijs_nr=3,
        bewijs_kop="0f",
    )


def test_what_is_written_is_read_back(ledger: Grootboek) -> None:
    ledger.write(START, [wissing("a"), wissing("b")])
    [place] = ledger.list_after("")
    assert ledger.read(place) == (wissing("a"), wissing("b"))


def test_places_stand_in_the_order_of_time(ledger: Grootboek) -> None:
    for seconds, letter in ((2, "c"), (0, "a"), (1.5, "b")):
        ledger.write(START + timedelta(seconds=seconds), [wissing(letter)])
    places = ledger.list_after("")
    assert [ledger.read(place)[0].id[4] for place in places] == ["a", "b", "c"]
    assert ledger.list_after(places[0]) == places[1:]
    assert ledger.list_after(places[-1]) == []


def test_a_day_is_listed_by_itself(ledger: Grootboek) -> None:
    for hours in (0, 1, 24, 48):
        ledger.write(START + timedelta(hours=hours), [wissing("abcd"[hours // 24])])
    listed = ledger.list_after("")
    days = [ledger.list_day((START + timedelta(days=number)).date()) for number in range(-1, 4)]
    assert days == [[], listed[:2], listed[2:3], listed[3:], []]


def test_two_entries_of_one_moment_are_both_kept(ledger: Grootboek) -> None:
    ledger.write(START, [wissing("a")])
    ledger.write(START, [wissing("b")])
    assert len(ledger.list_after("")) == 2


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"[{}]", b"\xff\x00", b'[{"id":"x"}]'])
def test_what_is_none_of_ours_says_nothing(stage: Stage, body: bytes) -> None:
    ledger = S3Grootboek(s3_of(stage), LEDGER, FakeEntropy())
    s3_of(stage).put_object(Bucket=LEDGER, Key="wissingen/een-vreemde", Body=body)
    assert ledger.read("een-vreemde") == ()


def test_an_entry_is_never_written_over(stage: Stage) -> None:
    """Its lock keeps the version below, but nobody would read that one again."""
    ledger = S3Grootboek(s3_of(stage), LEDGER, lambda _size: b"gelijk")
    at = START + timedelta(days=1)
    ledger.write(at, [wissing("a")])
    ledger.write(at, [wissing("a")])  # as the SDK does when an answer was lost
    with pytest.raises(Conflict):
        ledger.write(at, [wissing("b")])
    [place] = ledger.list_day(at.date())
    assert ledger.read(place) == (wissing("a"),)


def test_a_long_ledger_is_listed_whole(stage: Stage) -> None:
    """S3 gives a thousand at once."""
    ledger = S3Grootboek(s3_of(stage), LEDGER, FakeEntropy())
    for number in range(1001):
        s3_of(stage).put_object(Bucket=LEDGER, Key=f"wissingen/lang-{number:04}", Body=b"[]")
    assert len(ledger.list_after("lang")) == 1001


def test_a_ledger_that_does_not_answer_is_unavailable(stage: Stage) -> None:
    gone = S3Grootboek(s3_of(stage), "voorbeeld-bestaat-niet", FakeEntropy())
    for call in (lambda: gone.write(START, [wissing("a")]), lambda: gone.list_after(""), lambda: gone.read("x")):
        with pytest.raises(Unavailable):
            call()


def test_a_closed_gate_says_when_to_come_back() -> None:
    answer = problems.problem(Closed(), "v1")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert json.loads(answer.body)["type"] == "/problemen/gesloten"
    assert "vernietigen" in json.loads(answer.body)["title"]
