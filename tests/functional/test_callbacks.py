"""What a Kredietverstrekker may say, when, and what it gets for an answer (contract; I7, I13, I15)."""

from typing import Any

import pytest

from chalicelib.domain.aanvraag import AanvraagStatus
from chalicelib.domain.callback import CallbackSoort
from chalicelib.domain.ids import dossier_of
from chalicelib.domain.levering import LeveringStatus
from chalicelib.domain.register_rows import Ontvangst
from chalicelib.domain.verstrekking import VERLOOP, Verstrekking
from chalicelib.domain.verstrekking import VerstrekkingStatus as S
from chalicelib.errors import BadSignature, Gone, IllegalState, InvalidInput, NotFound, TooLarge
from chalicelib.usecases.messages import OUTGOING
from chalicelib.usecases.ports.store import Change, Insert, Replace
from chalicelib.usecases.receive_callback import receive_callback
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from tests.broker import Bench, Lessor, message, snapshot

LEADS_TO = {
    "aanvraag.ontvangen": S.ONTVANGEN,
    "aanvraag.in_beoordeling": S.IN_BEOORDELING,
    "informatie.gevraagd": S.INFORMATIE_GEVRAAGD,
    "offerte.uitgebracht": S.OFFERTE_ONTVANGEN,
    "aanvraag.afgewezen": S.AFGEWEZEN,
    "aanvraag.niet_te_verwerken": S.NIET_TE_VERWERKEN,
}
AFTER_AN_OFFER = ("offerte.ingetrokken", "overeenkomst.geactiveerd", "overeenkomst.beeindigd")
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


def in_state(bench: Bench, state: S) -> tuple[Lessor, str]:
    """An Aanvraag whose intent is committed, put into this state."""
    lessor = bench.lessor()
    aanvraag_id = bench.sent(bench.vendor(), lessor)
    row = bench.verstrekking(aanvraag_id, lessor)
    bench.store.commit(Replace(row.model_copy(update={"status": state})))
    return lessor, aanvraag_id


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


@pytest.mark.parametrize("kind", LEADS_TO)
def test_the_same_message_again_changes_nothing(bench: Bench, kind: str) -> None:
    """I15: it is answered kindly, from whatever state, and nothing is written."""
    lessor, aanvraag_id = in_state(bench, S.AANGEBODEN)
    assert bench.say(lessor, kind, aanvraag_id, message_id="een")[0]
    before = snapshot(bench)
    stored, answer = bench.say(lessor, kind, aanvraag_id, message_id="een")
    assert (stored, answer.status) == (False, "al_ontvangen")
    assert snapshot(bench) == before


def test_a_repeat_is_known_after_later_moves(bench: Bench) -> None:
    lessor, aanvraag_id = in_state(bench, S.AANGEBODEN)
    bench.say(lessor, "aanvraag.ontvangen", aanvraag_id, message_id="een")
    bench.say(lessor, "aanvraag.afgewezen", aanvraag_id)
    assert bench.say(lessor, "aanvraag.ontvangen", aanvraag_id, message_id="een")[1].status == "al_ontvangen"


def test_a_repeat_is_known_after_withdrawal(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    bench.say(lessor, "aanvraag.ontvangen", aanvraag_id, message_id="een")
    withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)
    assert bench.say(lessor, "aanvraag.ontvangen", aanvraag_id, message_id="een")[1].status == "al_ontvangen"


def test_a_repeat_of_an_expired_offerte_is_known(bench: Bench) -> None:
    """Its last day has passed since: that is no reason to call the message that we hold ill-formed."""
    lessor, aanvraag_id = in_state(bench, S.AANGEBODEN)
    bench.say(lessor, "offerte.uitgebracht", aanvraag_id, message_id="een", geldig_tot="2027-06-02")
    bench.clock.advance(days=3)
    assert bench.say(
        lessor, "offerte.uitgebracht", aanvraag_id, message_id="een", geldig_tot="2027-06-02"
    )[1].status == "al_ontvangen"  # fmt: skip


def test_two_copies_at_once_are_one_message(bench: Bench) -> None:
    lessor, aanvraag_id = in_state(bench, S.AANGEBODEN)

    def first(changes: tuple[Change, ...]) -> None:
        if any(isinstance(change.row, Ontvangst) for change in changes):
            bench.store.before_commit = None
            assert bench.say(lessor, "offerte.uitgebracht", aanvraag_id, message_id="een")[0]

    bench.store.before_commit = first
    assert bench.say(lessor, "offerte.uitgebracht", aanvraag_id, message_id="een")[1].status == "al_ontvangen"
    assert len(bench.offers(aanvraag_id)) == 1


def test_an_id_on_another_message_is_refused(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing changes, and somebody is told to look."""
    lessor, aanvraag_id = in_state(bench, S.AANGEBODEN)
    bench.say(lessor, "aanvraag.ontvangen", aanvraag_id, message_id="een")
    before = snapshot(bench)
    capsys.readouterr()
    with pytest.raises(IllegalState, match=r"webhook-id\.hergebruikt"):
        bench.say(lessor, "aanvraag.in_beoordeling", aanvraag_id, message_id="een")
    assert snapshot(bench) == before
    assert "callback:id:reused" in capsys.readouterr().out


def test_the_same_id_of_another_sender_is_another_message(bench: Bench) -> None:
    first, second = bench.lessor("a"), bench.lessor("b")
    aanvraag_id = bench.sent(bench.vendor(), first, second)
    assert bench.say(first, "aanvraag.ontvangen", aanvraag_id, message_id="een")[0]
    assert bench.say(second, "aanvraag.ontvangen", aanvraag_id, message_id="een")[0]


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


def test_another_ones_verstrekking_is_unknown(bench: Bench) -> None:
    first, second = bench.lessor("a"), bench.lessor("b")
    aanvraag_id = bench.sent(bench.vendor(), first)
    row = bench.verstrekking(aanvraag_id, first)
    for row_id in (row.id, row.id[:-1] + "2", "ver_" + "a" * 42, aanvraag_id, "ver_"):
        with pytest.raises(NotFound):
            bench.say_raw(second, message("aanvraag.ontvangen", {"verstrekking_id": row_id, "versie": 1}))


@pytest.mark.parametrize("kind", sorted(OUTGOING))
def test_our_own_messages_sent_back_are_forgeries(bench: Bench, kind: str) -> None:
    """One secret signs both ways: a reflection carries a valid signature, and is refused as a bad one."""
    lessor, aanvraag_id = in_state(bench, S.AANGEBODEN)
    with pytest.raises(BadSignature):
        bench.say(lessor, kind, aanvraag_id)


def test_a_message_of_ours_cannot_be_replayed(bench: Bench) -> None:
    lessor = bench.lessor()
    bench.sent(bench.vendor(), lessor)
    (ours,) = bench.egress.sent
    with pytest.raises(BadSignature):
        receive_callback(bench.broker, lessor.id, dict(ours.headers), ours.body)


@pytest.mark.parametrize("way", ["secret", "old", "body", "sender", "nobody", "no id", "headers"])
def test_every_fault_of_signing_looks_the_same(bench: Bench, way: str) -> None:
    lessor, other = bench.lessor("a"), bench.lessor("b")
    aanvraag_id = bench.sent(bench.vendor(), lessor)
    body = message("aanvraag.ontvangen", {"verstrekking_id": bench.verstrekking(aanvraag_id, lessor).id, "versie": 1})
    headers = bench.signed(other if way == "secret" else lessor, body, "een")
    if way == "old":
        bench.clock.advance(seconds=301)
    sender = {"sender": other.id, "nobody": "kre_" + "a" * 26, "no id": "x"}.get(way, lessor.id)
    before = snapshot(bench)
    with pytest.raises(BadSignature) as refused:
        receive_callback(
            bench.broker, sender, {} if way == "headers" else headers, body + b" " if way == "body" else body
        )
    assert str(refused.value) == ""
    assert snapshot(bench) == before


def test_checks_come_in_the_order_of_the_contract(bench: Bench) -> None:
    """401, 413, 422, 404, 410, 409: whatever is wrong at once, the first of these is the answer."""
    vendor, lessor, other = bench.vendor(), bench.lessor("a"), bench.lessor("b")
    aanvraag_id = bench.sent(vendor, lessor)
    row = bench.verstrekking(aanvraag_id, lessor)
    large = b" " * (256 * 1024 + 1)
    with pytest.raises(BadSignature):
        receive_callback(bench.broker, lessor.id, bench.signed(other, large, "een"), large)
    with pytest.raises(TooLarge):
        bench.say_raw(lessor, large)
    with pytest.raises(InvalidInput):
        bench.say_raw(lessor, message("aanvraag.ontvangen", {"verstrekking_id": "nergens"}))
    withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)
    with pytest.raises(NotFound):
        bench.say_raw(other, message("aanvraag.ontvangen", {"verstrekking_id": row.id, "versie": 9}))
    with pytest.raises(Gone):
        bench.say(lessor, "aanvraag.ontvangen", aanvraag_id, versie=9)


BAD_DATA: dict[str, tuple[str, dict[str, Any]]] = {
    "no items": ("informatie.gevraagd", {"items": []}),
    "a code twice": ("informatie.gevraagd", {"items": [{"code": "a", "omschrijving": "x"}] * 2}),
    "another reason": ("aanvraag.afgewezen", {"reden_categorie": "zomaar"}),
    "a day that is gone": ("offerte.uitgebracht", {"geldig_tot": "2027-05-31"}),
    "broken terms": ("offerte.uitgebracht", {"looptijd_maanden": 61, "termijnen_per_jaar": 4}),
    "an unknown field": ("aanvraag.ontvangen", {"extra": 1}),
    "an end before the start": ("overeenkomst.geactiveerd", {"einddatum": "2027-06-15"}),
}


@pytest.mark.parametrize(("kind", "data"), BAD_DATA.values(), ids=BAD_DATA)
def test_an_ill_formed_message_changes_nothing(bench: Bench, kind: str, data: dict[str, Any]) -> None:
    lessor, aanvraag_id = in_state(bench, S.AANGEBODEN)
    before = snapshot(bench)
    with pytest.raises(InvalidInput):
        bench.say(lessor, kind, aanvraag_id, **data)
    assert snapshot(bench) == before


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"type": 5}', b"\xff", b"[" * 100_000])
def test_what_is_no_message_is_refused(bench: Bench, body: bytes) -> None:
    lessor = bench.lessor()
    with pytest.raises(InvalidInput):
        bench.say_raw(lessor, body)


def test_a_crash_before_the_commit_forgets_the_message(bench: Bench) -> None:
    """ "Seen" is never stored before the answer is: the repeat is taken in as new."""
    lessor, aanvraag_id = in_state(bench, S.AANGEBODEN)

    def die(_: tuple[Change, ...]) -> None:
        raise KeyboardInterrupt

    bench.store.before_commit = die
    with pytest.raises(KeyboardInterrupt):
        bench.say(lessor, "aanvraag.ontvangen", aanvraag_id, message_id="een")
    bench.store.before_commit = None
    assert bench.say(lessor, "aanvraag.ontvangen", aanvraag_id, message_id="een")[0]


def test_receipt_answer_and_state_are_one_write(bench: Bench) -> None:
    lessor, aanvraag_id = in_state(bench, S.AANGEBODEN)
    bench.offer(lessor, aanvraag_id)
    kinds = {change.row.soort for change in bench.store.commits[-1] if isinstance(change, Insert)}
    assert kinds == {"ontvangst", "offerte", "inhoud", "bewijs"}
    (stuk,) = bench.told(dossier_of(aanvraag_id), "callback.ontvangen")
    assert stuk.door == lessor.id


def test_a_withdrawal_just_before_the_answer_counts(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)

    def first(_: tuple[Change, ...]) -> None:
        bench.store.before_commit = None
        withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)

    bench.store.before_commit = first
    with pytest.raises(Gone):
        bench.offer(lessor, aanvraag_id)
    assert bench.offers(aanvraag_id) == []


def test_an_answer_is_stored_encrypted(bench: Bench) -> None:
    lessor, aanvraag_id = in_state(bench, S.AANGEBODEN)
    bench.offer(lessor, aanvraag_id, voorwaarden="Voorbeeldvoorwaarde")
    assert "Voorbeeldvoorwaarde" not in "".join(snapshot(bench))


def test_a_move_keeps_the_rest_of_the_row(bench: Bench) -> None:
    lessor, aanvraag_id = in_state(bench, S.AANGEBODEN)
    before = bench.verstrekking(aanvraag_id, lessor)
    bench.say(lessor, "aanvraag.ontvangen", aanvraag_id)
    after: Verstrekking = bench.verstrekking(aanvraag_id, lessor)
    assert after.model_copy(update={"status": before.status, "rev": before.rev}) == before
