"""A Kredietverstrekker that calls nobody: offered in its own words, asked on a schedule, stored like a callback."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.adapters.polling import EVENTS, STATUSES, Polling
from chalicelib.domain.aanvraag import AanvraagStatus
from chalicelib.domain.bereikbaarheid import Bereikbaarheid
from chalicelib.domain.bezorging import Bezorging
from chalicelib.domain.callback import CallbackSoort
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.informatie import Antwoord, Antwoorden
from chalicelib.domain.kredietverstrekker import Levering
from chalicelib.domain.kredietverstrekker_inhoud import GewijzigdeKredietverstrekker
from chalicelib.domain.toegang import Toegang, VasteHeader
from chalicelib.domain.verstrekking import BerichtSoort, VerstrekkingStatus
from chalicelib.usecases.accept_offerte import accept_offerte
from chalicelib.usecases.answer_informatieverzoek import answer_informatieverzoek
from chalicelib.usecases.ask_kredietverstrekkers import ask_kredietverstrekkers
from chalicelib.usecases.ask_verlenging import ask_verlenging
from chalicelib.usecases.messages import OFFERED, rfc3339
from chalicelib.usecases.ports.egress import Outcome, Outgoing
from chalicelib.usecases.recover_leveringen import recover_leveringen
from chalicelib.usecases.set_toegang import set_toegang
from chalicelib.usecases.update_kredietverstrekker import update_kredietverstrekker
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from infra.local.sandbox.api import HEADER, KEY, KINDS, Api
from infra.local.sandbox.lender import lenders
from tests.broker import GIVEN, OPERATOR, Bench
from tests.lessors import Lessor, answer_challenge

QUICK, CAREFUL, STRICT = range(3)
NEED = ("product", "object", "financiering", "onderneming.statutaire_naam")


class Partner:
    """The API of a sandbox at the end of the egress; everything else answers as ever."""

    def __init__(self, bench: Bench, number: int) -> None:
        self.api = Api(lenders()[number])
        self.asked = 0
        self.lessor: Lessor = bench.lessor("api", NEED, levering=Levering.POLLING)
        access = Toegang(header=VasteHeader(naam=HEADER, waarde=KEY))
        set_toegang(bench.broker, OPERATOR, self.lessor.id, access)
        bench.egress.answer = self.answer

    def answer(self, message: Outgoing) -> Outcome:
        if not message.endpoint.startswith(self.lessor.endpoint):
            return answer_challenge(message)
        status, body = self._served(message)
        return Outcome(status, "", json.dumps(body).encode())

    def _served(self, message: Outgoing) -> tuple[int, Mapping[str, Any]]:
        header = message.access.header if message.access else None
        headers = dict([*message.headers, *([header] if header else [])])
        if message.method == "POST":
            return self.api.post(headers, message.body)
        self.asked += 1
        return self.api.get(headers, message.endpoint.rpartition("/")[2])


@pytest.fixture
def now(bench: Bench) -> None:
    """The sandbox dates its Offertes by the clock of the machine."""
    bench.clock.move_to(datetime.now(UTC).replace(microsecond=0))


def offered(bench: Bench, vendor: Actor, lessor: Lessor) -> str:
    """An Aanvraag that is with this one, by a permission of today."""
    today = bench.clock.now().date()
    aanvraag_id = bench.concept(vendor)
    grant = replace(GIVEN, verkregen_op=today, klant_geinformeerd_op=today)
    bench.submit(vendor, aanvraag_id, [lessor], grant=grant)
    bench.dispatch(aanvraag_id)
    return aanvraag_id


def ask(bench: Bench, aanvraag_id: str) -> int:
    """What the schedule does when its time has come."""
    bench.clock.advance(minutes=15)
    assert recover_leveringen(bench.broker, bench.clock.now()) == 1
    assert bench.queues.take()[-1][0] == aanvraag_id
    return ask_kredietverstrekkers(bench.broker, aanvraag_id)


@pytest.mark.usefixtures("now")
def test_an_aanvraag_is_offered_in_their_words(bench: Bench) -> None:
    """Only the fields of its information need, under an idempotency-key; signed and on record as every message."""
    partner = Partner(bench, QUICK)
    aanvraag_id = offered(bench, bench.vendor(), partner.lessor)
    row = bench.verstrekking(aanvraag_id, partner.lessor)
    (message,) = bench.egress.sent_to(partner.lessor.endpoint)
    said = json.loads(message.body)
    assert (said["event"], said["reference"]) == ("application.created", row.id)
    assert set(said["application"]) == {"product", "object", "financiering", "onderneming"}
    assert dict(message.headers)["idempotency-key"] == row.id
    assert row.levering.vraag_op == bench.clock.now() + timedelta(minutes=15)


@pytest.mark.usefixtures("now")
def test_answers_are_asked_for_and_stored_once(bench: Bench) -> None:
    partner = Partner(bench, QUICK)
    aanvraag_id = offered(bench, bench.vendor(), partner.lessor)
    assert ask_kredietverstrekkers(bench.broker, aanvraag_id) == 0
    assert ask(bench, aanvraag_id) == 3
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.OFFERTE_UITGEBRACHT
    assert ask(bench, aanvraag_id) == 0
    assert len(bench.offers(aanvraag_id)) == 1
    assert partner.asked == 2


@pytest.mark.usefixtures("now")
def test_the_whole_conversation_goes_by_asking(bench: Bench) -> None:
    """Questions, answers, an indication, a binding Offerte, an acceptance and an Overeenkomst."""
    vendor, partner = bench.vendor(), Partner(bench, CAREFUL)
    aanvraag_id = offered(bench, vendor, partner.lessor)
    assert ask(bench, aanvraag_id) == 3
    row = bench.verstrekking(aanvraag_id, partner.lessor)
    assert row.status is VerstrekkingStatus.INFORMATIE_GEVRAAGD
    given = Antwoorden(antwoorden=tuple(Antwoord(code=code, tekst="Voorbeeld") for code in ("jaarcijfers", "gebruik")))
    answer_informatieverzoek(bench.broker, vendor, row.id, given, None)
    bench.dispatch(aanvraag_id)
    assert ask(bench, aanvraag_id) == 2  # that it is in review, we know
    (offer,) = [offer for offer in bench.offers(aanvraag_id) if offer.is_open(bench.clock.now())]
    accept_offerte(bench.broker, vendor, offer.id, None)
    bench.dispatch(aanvraag_id)
    assert ask(bench, aanvraag_id) == 1
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.OVEREENKOMST_ACTIEF


@pytest.mark.usefixtures("now")
def test_a_refusal_ends_the_asking(bench: Bench) -> None:
    partner = Partner(bench, STRICT)
    aanvraag_id = offered(bench, bench.vendor(), partner.lessor)
    assert ask(bench, aanvraag_id) == 2
    assert bench.verstrekking(aanvraag_id, partner.lessor).reden_categorie == "beleid"
    bench.clock.advance(minutes=15)
    ask_kredietverstrekkers(bench.broker, aanvraag_id)
    assert bench.verstrekking(aanvraag_id, partner.lessor).levering.vraag_op is None
    assert partner.asked == 1


@pytest.mark.usefixtures("now")
def test_after_withdrawal_nothing_is_asked(bench: Bench) -> None:
    """Art. 6 lid 3: the recall goes in their words; no question follows it."""
    vendor, partner = bench.vendor(), Partner(bench, QUICK)
    aanvraag_id = offered(bench, vendor, partner.lessor)
    withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)
    bench.dispatch(aanvraag_id)
    assert json.loads(bench.egress.sent[-1].body)["event"] == "application.withdrawn"
    bench.clock.advance(hours=1)
    assert ask_kredietverstrekkers(bench.broker, aanvraag_id) == 0
    assert partner.asked == 0


@pytest.mark.usefixtures("now")
@pytest.mark.parametrize("body", [b"", b"geen json", b"[]", b'{"events": 3}', b'{"events": [{"status": "quoted"}, 7]}'])
def test_what_cannot_be_read_is_asked_again(bench: Bench, body: bytes) -> None:
    partner = Partner(bench, QUICK)
    aanvraag_id = offered(bench, bench.vendor(), partner.lessor)
    bench.egress.answer = lambda _: Outcome(200, "", body)
    assert ask(bench, aanvraag_id) == 0
    assert bench.verstrekking(aanvraag_id, partner.lessor).levering.vraag_op is not None


def test_one_bad_event_keeps_no_other(bench: Bench) -> None:
    lessor = bench.lessor(levering=Levering.POLLING)
    bench.egress.answer = lambda _: Outcome(200)
    aanvraag_id = bench.sent(bench.vendor(), lessor)
    row = bench.verstrekking(aanvraag_id, lessor)
    said = [
        {"id": "1", "at": "2027-06-01T09:00:00Z", "status": "quoted"},
        {"id": "2", "at": "geen", "status": "active"},
    ]
    said.append({"id": "3", "at": "2027-06-01T09:00:00Z", "status": "declined", "reason": "weather"})
    bench.egress.answer = lambda _: Outcome(200, "", json.dumps({"events": said}).encode())
    assert ask(bench, aanvraag_id) == 1
    assert bench.verstrekking(aanvraag_id, lessor).status is VerstrekkingStatus.AFGEWEZEN
    (first, *_) = Polling().answers(Outcome(200, "", json.dumps({"events": said}).encode()), row.id, 1)
    assert json.loads(first.body)["type"] == "offerte.uitgebracht"


def test_of_a_long_history_the_end_is_looked_at() -> None:
    """Found: who says all that ever happened, in a hundred events, was never heard saying the next."""
    said = [{"id": f"e{number}", "at": "2027-06-01T09:00:00Z", "status": "in_review"} for number in range(150)]
    found = Polling().answers(Outcome(200, "", json.dumps({"events": said}).encode()), "ver_x", 1)
    assert (found[-1].id, len(found)) == ("e149", 100)


@pytest.mark.parametrize(
    "bad",
    [
        {"id": "1", "status": ["quoted"]},
        {"id": "1", "status": {}},
        {"id": "\ud800", "at": "2027-06-01T09:00:00Z", "status": "received"},
        {"id": "1", "at": "\ud800", "status": "received"},
    ],
)
def test_an_event_of_any_shape_keeps_no_other(bench: Bench, bad: dict[str, Any]) -> None:
    """What another system says is input: a status that is no word, or half a character, must lose no answer."""
    lessor = bench.lessor(levering=Levering.POLLING)
    bench.egress.answer = lambda _: Outcome(200)
    aanvraag_id = bench.sent(bench.vendor(), lessor)
    good = {"id": "2", "at": "2027-06-01T09:00:00Z", "status": "declined"}
    bench.egress.answer = lambda _: Outcome(200, "", json.dumps({"events": [bad, good]}).encode())
    assert ask(bench, aanvraag_id) == 1
    assert bench.verstrekking(aanvraag_id, lessor).status is VerstrekkingStatus.AFGEWEZEN


def test_there_are_words_for_every_kind() -> None:
    """A kind without a word would stop the dispatch of its Aanvraag, recalls to others among it (I4)."""
    assert set(EVENTS) == {OFFERED, *BerichtSoort}
    assert set(STATUSES.values()) == set(CallbackSoort)
    assert set(KINDS) == set(EVENTS.values())


@pytest.mark.usefixtures("now")
def test_an_extension_is_asked_in_their_words(bench: Bench) -> None:
    """And what is told to others of the same Aanvraag leaves too."""
    vendor, partner = bench.vendor(), Partner(bench, QUICK)
    aanvraag_id = offered(bench, vendor, partner.lessor)
    assert ask(bench, aanvraag_id) == 3
    (offer,) = bench.offers(aanvraag_id)
    ask_verlenging(bench.broker, vendor, offer.id, None)
    bench.dispatch(aanvraag_id)
    assert json.loads(bench.egress.sent[-1].body)["event"] == "quotation.extension_asked"
    tot = (offer.geldig_tot + timedelta(days=3)).isoformat()
    at = rfc3339(bench.clock.now())
    said = {"events": [{"id": "later", "at": at, "status": "quotation_extended", "valid_until": tot}]}
    bench.egress.answer = lambda _: Outcome(200, "", json.dumps(said).encode())
    assert ask(bench, aanvraag_id) == 1
    assert bench.offers(aanvraag_id)[0].geldig_tot == offer.geldig_tot + timedelta(days=3)


def test_how_often_is_for_each_to_say(bench: Bench) -> None:
    lessor = bench.lessor(levering=Levering.POLLING)
    bench.egress.answer = lambda _: Outcome(200)
    change = GewijzigdeKredietverstrekker(bezorging=Bezorging(vraag_elke=60))
    update_kredietverstrekker(bench.broker, OPERATOR, lessor.id, change)
    aanvraag_id = bench.sent(bench.vendor(), lessor)
    row = bench.verstrekking(aanvraag_id, lessor)
    assert row.levering.vraag_op == bench.clock.now() + timedelta(hours=1)


@pytest.mark.parametrize("status", [404, 410])
def test_an_answer_about_one_says_nothing_of_the_others(bench: Bench, status: int) -> None:
    """Found: a 410 on one question suspended the Kredietverstrekker, a 404 counted as its failure."""
    lessor = bench.lessor("api", NEED, levering=Levering.POLLING)
    vendor = bench.vendor()
    unknown, other = (bench.sent(vendor, lessor) for _ in range(2))
    asked = bench.verstrekking(unknown, lessor).id
    bench.egress.plan(f"{lessor.endpoint}/{asked}", Outcome(status, ""))
    for _ in range(5):
        bench.clock.advance(hours=1)
        ask_kredietverstrekkers(bench.broker, unknown)
    assert bench.kredietverstrekker(lessor).active
    assert bench.store.get(Bereikbaarheid, lessor.id) is None
    assert bench.verstrekking(other, lessor).status is VerstrekkingStatus.AANGEBODEN
    ended = status == 410
    expected = VerstrekkingStatus.NIET_TE_VERWERKEN if ended else VerstrekkingStatus.AANGEBODEN
    assert bench.verstrekking(unknown, lessor).status is expected
    times = len(bench.egress.sent_to(f"{lessor.endpoint}/{asked}"))
    assert times == (1 if ended else 5)
    assert bench.aanvraag(unknown).status is (AanvraagStatus.AFGEWEZEN if ended else AanvraagStatus.VERZONDEN)


def test_a_410_on_the_endpoint_itself_still_disables(bench: Bench) -> None:
    """Design 6.2: what is gone there is all of it."""
    lessor = bench.lessor("api", NEED, levering=Levering.POLLING)
    bench.egress.plan(lessor.endpoint, Outcome(410, ""))
    bench.sent(bench.vendor(), lessor)
    assert not bench.kredietverstrekker(lessor).active


def test_a_410_ends_no_offerte(bench: Bench) -> None:
    """An Offerte binds until its day, whatever became of the application."""
    lessor = bench.lessor("api", NEED, levering=Levering.POLLING)
    aanvraag_id = bench.sent(bench.vendor(), lessor)
    bench.offer(lessor, aanvraag_id)
    row = bench.verstrekking(aanvraag_id, lessor)
    bench.egress.plan(f"{lessor.endpoint}/{row.id}", Outcome(410, ""))
    bench.clock.advance(hours=1)
    ask_kredietverstrekkers(bench.broker, aanvraag_id)
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.OFFERTE_UITGEBRACHT
    assert bench.kredietverstrekker(lessor).active
