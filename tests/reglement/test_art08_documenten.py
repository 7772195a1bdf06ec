"""Art. 8 lid 1: papers have shorter terms of their own (domain.md 6), and go with every version of them."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from chalicelib.domain.document import DocumentKind, DocumentStatus
from chalicelib.domain.gebruiker import Actor
from chalicelib.errors import IllegalState, Unavailable
from chalicelib.usecases.accept_offerte import accept_offerte
from chalicelib.usecases.delete_dossier import delete_dossier
from chalicelib.usecases.purge_due_dossiers import purge_due_dossiers
from chalicelib.usecases.read_document import read_document
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from tests.broker import Bench
from tests.holds import hold
from tests.lessors import Lessor
from tests.uploading import answer, ask, row, upload

K = DocumentKind
DAY = timedelta(days=1)


def sweep(bench: Bench) -> None:
    purge_due_dossiers(bench.broker, bench.clock.now())


def days_kept(bench: Bench, document_id: str, days: int = 360) -> int | None:
    """How many daily runs the object outlives; None when it is still there after all of them."""
    key = row(bench, document_id).place
    for day in range(days):
        sweep(bench)
        if not bench.documents.versions.get(key):
            return day
        bench.clock.advance(days=1)
    return None


def with_lessor(bench: Bench) -> tuple[Actor, Lessor, str, str]:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    return vendor, lessor, aanvraag_id, bench.state(aanvraag_id).dossier.id


def refused(bench: Bench, _: Actor, lessor: Lessor, aanvraag_id: str) -> None:
    bench.say(lessor, "aanvraag.afgewezen", aanvraag_id)


def withdrawn(bench: Bench, vendor: Actor, lessor: Lessor, aanvraag_id: str) -> None:
    withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)
    bench.dispatch(aanvraag_id)


def lapsed(bench: Bench, vendor: Actor, lessor: Lessor, aanvraag_id: str) -> None:
    """Nobody answers: fourteen days, and then it is over by itself."""


@pytest.mark.parametrize(("end", "days"), [(refused, 30), (withdrawn, 30), (lapsed, 44)])
def test_papers_go_thirty_days_after_the_end(bench: Bench, end: Callable[..., None], days: int) -> None:
    """Art. 8 lid 1, over a simulated year: not a day early, and within a day of the term."""
    vendor, lessor, aanvraag_id, dossier_id = with_lessor(bench)
    document_id = upload(bench, vendor, dossier_id)
    end(bench, vendor, lessor, aanvraag_id)
    assert days_kept(bench, document_id) == days
    assert row(bench, document_id).status is DocumentStatus.VERVALLEN
    assert bench.state(dossier_id).dossier.documenten_op is None


def test_the_dossier_outlives_its_papers(bench: Bench) -> None:
    """Art. 8 lid 1: the papers after 30 days, the dossier after six months, in one simulated year."""
    vendor, lessor, aanvraag_id, dossier_id = with_lessor(bench)
    document_id = upload(bench, vendor, dossier_id)
    refused(bench, vendor, lessor, aanvraag_id)
    assert days_kept(bench, document_id) == 30
    gone = [day for day in range(31, 361) if _after_a_day(bench, dossier_id)]
    assert gone[:1] in ([180 + extra] for extra in range(6))


def _after_a_day(bench: Bench, dossier_id: str) -> bool:
    bench.clock.advance(days=1)
    sweep(bench)
    return bench.store.load_dossier(dossier_id) is None


def test_a_paper_of_an_overeenkomst_stays_with_it(bench: Bench) -> None:
    vendor, lessor, aanvraag_id, dossier_id = with_lessor(bench)
    document_id = upload(bench, vendor, dossier_id)
    bench.offer(lessor, aanvraag_id)
    accept(bench, vendor, aanvraag_id)
    assert days_kept(bench, document_id) is None


@pytest.mark.parametrize("kind", [K.LEGITIMATIE, K.UBO_VERKLARING])
def test_identity_goes_when_the_overeenkomst_begins(bench: Bench, kind: K) -> None:
    """domain.md 6: UBO and identity are passed on, and deleted at activation."""
    vendor, lessor, aanvraag_id, dossier_id = with_lessor(bench)
    document_id, other = upload(bench, vendor, dossier_id, kind), upload(bench, vendor, dossier_id)
    bench.offer(lessor, aanvraag_id)
    accept(bench, vendor, aanvraag_id)
    sweep(bench)
    assert row(bench, document_id).status is DocumentStatus.GOEDGEKEURD
    bench.say(lessor, "overeenkomst.geactiveerd", aanvraag_id)
    sweep(bench)
    assert row(bench, document_id).status is DocumentStatus.VERVALLEN
    assert row(bench, other).status is DocumentStatus.GOEDGEKEURD


def accept(bench: Bench, vendor: Actor, aanvraag_id: str) -> None:
    (offer,) = bench.offers(aanvraag_id)
    accept_offerte(bench.broker, vendor, offer.id, None)


def test_a_paper_follows_the_aanvraag_it_was_sent_for(bench: Bench) -> None:
    """What was sent for one that ended goes, whatever else runs in the dossier; what was not stays for what runs."""
    vendor, lessor, aanvraag_id, dossier_id = with_lessor(bench)
    sent, unsent = upload(bench, vendor, dossier_id), upload(bench, vendor, dossier_id, K.PROGNOSE)
    ask(bench, lessor, aanvraag_id, "jaarcijfers")
    answer(bench, vendor, aanvraag_id, lessor, jaarcijfers=sent)
    bench.concept(vendor, dossier_id)
    refused(bench, vendor, lessor, aanvraag_id)
    assert days_kept(bench, sent) == 30
    assert row(bench, unsent).status is DocumentStatus.GOEDGEKEURD


def test_a_held_dossier_keeps_its_papers(bench: Bench) -> None:
    """I10: a bewaarblokkade keeps them, and once it is lifted they are due."""
    vendor, lessor, aanvraag_id, dossier_id = with_lessor(bench)
    document_id = upload(bench, vendor, dossier_id)
    refused(bench, vendor, lessor, aanvraag_id)
    hold(bench, dossier_id)
    assert days_kept(bench, document_id, 90) is None


def test_every_version_goes_with_a_line_for_the_store(bench: Bench) -> None:
    vendor, lessor, aanvraag_id, dossier_id = with_lessor(bench)
    document_id = upload(bench, vendor, dossier_id)
    bench.documents.put(row(bench, document_id).place, b"older")
    refused(bench, vendor, lessor, aanvraag_id)
    bench.clock.advance(days=31)
    sweep(bench)
    (told,) = bench.told(dossier_id, "document.vernietigd")
    assert told.gegevens["opslag"] == "documenten: 2 objectversies vernietigd, daarna 0 geteld"
    assert told.gegevens["regel"] == "document_geeindigd"
    with pytest.raises(IllegalState):
        read_document(bench.broker, vendor, dossier_id, document_id)
    bench.check_evidence()


def test_a_store_that_is_down_keeps_the_paper_due(bench: Bench) -> None:
    """What was begun is finished by the next run; nobody opens it meanwhile."""
    vendor, lessor, aanvraag_id, dossier_id = with_lessor(bench)
    document_id = upload(bench, vendor, dossier_id)
    refused(bench, vendor, lessor, aanvraag_id)
    bench.clock.advance(days=31)

    def down(_: str) -> int:
        raise Unavailable

    vars(bench.documents)["erase_one"] = down
    sweep(bench)
    assert row(bench, document_id).nog_wissen
    with pytest.raises(IllegalState):
        read_document(bench.broker, vendor, dossier_id, document_id)
    del vars(bench.documents)["erase_one"]
    sweep(bench)
    assert not row(bench, document_id).nog_wissen
    assert not bench.documents.versions.get(row(bench, document_id).place)


def test_a_destroyed_dossier_takes_all_its_papers(bench: Bench) -> None:
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    for kind in (K.JAARCIJFERS, K.LOONSTROOK):
        upload(bench, vendor, dossier_id, kind)
    assert len(bench.documents.versions) == 2
    delete_dossier(bench.broker, vendor, dossier_id)
    assert not bench.documents.versions
    assert bench.store.load_dossier(dossier_id) is None


def test_a_paper_never_moves_the_end_of_its_dossier(bench: Bench) -> None:
    """I12: that papers go changes nothing for what is left."""
    vendor, lessor, aanvraag_id, dossier_id = with_lessor(bench)
    upload(bench, vendor, dossier_id)
    refused(bench, vendor, lessor, aanvraag_id)
    before: datetime | None = bench.state(dossier_id).dossier.vernietigen_op
    bench.clock.advance(days=31)
    sweep(bench)
    assert bench.state(dossier_id).dossier.vernietigen_op == before
