"""Art. 8 lid 1: aan het eind van de bewaartermijn wordt een dossier vernietigd, overal, met een bewijs daarvan."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.gebruiker import SYSTEEM
from chalicelib.domain.ids import dossier_of
from chalicelib.domain.persoonsgegeven import Doel
from chalicelib.errors import Conflict, Gone, IllegalState, NotFound, Undecryptable
from chalicelib.privacy.bewijs import Bewijsstuk
from chalicelib.usecases.accept_offerte import accept_offerte
from chalicelib.usecases.delete_dossier import delete_dossier
from chalicelib.usecases.destroy_dossier import destroy_dossier
from chalicelib.usecases.ports.egress import Outcome
from chalicelib.usecases.ports.store import Change, Insert, Replace
from chalicelib.usecases.ports.vault import Lezer
from chalicelib.usecases.read_aanvraag import read_aanvraag
from chalicelib.usecases.read_dossier import read_dossier
from chalicelib.usecases.update_dossier import update_dossier
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from tests.bodies import raw
from tests.broker import Bench
from tests.destruction import STORES, due_at, ended, left, receipt, run
from tests.lessors import message


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
    assert row.opslag[0] == "documenten: 2 objectversies vernietigd, daarna 0 geteld"
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


@pytest.mark.parametrize("kind", [None, "overeenkomst.geactiveerd"])
def test_a_contract_keeps_its_dossier_and_says_so(bench: Bench, kind: str | None) -> None:
    """Found: it asked to withdraw what cannot be withdrawn any more; once it has ended the dossier may go."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    accept_offerte(bench.broker, vendor, bench.offer(lessor, aanvraag_id), None)
    bench.dispatch(aanvraag_id)
    if kind is not None:
        bench.say(lessor, kind, aanvraag_id)
    with pytest.raises(IllegalState, match=r"dossier\.overeenkomst") as refused:
        delete_dossier(bench.broker, vendor, dossier_of(aanvraag_id))
    assert refused.value.allowed == ()


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
