"""A message is taken in once, whole, or not at all: repeats, races and crashes (I15)."""

import pytest

from chalicelib.domain.ids import dossier_of
from chalicelib.domain.register_rows import Ontvangst
from chalicelib.domain.verstrekking import VerstrekkingStatus as S
from chalicelib.errors import Gone, IllegalState
from chalicelib.usecases.ports.store import Change, Insert
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from tests.answers import LEADS_TO, in_state
from tests.broker import Bench, snapshot


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


def test_a_crash_before_the_commit_forgets_the_message(bench: Bench) -> None:
    """A message counts as seen only once its answer is stored: the repeat is taken in as new."""
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
