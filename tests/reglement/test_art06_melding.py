"""Art. 6 lid 3: who is told that something waits gets it only while the permission is in force, on record."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from chalicelib.domain.ids import dossier_of
from chalicelib.domain.informatie import Antwoord, Antwoorden
from chalicelib.domain.kredietverstrekker import Levering
from chalicelib.domain.levering import LeveringStatus
from chalicelib.domain.verstrekking import VerstrekkingStatus
from chalicelib.errors import BadSignature, Gone, IllegalState
from chalicelib.privacy.bewijs import Bewijsstuk
from chalicelib.usecases.accept_offerte import accept_offerte
from chalicelib.usecases.answer_informatieverzoek import answer_informatieverzoek
from chalicelib.usecases.delete_dossier import delete_dossier
from chalicelib.usecases.disclose import MOST
from chalicelib.usecases.fetch_levering import fetch_levering
from chalicelib.usecases.ports.egress import Outcome
from chalicelib.usecases.ports.store import Change, Insert
from chalicelib.usecases.suspend_kredietverstrekker import suspend_kredietverstrekker
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from tests.broker import Bench
from tests.disclosures import body_of
from tests.lessors import Lessor


def told(bench: Bench) -> tuple[Lessor, str, str]:
    """A Kredietverstrekker that is told, and the Aanvraag and Verstrekking it was told of."""
    lessor = bench.lessor(levering=Levering.MELDING)
    aanvraag_id = bench.sent(bench.vendor(), lessor)
    return lessor, aanvraag_id, bench.verstrekking(aanvraag_id, lessor).id


def test_a_notice_holds_nothing_personal(bench: Bench) -> None:
    """Art. 6 lid 3: what leaves by itself names ids, and where to come; nothing of the dossier was even opened."""
    lessor, aanvraag_id, row_id = told(bench)
    (notice,) = bench.egress.sent_to(lessor.endpoint)
    data = body_of(notice)["data"]
    assert data == {
        "verstrekking_id": row_id,
        "aanvraag_id": aanvraag_id,
        "versie": 1,
        "ophalen": f"/v1/leveringen/{row_id}",
        "ophaalcode": data["ophaalcode"],
        "uiterste_reactie": data["uiterste_reactie"],
        "doel": "5.4",
    }
    (intent,) = bench.told(dossier_of(row_id), "verstrekking.voorgenomen")
    assert intent.gegevens["velden"] == ()
    bench.check_evidence()


def test_fetching_gives_what_push_would(bench: Bench) -> None:
    """Art. 6 lid 3: the same fields of the same information need, whichever way they leave."""
    fetcher, pushed = bench.lessor("a", levering=Levering.MELDING), bench.lessor("b")
    aanvraag_id = bench.sent(bench.vendor(), fetcher, pushed)
    fetched = bench.fetch(fetcher, bench.verstrekking(aanvraag_id, fetcher).id)
    message = body_of(bench.egress.sent_to(pushed.endpoint)[0])
    assert fetched.type == message["type"]
    assert fetched.data["gegevens"] == message["data"]["gegevens"]
    assert fetched.berichten == ()


def test_each_fetch_is_on_record_before_its_answer(bench: Bench) -> None:
    """Art. 6 lid 2: who got which fields, when, on what ground; committed with what it rests on."""
    lessor, _, row_id = told(bench)
    bench.fetch(lessor, row_id)
    bench.fetch(lessor, row_id)
    first, second = bench.told(dossier_of(row_id), "verstrekking.opgehaald")
    assert (first.door, first.gegevens["ontvanger"]) == (lessor.id, lessor.id)
    assert first.gegevens["velden"] == bench.state(row_id).verstrekking(row_id).velden
    assert (first.gegevens["keer"], second.gegevens["keer"]) == (1, 2)
    bench.check_evidence()


def test_after_withdrawal_nothing_is_given(bench: Bench) -> None:
    """Art. 6 lid 3, art. 7(3) AVG: 410 from the moment of the withdrawal on, and no disclosure on record."""
    vendor, lessor = bench.vendor(), bench.lessor(levering=Levering.MELDING)
    aanvraag_id = bench.sent(vendor, lessor)
    row_id = bench.verstrekking(aanvraag_id, lessor).id
    withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)
    with pytest.raises(Gone):
        bench.fetch(lessor, row_id)
    assert bench.told(dossier_of(row_id), "verstrekking.opgehaald") == []


def test_a_withdrawal_while_fetching_gives_nothing(bench: Bench) -> None:
    """I4: the record of the disclosure commits on the permission that was read, or nothing is answered."""
    vendor, lessor = bench.vendor(), bench.lessor(levering=Levering.MELDING)
    aanvraag_id = bench.sent(vendor, lessor)
    row_id = bench.verstrekking(aanvraag_id, lessor).id

    def withdraw_first(changes: tuple[Change, ...]) -> None:
        if fetches(changes):
            bench.store.before_commit = None
            withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)

    bench.store.before_commit = withdraw_first
    with pytest.raises(Gone):
        bench.fetch(lessor, row_id)
    assert bench.told(dossier_of(row_id), "verstrekking.opgehaald") == []


def fetches(changes: tuple[Change, ...]) -> bool:
    rows = [change.row for change in changes if isinstance(change, Insert)]
    return any(isinstance(row, Bewijsstuk) and row.gebeurtenis == "verstrekking.opgehaald" for row in rows)


def test_after_destruction_it_is_gone_too(bench: Bench) -> None:
    """Art. 8 lid 1: the receipt of the destruction still knows whose it was; nobody else learns that it was there."""
    vendor, lessor, other = bench.vendor(), bench.lessor("a", levering=Levering.MELDING), bench.lessor("b")
    aanvraag_id = bench.sent(vendor, lessor)
    row_id = bench.verstrekking(aanvraag_id, lessor).id
    withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)
    bench.dispatch(aanvraag_id)
    delete_dossier(bench.broker, vendor, dossier_of(aanvraag_id))
    with pytest.raises(Gone):
        bench.fetch(lessor, row_id)
    with pytest.raises(BadSignature):
        bench.fetch(other, row_id)


def test_whose_it_is_not_learns_nothing(bench: Bench) -> None:
    """Another's, one that never was, and a signature over another address: one and the same refusal."""
    lessor, aanvraag_id, row_id = told(bench)
    other = bench.lessor("b")
    elsewhere = bench.signed(lessor, b"GET /v1/leveringen/ver_" + b"a" * 42, "get_1")
    empty = bench.signed(lessor, b"", "get_2")
    attempts: tuple[Callable[[], object], ...] = (
        lambda: bench.fetch(other, row_id),
        lambda: bench.fetch(lessor, "ver_" + "a" * 42),
        lambda: bench.fetch(lessor, aanvraag_id),
        lambda: fetch_levering(bench.broker, row_id, elsewhere),
        lambda: fetch_levering(bench.broker, row_id, empty),
        lambda: fetch_levering(bench.broker, row_id, {}),
    )
    for attempt in attempts:
        with pytest.raises(BadSignature):
            attempt()
    assert bench.told(dossier_of(row_id), "verstrekking.opgehaald") == []


def test_a_request_counts_once(bench: Bench) -> None:
    """Whoever overheard one cannot send it again; its id serves no callback either."""
    lessor, aanvraag_id, row_id = told(bench)
    bench.fetch(lessor, row_id, "get_once")
    with pytest.raises(IllegalState, match=r"webhook-id\.hergebruikt"):
        bench.fetch(lessor, row_id, "get_once")
    with pytest.raises(IllegalState, match=r"webhook-id\.hergebruikt"):
        bench.say(lessor, "aanvraag.ontvangen", aanvraag_id, message_id="get_once")


def test_fetching_has_a_limit(bench: Bench) -> None:
    lessor, _, row_id = told(bench)
    for _ in range(MOST):
        bench.fetch(lessor, row_id)
    with pytest.raises(IllegalState, match=r"levering\.vaak"):
        bench.fetch(lessor, row_id)


def test_what_was_not_sent_yet_waits(bench: Bench) -> None:
    lessor = bench.lessor(levering=Levering.MELDING)
    aanvraag_id = bench.sent(bench.vendor(), lessor, dispatch=False)
    with pytest.raises(IllegalState, match=r"verstrekking\.niet_verzonden"):
        bench.fetch(lessor, bench.verstrekking(aanvraag_id, lessor).id)


def test_a_suspended_one_waits_too(bench: Bench) -> None:
    """Art. 6 lid 3: a suspension can end, so it is no 410."""
    lessor, _, row_id = told(bench)
    suspend_kredietverstrekker(bench.broker, lessor.id, "endpoint-410", lessor.endpoint)
    with pytest.raises(IllegalState, match=r"verstrekking\.aangehouden"):
        bench.fetch(lessor, row_id)


def test_past_its_deadline_nothing_is_given(bench: Bench) -> None:
    """There is nothing left to decide, but for whom an Offerte of theirs may still be accepted."""
    lessor, aanvraag_id, row_id = told(bench)
    until = bench.aanvraag(aanvraag_id).uiterste_reactie
    assert until is not None
    bench.offer(lessor, aanvraag_id)
    bench.clock.move_to(until)
    bench.fetch(lessor, row_id)
    late = bench.lessor("late", levering=Levering.MELDING)
    second = bench.sent(bench.vendor("tweede@example.com"), late)
    until = bench.aanvraag(second).uiterste_reactie
    assert until is not None
    bench.clock.move_to(until)
    with pytest.raises(Gone):
        bench.fetch(late, bench.verstrekking(second, late).id)


def test_who_was_not_chosen_gets_nothing_more(bench: Bench) -> None:
    """Art. 6 lid 3: with the Overeenkomst of another the purpose of the permission is reached; of its own it is not."""
    vendor, chosen, other = bench.vendor(), bench.lessor("a"), bench.lessor("b", levering=Levering.MELDING)
    aanvraag_id = bench.sent(vendor, chosen, other)
    offer, _ = bench.offer(chosen, aanvraag_id), bench.offer(other, aanvraag_id)
    accept_offerte(bench.broker, vendor, offer, None)
    with pytest.raises(Gone):
        bench.fetch(other, bench.verstrekking(aanvraag_id, other).id)
    assert bench.fetch(chosen, bench.verstrekking(aanvraag_id, chosen).id).type == "aanvraag.aangeboden"


def test_an_offerte_that_lapsed_gives_nothing_more(bench: Bench) -> None:
    """Art. 6 lid 3: past the deadline only an Offerte that can still be accepted keeps the way open."""
    lessor, aanvraag_id, row_id = told(bench)
    bench.offer(lessor, aanvraag_id)
    (offer,) = bench.offers(aanvraag_id)
    until = offer.ends()
    bench.clock.move_to(until - timedelta(seconds=1))
    assert bench.fetch(lessor, row_id).type == "aanvraag.aangeboden"
    bench.clock.move_to(until)
    with pytest.raises(Gone):
        bench.fetch(lessor, row_id)


def test_coming_for_it_proves_the_notice_came(bench: Bench) -> None:
    """A notice whose answer was lost is not sent again to who came for it."""
    lessor = bench.lessor(levering=Levering.MELDING)
    bench.egress.plan(lessor.endpoint, Outcome(None, "timeout"))
    aanvraag_id = bench.sent(bench.vendor(), lessor)
    bench.fetch(lessor, bench.verstrekking(aanvraag_id, lessor).id)
    row = bench.verstrekking(aanvraag_id, lessor)
    assert (row.status, row.levering.status) == (VerstrekkingStatus.AANGEBODEN, LeveringStatus.GELEVERD)
    bench.clock.advance(hours=1)
    assert bench.dispatch(aanvraag_id) == 0


def test_answers_to_questions_are_fetched_too(bench: Bench) -> None:
    """Art. 6 lid 3: an answer is a disclosure like any other; its notice holds no word of it."""
    vendor, lessor = bench.vendor(), bench.lessor(levering=Levering.MELDING)
    aanvraag_id = bench.sent(vendor, lessor)
    row_id = bench.verstrekking(aanvraag_id, lessor).id
    bench.say(lessor, "informatie.gevraagd", aanvraag_id)
    given = Antwoorden(antwoorden=(Antwoord(code="jaarcijfers", tekst="Voorbeeldtekst"),))
    answer_informatieverzoek(bench.broker, vendor, row_id, given, None)
    assert bench.fetch(lessor, row_id).berichten == ()
    bench.dispatch(aanvraag_id)
    notice = bench.egress.sent_to(lessor.endpoint)[-1]
    assert b"Voorbeeldtekst" not in notice.body
    (later,) = bench.fetch(lessor, row_id).berichten
    assert later.type == "informatie.beantwoord"
    assert later.data["antwoorden"] == [{"code": "jaarcijfers", "tekst": "Voorbeeldtekst"}]
    assert later.id == dict(notice.headers)["webhook-id"]
