"""What a Kredietverstrekker may say, when, and what it gets for an answer (contract; I7, I13, I15)."""

import pytest

from chalicelib.domain.aanvraag import AanvraagStatus
from chalicelib.domain.callback import CallbackSoort
from chalicelib.domain.levering import LeveringStatus
from chalicelib.domain.verstrekking import VERLOOP, Verstrekking
from chalicelib.domain.verstrekking import VerstrekkingStatus as S
from chalicelib.errors import Gone, IllegalState
from tests.answers import LEADS_TO, in_state
from tests.broker import Bench, snapshot
from tests.lessors import Lessor

AFTER_AN_OFFER = ("offerte.verlengd", "offerte.ingetrokken", "overeenkomst.geactiveerd", "overeenkomst.beeindigd")

ANY_ANSWER = ("informatie.gevraagd", "offerte.uitgebracht", "aanvraag.afgewezen", "aanvraag.niet_te_verwerken")

# The contract, written out once more by hand: what is legal in which state.
LEGAL: dict[S, tuple[str, ...]] = {
    S.KLAAR: tuple(LEADS_TO),
    S.AANGEBODEN: tuple(LEADS_TO),
    S.ONTVANGEN: ("aanvraag.in_beoordeling", *ANY_ANSWER),
    S.IN_BEOORDELING: ANY_ANSWER,
    S.INFORMATIE_GEVRAAGD: ("aanvraag.in_beoordeling", *ANY_ANSWER),
    S.OFFERTE_ONTVANGEN: ("offerte.uitgebracht", "aanvraag.afgewezen"),
    S.AFGEWEZEN: (),
    S.NIET_TE_VERWERKEN: (),
    S.VERLOPEN: (),
    S.TECHNISCH_MISLUKT: (),
    S.GEBLOKKEERD: (),
    S.INGETROKKEN: (),
}

EVERY_PAIR = [(state, kind) for state in S for kind in LEADS_TO]


def test_the_table_names_every_state() -> None:
    assert set(LEGAL) == set(S)
    assert {*LEADS_TO, *AFTER_AN_OFFER} == set(CallbackSoort)


@pytest.mark.parametrize(("state", "kind"), EVERY_PAIR)
def test_only_declared_moves_are_taken(bench: Bench, state: S, kind: str) -> None:
    """I13: a legal one moves; an illegal one is refused, says what is allowed, and changes nothing."""
    lessor, aanvraag_id = in_state(bench, state)
    if kind in LEGAL[state]:
        assert bench.say(lessor, kind, aanvraag_id)[0]
        assert bench.verstrekking(aanvraag_id, lessor).status is LEADS_TO[kind]
        return
    before = snapshot(bench)
    if state is S.INGETROKKEN:
        with pytest.raises(Gone):
            bench.say(lessor, kind, aanvraag_id)
    else:
        with pytest.raises(IllegalState) as refused:
            bench.say(lessor, kind, aanvraag_id)
        assert refused.value.allowed == VERLOOP.allowed(state)
    assert snapshot(bench) == before


@pytest.mark.parametrize("state", [state for state in S if state is not S.INGETROKKEN])
@pytest.mark.parametrize("kind", AFTER_AN_OFFER)
def test_what_follows_an_offerte_needs_one(bench: Bench, state: S, kind: str) -> None:
    lessor, aanvraag_id = in_state(bench, state)
    before = snapshot(bench)
    with pytest.raises(IllegalState):
        bench.say(lessor, kind, aanvraag_id)
    assert snapshot(bench) == before


@pytest.mark.parametrize("versie", [2, 99])
def test_an_answer_to_another_version_is_refused(bench: Bench, versie: int) -> None:
    lessor, aanvraag_id = in_state(bench, S.AANGEBODEN)
    before = snapshot(bench)
    with pytest.raises(IllegalState, match=r"versie\.ouder"):
        bench.say(lessor, "aanvraag.ontvangen", aanvraag_id, versie=versie)
    assert snapshot(bench) == before


def test_an_answer_before_the_intent_is_refused(bench: Bench) -> None:
    """I7: we issued nothing yet, so there is nothing to answer."""
    lessor = bench.lessor()
    aanvraag_id = bench.sent(bench.vendor(), lessor, dispatch=False)
    with pytest.raises(IllegalState, match=r"niet_verzonden"):
        bench.offer(lessor, aanvraag_id)
    assert bench.offers(aanvraag_id) == []


def test_an_answer_may_overtake_our_own_post(bench: Bench) -> None:
    """From the committed intent on it counts, and it proves that the message arrived."""
    lessor = bench.lessor()
    aanvraag_id = bench.sent(bench.vendor(), lessor, dispatch=False)
    bench.egress.before_answer = lambda _: _answer_at_once(bench, lessor, aanvraag_id)
    bench.dispatch(aanvraag_id)
    row = bench.verstrekking(aanvraag_id, lessor)
    assert (row.status, row.levering.status) == (S.OFFERTE_ONTVANGEN, LeveringStatus.GELEVERD)
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.OFFERTE_UITGEBRACHT


def _answer_at_once(bench: Bench, lessor: Lessor, aanvraag_id: str) -> None:
    bench.offer(lessor, aanvraag_id)


@pytest.mark.parametrize("kind", LEADS_TO)
def test_after_the_deadline_it_is_too_late(bench: Bench, kind: str) -> None:
    lessor, aanvraag_id = in_state(bench, S.AANGEBODEN)
    until = bench.aanvraag(aanvraag_id).uiterste_reactie
    assert until is not None
    bench.clock.move_to(until)
    before = snapshot(bench)
    with pytest.raises(Gone):
        bench.say(lessor, kind, aanvraag_id)
    assert snapshot(bench) == before


def test_a_move_keeps_the_rest_of_the_row(bench: Bench) -> None:
    lessor, aanvraag_id = in_state(bench, S.AANGEBODEN)
    before = bench.verstrekking(aanvraag_id, lessor)
    bench.say(lessor, "aanvraag.ontvangen", aanvraag_id)
    after: Verstrekking = bench.verstrekking(aanvraag_id, lessor)
    assert after.model_copy(update={"status": before.status, "rev": before.rev}) == before
