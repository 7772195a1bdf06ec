"""Art. 8 lid 1: aan het eind van de bewaartermijn wordt een dossier vernietigd, overal, met een bewijs daarvan."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.gebruiker import SYSTEEM, Actor
from chalicelib.domain.ids import dossier_of
from chalicelib.domain.persoonsgegeven import Doel
from chalicelib.domain.register_rows import Vernietiging, Voortgang
from chalicelib.domain.row import DataSleutel, DueSoort
from chalicelib.errors import Conflict, Gone, IllegalState, NotFound, Undecryptable
from chalicelib.privacy.bewijs import Bewijsstuk
from chalicelib.usecases.delete_aanvraag import delete_aanvraag
from chalicelib.usecases.delete_dossier import delete_dossier
from chalicelib.usecases.destroy_dossier import destroy_dossier, resume_destruction
from chalicelib.usecases.due_work import due_ids
from chalicelib.usecases.ports.egress import Outcome
from chalicelib.usecases.ports.store import Change, Insert, Replace
from chalicelib.usecases.ports.vault import Lezer
from chalicelib.usecases.purge_due_dossiers import purge_due_dossiers
from chalicelib.usecases.read_aanvraag import read_aanvraag
from chalicelib.usecases.read_dossier import read_dossier
from chalicelib.usecases.update_dossier import update_dossier
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from tests.bodies import raw
from tests.broker import Bench, Crash, Lessor, message

STORES = ("documenten", "broker", "sleutels", "bewijs")


def ended(bench: Bench, vendor: Actor, lessor: Lessor) -> str:
    """The dossier of an Aanvraag that was refused, with an upload."""
    aanvraag_id = bench.sent(vendor, lessor)
    bench.say(lessor, "aanvraag.afgewezen", aanvraag_id)
    dossier_id = str(dossier_of(aanvraag_id))
    bench.documents.put(f"{dossier_id}/voorbeeld", b"oud")
    bench.documents.put(f"{dossier_id}/voorbeeld", b"nieuw")
    return dossier_id


def due_at(bench: Bench, dossier_id: str) -> datetime:
    due = bench.state(dossier_id).dossier.vernietigen_op
    assert due is not None
    return due


def run(bench: Bench, at: datetime) -> dict[str, int]:
    """The sweep of that moment, on time."""
    bench.clock.move_to(at)
    return purge_due_dossiers(bench.broker, at).model_dump()


def receipt(bench: Bench, dossier_id: str) -> Vernietiging:
    row = bench.store.get(Vernietiging, dossier_id)
    assert row is not None
    return row


def left(bench: Bench, dossier_id: str) -> list[str]:
    """What any store still holds of a dossier, evidence and receipt apart."""
    objects = [key for key in bench.documents.versions if key.startswith(dossier_id)]
    key = bench.store.get(DataSleutel, dossier_id)
    return [*(sk for _, sk in bench.store.list_prefix(dossier_id)), *objects, *([key.id] if key else [])]


def test_a_due_dossier_leaves_nothing_behind(bench: Bench) -> None:
    dossier_id = ended(bench, bench.vendor(), bench.lessor())
    at = due_at(bench, dossier_id)
    assert at == datetime(2027, 12, 1, 10, tzinfo=UTC)  # six months on the clock of Amsterdam, summer to winter
    assert run(bench, at - timedelta(seconds=1)) == {"vernietigd": 0, "hervat": 0, "uitgesteld": 0}
    assert run(bench, at) == {"vernietigd": 1, "hervat": 0, "uitgesteld": 0}
    assert left(bench, dossier_id) == []
    assert bench.store.load_dossier(dossier_id) is None


def test_a_destroyed_dossier_cannot_be_decrypted(bench: Bench) -> None:
    """I8: rows that somebody kept are no use without the key."""
    dossier_id = ended(bench, bench.vendor(), bench.lessor())
    state = bench.state(dossier_id)
    run(bench, due_at(bench, dossier_id))
    head = bench.evidence(dossier_id)[-1]
    put_back = state.dossier.model_copy(update={"bewijs_nr": head.nr, "bewijs_kop": head.digest()})
    bench.store.commit(Insert(put_back))
    with pytest.raises(Undecryptable):
        bench.broker.vault.open(put_back, Lezer(SYSTEEM, Doel.DIENST), list(state.inhoud.values()))
    with pytest.raises(Undecryptable):
        bench.broker.vault.seal(dossier_id, dossier_id, 9, "dossier", b"{}")


def test_a_receipt_has_a_line_per_store(bench: Bench) -> None:
    dossier_id = ended(bench, bench.vendor(), bench.lessor())
    at = due_at(bench, dossier_id)
    run(bench, at)
    row = receipt(bench, dossier_id)
    assert tuple(line.split(":")[0] for line in row.opslag) == STORES
    assert row.opslag[0] == "documenten: 2 objectversies vernietigd"
    assert (row.regel, row.door, row.uitgevoerd_op, row.klaar) == ("aanvraag_geeindigd", SYSTEEM, at, True)


def test_evidence_outlives_its_dossier(bench: Bench) -> None:
    """Pseudonymous ids only; its last word is the destruction."""
    dossier_id = ended(bench, bench.vendor(), bench.lessor())
    before = bench.evidence(dossier_id)
    run(bench, due_at(bench, dossier_id))
    after = bench.evidence(dossier_id)
    assert after[: len(before)] == before
    assert after[-1].gebeurtenis == "dossier.vernietigd"
    assert "Testpersoon" not in repr(after)


def test_an_answer_for_an_erased_dossier_is_gone(bench: Bench) -> None:
    vendor, lessor, other = bench.vendor(), bench.lessor("a"), bench.lessor("b")
    dossier_id = ended(bench, vendor, lessor)
    (row,) = bench.state(dossier_id).verstrekkingen.values()
    run(bench, due_at(bench, dossier_id))
    body = message("aanvraag.ontvangen", {"verstrekking_id": row.id, "versie": 1})
    with pytest.raises(Gone):
        bench.say_raw(lessor, body)
    with pytest.raises(NotFound):
        bench.say_raw(other, body)
    unknown = message("aanvraag.ontvangen", {"verstrekking_id": row.id[:-1] + "2", "versie": 1})
    with pytest.raises(NotFound):
        bench.say_raw(lessor, unknown)


def test_an_erased_dossier_is_not_there_for_its_owner(bench: Bench) -> None:
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    delete_dossier(bench.broker, vendor, dossier_id)
    with pytest.raises(NotFound):
        read_dossier(bench.broker, vendor, dossier_id)
    with pytest.raises(NotFound):
        delete_dossier(bench.broker, vendor, dossier_id)


class DyingStore:
    """Counts the calls that a destruction makes to its stores, and dies before the one that is named."""

    def __init__(self, bench: Bench, deadly: int) -> None:
        self.calls = 0
        self._deadly = deadly
        for part, names in ((bench.store, ("commit", "erase", "get")), (bench.documents, ("erase",))):
            for name in names:
                setattr(part, name, self._mortal(getattr(part, name)))

    def _mortal(self, method):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
        def call(*args, **options):  # type: ignore[no-untyped-def] # noqa: ANN002, ANN003, ANN202
            self.calls += 1
            if self.calls == self._deadly:
                raise Crash
            return method(*args, **options)

        return call


def revive(bench: Bench) -> None:
    for part in (bench.store, bench.documents):
        for name in ("commit", "erase", "get"):
            vars(part).pop(name, None)


@pytest.mark.parametrize("deadly", range(1, 8))
def test_a_crash_at_any_step_is_made_good(bench: Bench, deadly: int) -> None:
    """Whatever store call it dies at, the next sweeps end where one that never crashed ends."""
    dossier_id = ended(bench, bench.vendor(), bench.lessor())
    at = due_at(bench, dossier_id)
    bench.clock.move_to(at)
    state = bench.state(dossier_id)
    DyingStore(bench, deadly)
    try:
        destroy_dossier(bench.broker, state, "aanvraag_geeindigd", SYSTEEM, at)
        assert deadly > 6, "a destruction makes six calls to its stores"
    except Crash:
        assert deadly <= 6
    revive(bench)
    run(bench, at + timedelta(days=1))
    assert left(bench, dossier_id) == []
    row = receipt(bench, dossier_id)
    assert row.klaar
    assert tuple(line.split(":")[0] for line in row.opslag) == STORES
    assert len(bench.told(dossier_id, "dossier.vernietigd")) == 1
    assert run(bench, at + timedelta(days=2)) == {"vernietigd": 0, "hervat": 0, "uitgesteld": 0}


def test_a_crash_of_the_owners_deletion_is_made_good(bench: Bench) -> None:
    """Its term is far away: the open receipt is what the sweep finds."""
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    DyingStore(bench, 2)
    with pytest.raises(Crash):
        delete_dossier(bench.broker, vendor, dossier_id)
    revive(bench)
    with pytest.raises(NotFound):
        read_dossier(bench.broker, vendor, dossier_id)
    assert run(bench, bench.clock.now() + timedelta(hours=17)) == {"vernietigd": 0, "hervat": 1, "uitgesteld": 0}
    assert left(bench, dossier_id) == []


def test_destroying_twice_does_no_harm(bench: Bench) -> None:
    dossier_id = ended(bench, bench.vendor(), bench.lessor())
    at = due_at(bench, dossier_id)
    state = bench.state(dossier_id)
    run(bench, at)
    done = receipt(bench, dossier_id)
    assert run(bench, at) == {"vernietigd": 0, "hervat": 0, "uitgesteld": 0}
    assert resume_destruction(bench.broker, dossier_id) is False
    with pytest.raises(Conflict):
        destroy_dossier(bench.broker, state, "concept", SYSTEEM, at)
    assert receipt(bench, dossier_id) == done


def test_two_runs_at_once_close_one_receipt(bench: Bench) -> None:
    """Found: the owner whose deletion a sweep finished meanwhile was told that the dossier was never there."""
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)

    def sweep(changes: tuple[Change, ...]) -> None:
        if any(isinstance(change.row, Vernietiging) and change.row.klaar for change in changes):
            bench.store.before_commit = None
            assert resume_destruction(bench.broker, dossier_id)

    bench.store.before_commit = sweep
    delete_dossier(bench.broker, vendor, dossier_id)
    assert bench.store.before_commit is None
    assert receipt(bench, dossier_id).klaar


def test_a_sweep_that_missed_weeks_catches_up(bench: Bench) -> None:
    vendor = bench.vendor()
    first, second = bench.dossier(vendor), bench.dossier(vendor)
    at = due_at(bench, first)
    assert run(bench, at - timedelta(days=50))["vernietigd"] == 0
    assert run(bench, at + timedelta(days=40))["vernietigd"] == 2
    assert left(bench, first) + left(bench, second) == []


def test_a_sweep_for_the_future_forgets_nothing(bench: Bench) -> None:
    """A run for a later moment (`AT=`) must not skip what will be written for the days between."""
    vendor = bench.vendor()
    early = bench.dossier(vendor)
    future = bench.clock.now() + timedelta(days=3650)
    assert purge_due_dossiers(bench.broker, future).vernietigd == 1
    later = bench.dossier(vendor)
    assert run(bench, due_at(bench, later))["vernietigd"] == 1
    assert left(bench, early) + left(bench, later) == []


def test_a_change_between_index_and_read_puts_off(bench: Bench) -> None:
    """The term is computed from what is stored at that moment; the index is only a hint."""
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    at = due_at(bench, dossier_id)
    bench.clock.move_to(at - timedelta(hours=1))
    before = bench.state(dossier_id)
    patch = raw({"betrokkene": {"functie": "eigenaar"}})
    update_dossier(bench.broker, vendor, dossier_id, 1, patch)
    assert run(bench, at)["vernietigd"] == 0
    with pytest.raises(Conflict):
        destroy_dossier(bench.broker, before, "concept", SYSTEEM, at)


def test_a_restricted_dossier_is_not_destroyed(bench: Bench) -> None:
    """I9: what is restricted is stored and nothing else; when that ends, its term counts again."""
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    at = due_at(bench, dossier_id)
    restricted = bench.state(dossier_id).dossier.model_copy(update={"beperkt": True})
    bench.store.commit(Replace(restricted))
    assert run(bench, at)["vernietigd"] == 0
    with pytest.raises(IllegalState):
        delete_dossier(bench.broker, vendor, dossier_id)


def test_a_term_that_ended_earlier_is_due_now(bench: Bench) -> None:
    """Found: a write could date a dossier back to a day that the sweep had finished, where nobody looked again."""
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    bench.clock.advance(days=80)
    aanvraag_id = bench.concept(vendor, dossier_id)
    bench.clock.advance(days=50)
    assert run(bench, bench.clock.now())["vernietigd"] == 0
    delete_aanvraag(bench.broker, vendor, aanvraag_id)
    assert due_at(bench, dossier_id) == bench.clock.now()
    assert run(bench, bench.clock.now() + timedelta(days=1))["vernietigd"] == 1


def test_a_late_event_leaves_its_receipt_findable(bench: Bench) -> None:
    """Found: a sweep for a moment long past wrote its open receipt into a day that was finished."""
    dossier_id = bench.dossier(bench.vendor())
    at = due_at(bench, dossier_id)
    bench.clock.move_to(at + timedelta(days=10))
    state = bench.state(dossier_id)
    finished = (at + timedelta(days=9)).date().isoformat()
    bench.store.commit(Insert(Voortgang(id=DueSoort.BEWAARTERMIJN, dag=finished)))
    DyingStore(bench, 2)
    with pytest.raises(Crash):
        destroy_dossier(bench.broker, state, "concept", SYSTEEM, at)
    revive(bench)
    assert dossier_id in set(due_ids(bench.broker, DueSoort.BEWAARTERMIJN, bench.clock.now()))


def test_a_recall_leaves_before_its_dossier_goes(bench: Bench) -> None:
    """Found (I4): deleting right after a withdrawal destroyed the recall before anybody was told."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)
    delete_dossier(bench.broker, vendor, dossier_of(aanvraag_id))
    types = [json.loads(sent.body)["type"] for sent in bench.egress.sent]
    assert types == ["aanvraag.aangeboden", "aanvraag.ingetrokken"]
    assert left(bench, dossier_of(aanvraag_id)) == []


def test_an_untold_kredietverstrekker_keeps_the_dossier(bench: Bench) -> None:
    """Its recall failed and will be tried again: until it arrived, or ran out of tries, the rows stay."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    bench.egress.plan(lessor.endpoint, Outcome(503), Outcome(200))
    withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)
    with pytest.raises(IllegalState, match=r"dossier\.bericht_onderweg"):
        delete_dossier(bench.broker, vendor, dossier_of(aanvraag_id))
    bench.clock.advance(seconds=5)
    delete_dossier(bench.broker, vendor, dossier_of(aanvraag_id))
    assert left(bench, dossier_of(aanvraag_id)) == []


def test_a_living_aanvraag_keeps_its_dossier(bench: Bench) -> None:
    vendor = bench.vendor()
    aanvraag_id = bench.sent(vendor, bench.lessor())
    with pytest.raises(IllegalState, match=r"dossier\.in_gebruik"):
        delete_dossier(bench.broker, vendor, dossier_of(aanvraag_id))
    assert read_aanvraag(bench.broker, vendor, aanvraag_id).status == "verzonden"


def test_a_writer_that_was_busy_fails(bench: Bench) -> None:
    """The mark comes first, so nothing is written into a dossier that is being emptied."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    bench.say(lessor, "aanvraag.afgewezen", aanvraag_id)
    dossier_id = dossier_of(aanvraag_id)

    def first(changes: tuple[Change, ...]) -> None:
        if any(isinstance(c.row, Bewijsstuk) and c.row.gebeurtenis == "dossier.gewijzigd" for c in changes):
            bench.store.before_commit = None
            delete_dossier(bench.broker, vendor, dossier_id)

    bench.store.before_commit = first
    with pytest.raises(NotFound):
        update_dossier(bench.broker, vendor, dossier_id, 1, raw({"betrokkene": {"functie": "eigenaar"}}))
    assert left(bench, dossier_id) == []
