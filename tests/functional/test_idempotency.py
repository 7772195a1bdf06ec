"""Idempotency-Key: a repeat gets the stored answer and does nothing; the answer is stored with the work."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.aanvraag_inhoud import AanvraagInhoud
from chalicelib.domain.account import Account
from chalicelib.domain.dossier import Dossier
from chalicelib.domain.dossier_inhoud import DossierInhoud
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.parse import parse
from chalicelib.domain.register_rows import Idempotentie
from chalicelib.errors import IdempotencyMismatch, IllegalState, KeyInUse, Replayed
from chalicelib.usecases.accept_offerte import accept_offerte
from chalicelib.usecases.create_aanvraag import create_aanvraag
from chalicelib.usecases.create_dossier import create_dossier
from chalicelib.usecases.idempotency import KEPT, RUNNING, Claim, check, finish, forget, make_claim, start
from chalicelib.usecases.ports.store import Change
from chalicelib.usecases.transaction import settle
from chalicelib.usecases.withdraw_aanvraag import AanvraagIngetrokken, withdraw_aanvraag
from chalicelib.usecases.withdraw_toestemming import withdraw_toestemming
from tests.bodies import klant, lease, raw
from tests.broker import Bench, snapshot

Work = Callable[[Claim], object]
OPERATIONS = ["dossier", "aanvraag", "verzending", "intrekking", "toestemming", "aanvaarding"]


def claim_of(
    bench: Bench, actor: Actor, key: str = "sleutel-1", body: bytes = b"{}", path: str = "POST /v1/x"
) -> Claim:
    return make_claim(bench.broker, actor.account_id, path, key, body, 201)


def stored(bench: Bench, claim: Claim) -> Idempotentie | None:
    return bench.store.get(Idempotentie, claim.id)


def work(bench: Bench, actor: Actor, name: str) -> Work:
    """One operation that stores its answer, ready to be done with a claim."""
    lessor = bench.lessor()
    dossier = parse(DossierInhoud, raw(klant()))
    aanvraag = parse(AanvraagInhoud, raw(lease()))
    dossier_id, concept, sent = bench.dossier(actor), bench.concept(actor), bench.sent(actor, lessor)
    offerte_id = bench.offer(lessor, sent)
    consent = bench.toestemming(sent, lessor).id
    found: dict[str, Work] = {
        "dossier": lambda claim: create_dossier(bench.broker, actor, dossier, claim),
        "aanvraag": lambda claim: create_aanvraag(bench.broker, actor, dossier_id, aanvraag, claim),
        "verzending": lambda claim: bench.submit(actor, concept, [lessor], claim=claim),
        "intrekking": lambda claim: withdraw_aanvraag(bench.broker, actor, sent, None, claim),
        "toestemming": lambda claim: withdraw_toestemming(bench.broker, actor, consent, claim),
        "aanvaarding": lambda claim: accept_offerte(bench.broker, actor, offerte_id, claim),
    }
    return found[name]


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_parallel_repeat_gets_the_stored_answer(bench: Bench, name: str) -> None:
    """Both were let in before either was done: one does the work, the other gets its answer."""
    vendor = bench.vendor()
    do = work(bench, vendor, name)
    claim = claim_of(bench, vendor)
    answers: list[object] = []

    def first(_: tuple[Change, ...]) -> None:
        bench.store.before_commit = None
        answers.append(do(claim))

    bench.store.before_commit = first
    with pytest.raises(Replayed) as replay:
        do(claim)
    (answer,) = answers
    assert replay.value.status == 201
    assert replay.value.answer == answer.model_dump_json(exclude_none=True)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_repeat_that_comes_just_after_gets_it_too(bench: Bench, name: str) -> None:
    """The work was done between its look-up of the key and its own reading: the changed state is no error then."""
    vendor = bench.vendor()
    do = work(bench, vendor, name)
    claim = claim_of(bench, vendor)
    do(claim)
    before = snapshot(bench)
    with pytest.raises(Replayed):
        do(claim)
    assert [line for line in snapshot(bench) if not line.startswith(("Dossier", "Bewijs"))] == [
        line for line in before if not line.startswith(("Dossier", "Bewijs"))
    ]


@pytest.mark.parametrize("name", OPERATIONS)
def test_another_body_under_the_same_key_is_refused(bench: Bench, name: str) -> None:
    vendor = bench.vendor()
    do = work(bench, vendor, name)
    do(claim_of(bench, vendor))
    with pytest.raises(IdempotencyMismatch):
        do(claim_of(bench, vendor, body=b'{"anders": true}'))


def test_what_failed_leaves_the_key_free(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    claim = claim_of(bench, vendor)
    with pytest.raises(IllegalState):
        bench.submit(vendor, aanvraag_id, [lessor], claim=claim)
    assert stored(bench, claim) is None
    assert withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, claim).teruggeroepen == 1


def test_the_answer_is_stored_with_the_work(bench: Bench) -> None:
    """One transaction: no crash can leave the one without the other."""
    vendor = bench.vendor()
    claim = claim_of(bench, vendor)
    create_dossier(bench.broker, vendor, parse(DossierInhoud, raw(klant())), claim)
    kinds = [type(change.row) for change in bench.store.commits[-1]]
    assert Idempotentie in kinds
    assert Dossier in kinds


def test_a_record_holds_no_personal_data(bench: Bench) -> None:
    vendor = bench.vendor()
    claim = claim_of(bench, vendor, body=raw(klant()))
    create_dossier(bench.broker, vendor, parse(DossierInhoud, raw(klant())), claim)
    record = stored(bench, claim)
    assert record is not None
    assert "Voorbeeld" not in repr(record)
    assert "sleutel-1" not in repr(record)


def test_a_key_is_of_one_account_and_route(bench: Bench) -> None:
    vendor, other = bench.vendor(), bench.vendor("ander@example.com")
    claims = [claim_of(bench, vendor), claim_of(bench, other), claim_of(bench, vendor, path="POST /v1/y")]
    assert len({claim.id for claim in claims}) == 3


def test_a_key_counts_for_thirty_days(bench: Bench) -> None:
    vendor = bench.vendor()
    claim = claim_of(bench, vendor)
    inhoud = parse(DossierInhoud, raw(klant()))
    create_dossier(bench.broker, vendor, inhoud, claim)
    record = stored(bench, claim)
    assert record is not None
    bench.clock.advance(days=30, seconds=-1)
    with pytest.raises(Replayed):
        check(claim, record, bench.clock.now())
    bench.clock.advance(seconds=1)
    check(claim, record, bench.clock.now())
    again = replace(claim_of(bench, vendor), stale=record)
    assert create_dossier(bench.broker, vendor, inhoud, again).id != record.antwoord
    renewed = stored(bench, again)
    assert renewed is not None
    assert renewed.tot == bench.clock.now() + KEPT


def test_a_running_key_is_busy_for_a_minute(bench: Bench) -> None:
    """For work that is no single transaction; who crashed in it holds the key no longer than that."""
    claim = claim_of(bench, bench.vendor())
    running = start(bench.broker, claim, None)
    with pytest.raises(KeyInUse):
        check(claim, running, bench.clock.now())
    with pytest.raises(KeyInUse):
        start(bench.broker, claim, None)
    bench.clock.advance(seconds=RUNNING.total_seconds())
    check(claim, running, bench.clock.now())
    assert start(bench.broker, claim, running).tot == bench.clock.now() + RUNNING


def test_finished_work_answers_a_repeat(bench: Bench) -> None:
    claim = claim_of(bench, bench.vendor())
    answer = AanvraagIngetrokken(status="ingetrokken", teruggeroepen=1)
    finish(bench.broker, claim, start(bench.broker, claim, None), answer)
    with pytest.raises(Replayed) as replay:
        check(claim, stored(bench, claim), bench.clock.now())
    assert replay.value.answer == answer.model_dump_json()


def test_failed_work_frees_its_key(bench: Bench) -> None:
    claim = claim_of(bench, bench.vendor())
    forget(bench.broker, start(bench.broker, claim, None))
    assert stored(bench, claim) is None
    check(claim, None, bench.clock.now() + timedelta(days=1))


def test_an_error_without_a_key_stays_itself(bench: Bench) -> None:
    vendor = bench.vendor()

    def refuse() -> Account:
        raise IllegalState

    with pytest.raises(IllegalState):
        settle(bench.broker, refuse)
    with pytest.raises(IllegalState):
        settle(bench.broker, refuse, claim_of(bench, vendor))
