"""Art. 6 lid 2: what a notice says opens what it told of, and no longer once it may have leaked with the secret."""

import pytest

from chalicelib.domain.ids import dossier_of
from chalicelib.domain.informatie import Antwoord, Antwoorden
from chalicelib.domain.kredietverstrekker import Levering
from chalicelib.domain.verstrekking import VerstrekkingStatus
from chalicelib.errors import BadSignature, Gone, IllegalState
from chalicelib.usecases.answer_informatieverzoek import answer_informatieverzoek
from chalicelib.usecases.fetch_levering import fetch_levering
from chalicelib.usecases.messages import FETCH_CODE
from chalicelib.usecases.ports.egress import Outcome
from chalicelib.usecases.rotate_geheim import Noodreden, rotate_geheim
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from tests.broker import OPERATOR, Bench
from tests.disclosures import body_of
from tests.lessors import Lessor
from tests.sends import FAILING


def fetch(bench: Bench, lessor: Lessor, row_id: str, code: str) -> str:
    signed = bench.signed(lessor, f"GET /v1/leveringen/{row_id}".encode(), f"get_{len(bench.store.rows())}")
    return fetch_levering(bench.broker, row_id, signed | {FETCH_CODE: code}).type


def renew_at_once(bench: Bench, lessor: Lessor) -> Lessor:
    """As it knows itself after its secret had to end at once."""
    bench.clock.advance(minutes=1)
    renewed = Lessor(
        lessor.id, rotate_geheim(bench.broker, OPERATOR, lessor.id, Noodreden.GELEKT).geheim, lessor.endpoint
    )
    bench.clock.advance(minutes=1)
    return renewed


def codes_to(bench: Bench, lessor: Lessor) -> list[str]:
    return [body_of(notice)["data"]["ophaalcode"] for notice in bench.egress.sent_to(lessor.endpoint)]


def test_an_emergency_ends_the_codes_of_before(bench: Bench) -> None:
    """Art. 6 lid 2: found: a notice that leaked still opened its Verstrekking. Who comes with it is told once more."""
    lessor = bench.lessor(levering=Levering.MELDING)
    aanvraag_id = bench.sent(bench.vendor(), lessor)
    row_id = bench.verstrekking(aanvraag_id, lessor).id
    renewed = renew_at_once(bench, lessor)
    for _ in range(2):
        with pytest.raises(IllegalState, match=r"ophaalcode\.vervallen"):
            fetch(bench, renewed, row_id, codes_to(bench, lessor)[0])
        bench.dispatch(aanvraag_id)
    assert bench.types_to(lessor) == ["aanvraag.aangeboden", "aanvraag.opnieuw_gemeld"]
    old, new = codes_to(bench, lessor)
    with pytest.raises(BadSignature):
        fetch(bench, renewed, row_id, new + old)
    assert fetch(bench, renewed, row_id, new) == "aanvraag.aangeboden"
    with pytest.raises(IllegalState, match=r"ophaalcode\.vervallen"):
        fetch(bench, renewed, row_id, old)
    assert len(bench.told(dossier_of(row_id), "verstrekking.opnieuw_gemeld")) == 1
    bench.check_evidence()


def test_each_emergency_ends_the_codes_of_before(bench: Bench) -> None:
    """Art. 6 lid 2: also that of a notice that came after the one before."""
    lessor = bench.lessor(levering=Levering.MELDING)
    aanvraag_id = bench.sent(bench.vendor(), lessor)
    row_id = bench.verstrekking(aanvraag_id, lessor).id
    for _ in range(2):
        renewed = renew_at_once(bench, lessor)
        with pytest.raises(IllegalState, match=r"ophaalcode\.vervallen"):
            fetch(bench, renewed, row_id, codes_to(bench, lessor)[-1])
        bench.dispatch(aanvraag_id)
    assert fetch(bench, renewed, row_id, codes_to(bench, lessor)[-1]) == "aanvraag.aangeboden"


def test_an_emergency_keeps_a_notice_that_is_tried_again(bench: Bench) -> None:
    """I1: its bytes stay those of the first try, so its delivery goes on; its code has ended like the others."""
    lessor = bench.lessor(levering=Levering.MELDING)
    bench.egress.plan(lessor.endpoint, FAILING, Outcome(200))
    aanvraag_id = bench.sent(bench.vendor(), lessor)
    row_id = bench.verstrekking(aanvraag_id, lessor).id
    renewed = renew_at_once(bench, lessor)
    bench.dispatch(aanvraag_id)
    assert bench.verstrekking(aanvraag_id, lessor).status is VerstrekkingStatus.AANGEBODEN
    with pytest.raises(IllegalState, match=r"ophaalcode\.vervallen"):
        fetch(bench, renewed, row_id, codes_to(bench, lessor)[0])


def test_what_may_be_given_no_more_is_told_no_more(bench: Bench) -> None:
    """Art. 6 lid 3: after a withdrawal an old code brings nothing about."""
    vendor, lessor = bench.vendor(), bench.lessor(levering=Levering.MELDING)
    aanvraag_id = bench.sent(vendor, lessor)
    row_id, code = bench.verstrekking(aanvraag_id, lessor).id, codes_to(bench, lessor)[0]
    renewed = renew_at_once(bench, lessor)
    withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)
    with pytest.raises(Gone):
        fetch(bench, renewed, row_id, code)
    bench.dispatch(aanvraag_id)
    assert bench.types_to(lessor) == ["aanvraag.aangeboden", "aanvraag.ingetrokken"]


def test_the_code_of_a_later_notice_opens_too(bench: Bench) -> None:
    """Each notice says a code of its own, and comes to the same place."""
    vendor, lessor = bench.vendor(), bench.lessor(levering=Levering.MELDING)
    aanvraag_id = bench.sent(vendor, lessor)
    row_id = bench.verstrekking(aanvraag_id, lessor).id
    bench.say(lessor, "informatie.gevraagd", aanvraag_id)
    renewed = renew_at_once(bench, lessor)
    answers = Antwoorden(antwoorden=(Antwoord(code="jaarcijfers", tekst="Voorbeeldtekst"),))
    answer_informatieverzoek(bench.broker, vendor, row_id, answers, None)
    bench.dispatch(aanvraag_id)
    first, second = codes_to(bench, lessor)
    assert first != second
    assert fetch(bench, renewed, row_id, second) == "aanvraag.aangeboden"
