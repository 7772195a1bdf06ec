"""One Aanvraag followed from its HTTP request to the callbacks, by nothing but what the functions log."""

import io
import json
from collections.abc import Mapping
from contextlib import redirect_stdout
from datetime import timedelta
from typing import Any

import pytest

from bench.aanvraag import KREDIETVERSTREKKERS, invite, play
from bench.inputs import small_dossier
from bench.stage import running
from chalicelib import events, wiring
from chalicelib.domain.ids import dossier_of
from chalicelib.handlers import queues, scheduled
from chalicelib.usecases.ports.egress import Outcome
from infra.local.events import Context
from tests.broker import Bench
from tests.sends import FAILING

Line = dict[str, Any]
CREATED, SENT = "POST /v1/dossiers/{dossier_id}/aanvragen", "POST /v1/aanvragen/{aanvraag_id}/verzending"
CALLED_BACK = "POST /v1/callbacks/{kredietverstrekker_id}"


def lines(capsys: pytest.CaptureFixture[str]) -> list[Line]:
    return [json.loads(text) for text in capsys.readouterr().out.splitlines() if text.startswith("{")]


def of(found: list[Line], event: events.Event, **said: Any) -> list[Line]:
    return [line for line in found if line["event"] == event.name and said.items() <= line.items()]


@pytest.fixture(scope="module")
def flow() -> list[Line]:
    """What was logged of one Aanvraag with five Kredietverstrekkers, up to five Offertes."""
    said = io.StringIO()
    with running() as stage:
        parties = invite(stage)
        with redirect_stdout(said):
            play(stage, parties, small_dossier())
    return [json.loads(text) for text in said.getvalue().splitlines()]


def test_an_aanvraag_is_followed_from_request_to_callback(flow: list[Line]) -> None:
    """The request names the Aanvraag, every later line carries its id, and each callback names its own request."""
    [submitted] = of(flow, events.HTTP_REQUEST_ANSWERED, route=SENT)
    aanvraag = submitted["over"]
    [taken] = of(flow, events.QUEUE_MESSAGE_DONE, aanvraag=aanvraag)
    sent = of(flow, events.VERSTREKKING_SENT, aanvraag=aanvraag)
    stored = of(flow, events.CALLBACK_STORED, aanvraag=aanvraag)
    assert (len(sent), len(stored), taken["verzonden"]) == (KREDIETVERSTREKKERS,) * 3
    assert {line["bericht"] for line in sent} == {line["verstrekking"] for line in stored}
    for line in stored:
        [request] = of(flow, events.HTTP_REQUEST_ANSWERED, verzoek_id=line["verzoek_id"])
        assert (request["route"], request["over"]) == (CALLED_BACK, line["kredietverstrekker"])
    assert flow.index(submitted) < flow.index(sent[0]) < flow.index(stored[0])


def test_the_dossier_leads_to_its_aanvraag(flow: list[Line]) -> None:
    """The id of an Aanvraag begins with that of its dossier, so the request that made it is found too."""
    [submitted] = of(flow, events.HTTP_REQUEST_ANSWERED, route=SENT)
    [created] = of(flow, events.HTTP_REQUEST_ANSWERED, route=CREATED)
    assert created["over"] == dossier_of(submitted["over"])
    assert created["verzoek_id"] != submitted["verzoek_id"]


def test_every_line_says_whose_work_it_was(flow: list[Line]) -> None:
    by_function = {line["event"]: line["function"] for line in flow}
    assert by_function[events.VERSTREKKING_SENT.name] == "verstrekkingen"
    assert by_function[events.CALLBACK_STORED.name] == "api"
    assert all("message" in line for line in flow if line["function"] == "verstrekkingen")
    assert all({"verzoek_id", "invocation"} <= line.keys() for line in flow if line["function"] == "api")


def test_each_try_is_counted_per_kredietverstrekker(flow: list[Line]) -> None:
    """Per deadline too: how much of the time was left at delivery, and at the answer."""
    for line in (*of(flow, events.VERSTREKKING_SENT), *of(flow, events.CALLBACK_STORED)):
        [told] = line["_aws"]["CloudWatchMetrics"]
        assert ["event", "kredietverstrekker"] in told["Dimensions"]
        assert 13 * 86400 < line["rest"] < 14 * 86400


def test_a_line_is_about_an_id_of_ours_only(flow: list[Line]) -> None:
    """What somebody put into the address is not said."""
    assert {line.get("over", "")[:4] for line in of(flow, events.HTTP_REQUEST_ANSWERED)} <= {"", "dos_", "aan_", "kre_"}


def test_a_message_that_fails_costs_the_others_nothing(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    """It alone goes back to the queue, and the log says which one it was."""
    aanvraag_id = bench.sent(bench.vendor(), bench.lessor(), dispatch=False)
    wiring.use(bench.broker)
    bodies = ["geen json", json.dumps({"aanvraag_id": aanvraag_id}), "{}"]
    records = [{"messageId": f"bericht-{number}", "body": body} for number, body in enumerate(bodies)]
    answer = queues.on_verstrekkingen({"Records": records}, Context("verstrekkingen", aws_request_id="aanroep-1"))
    assert answer == {"batchItemFailures": [{"itemIdentifier": "bericht-0"}, {"itemIdentifier": "bericht-2"}]}
    written = lines(capsys)
    assert [line["message"] for line in of(written, events.QUEUE_MESSAGE_FAILED)] == ["bericht-0", "bericht-2"]
    [done] = of(written, events.QUEUE_MESSAGE_DONE)
    assert (done["message"], done["aanvraag"], done["verzonden"]) == ("bericht-1", aanvraag_id, 1)
    assert {(line["invocation"], line["function"]) for line in of(written, events.QUEUE_MESSAGE_FAILED)} == {
        ("aanroep-1", "verstrekkingen")
    }


def test_what_its_deadline_ended_is_counted(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    """An Aanvraag that waited for too long is offered to nobody, and somebody can see how often."""
    lessor = bench.lessor()
    aanvraag_id = bench.sent(bench.vendor(), lessor, dispatch=False)
    bench.clock.advance(days=15)
    bench.dispatch(aanvraag_id)
    [line] = of(lines(capsys), events.LEVERING_ENDED)
    assert (line["reden"], line["aanvraag"], line["kredietverstrekker"]) == ("uiterste-reactie", aanvraag_id, lessor.id)


@pytest.mark.parametrize(
    ("days", "outcome", "reden"),
    [(14, FAILING, "pogingen"), (1, FAILING, "uiterste-reactie"), (14, Outcome(410), "endpoint-410")],
)
def test_the_last_try_says_why_nothing_follows(
    bench: Bench, capsys: pytest.CaptureFixture[str], days: int, outcome: Outcome, reden: str
) -> None:
    lessor, vendor = bench.lessor(), bench.vendor()
    bench.egress.plan(lessor.endpoint, outcome)
    aanvraag_id = bench.concept(vendor)
    bench.submit(vendor, aanvraag_id, [lessor], until=bench.clock.now() + timedelta(days=days))
    for _ in range(10):
        bench.dispatch(aanvraag_id)
        bench.clock.advance(hours=10)
    assert [line["reden"] for line in of(lines(capsys), events.LEVERING_ENDED)] == [reden]


def test_overdue_work_says_how_old_it_is(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    bench.sent(bench.vendor(), bench.lessor(), dispatch=False)
    bench.clock.advance(minutes=20)
    assert _herstel(bench, capsys) == {"aantal": 1, "oudste": 1200}


def test_no_overdue_work_is_told_too(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    """Else the last bad number would stay the newest."""
    assert _herstel(bench, capsys) == {"aantal": 0, "oudste": 0}


def _herstel(bench: Bench, capsys: pytest.CaptureFixture[str]) -> Mapping[str, int]:
    wiring.use(bench.broker)
    scheduled.on_herstel({"time": bench.clock.now().isoformat()})
    [line] = of(lines(capsys), events.WORK_FOUND, soort="levering")
    return {name: line[name] for name in ("aantal", "oudste")}
