"""Art. 6 lid 3: a paper reaches only the Kredietverstrekker that asked for one of its kind."""

import pytest

from chalicelib.domain.document import DocumentKind, DocumentStatus, Mediatype
from chalicelib.errors import BadSignature, Gone, IllegalState, InvalidInput, NotFound
from chalicelib.usecases.accept_offerte import accept_offerte
from chalicelib.usecases.collect_document import MOST
from chalicelib.usecases.end_account import end_account
from chalicelib.usecases.offer_upload import finish_upload
from chalicelib.usecases.ports.scanner import Verdict
from chalicelib.usecases.ports.store import Change
from chalicelib.usecases.rotate_geheim import rotate_geheim
from chalicelib.usecases.suspend_kredietverstrekker import suspend_kredietverstrekker
from chalicelib.usecases.withdraw_toestemming import withdraw_toestemming
from tests.broker import OPERATOR, Bench
from tests.disclosures import body_of
from tests.fakes.scanner import FakeScanner
from tests.holds import free, restrict
from tests.lessors import Lessor
from tests.papers import pdf
from tests.uploading import announce, answer, ask, collect, row, upload

K = DocumentKind


def asked_and_answered(bench: Bench) -> tuple[Lessor, Lessor, str, str]:
    """Two Kredietverstrekkers have the Aanvraag; the first asked for jaarcijfers, and got them."""
    vendor, asking, other = bench.vendor(), bench.lessor("a"), bench.lessor("b")
    aanvraag_id = bench.sent(vendor, asking, other)
    document_id = upload(bench, vendor, bench.state(aanvraag_id).dossier.id)
    ask(bench, asking, aanvraag_id, "jaarcijfers_2026")
    answer(bench, vendor, aanvraag_id, asking, jaarcijfers_2026=document_id)
    return asking, other, aanvraag_id, document_id


def test_who_asked_gets_the_paper_it_asked(bench: Bench) -> None:
    """Art. 6 lid 3: the message names it, and the bytes come on a signed request."""
    asking, _, aanvraag_id, document_id = asked_and_answered(bench)
    told = body_of(bench.egress.sent_to(asking.endpoint)[-1])
    assert told["type"] == "informatie.beantwoord"
    assert told["data"]["antwoorden"] == [{"code": "jaarcijfers_2026", "document_id": document_id}]
    assert collect(bench, asking, aanvraag_id, document_id) == pdf(b"jaarcijfers")
    bench.check_evidence()


def test_who_did_not_ask_gets_no_paper(bench: Bench) -> None:
    """Art. 6 lid 3: neither by its own Verstrekking nor by that of who asked; both look as if it never was."""
    asking, other, aanvraag_id, document_id = asked_and_answered(bench)
    for whose in (other, asking):
        with pytest.raises(NotFound):
            collect(bench, other, aanvraag_id, document_id, whose=whose)
    assert not bench.told(bench.state(aanvraag_id).dossier.id, "document.voorgenomen")


def test_a_new_secret_and_the_logs_open_no_paper(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    """
    Art. 6 lid 2: found: a line of the log named the Document, so that one operator, with a secret renewed alone and
    what any operator reads, fetched it.
    """
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    ask(bench, lessor, aanvraag_id, "jaarcijfers")
    dossier_id = bench.state(aanvraag_id).dossier.id
    link = announce(bench, vendor, dossier_id, pdf(b"jaarcijfers"))
    bench.quarantine.put(row(bench, link.id).place, Mediatype.PDF, pdf(b"jaarcijfers"))
    finish_upload(bench.broker, vendor, dossier_id, link.id)
    answer(bench, vendor, aanvraag_id, lessor, jaarcijfers=link.id)
    insider = Lessor(lessor.id, rotate_geheim(bench.broker, OPERATOR, lessor.id).geheim, lessor.endpoint)
    logs = capsys.readouterr().out
    assert dossier_id in logs
    assert link.id not in logs
    with pytest.raises(NotFound):
        collect(bench, insider, aanvraag_id, dossier_id)


@pytest.mark.parametrize("kind", [kind for kind in K if kind is not K.LOONSTROOK])
def test_another_kind_than_was_asked_is_no_answer(bench: Bench, kind: K) -> None:
    """Art. 6 lid 3: of everything in a dossier only the kind that was asked may leave."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    document_id = upload(bench, vendor, bench.state(aanvraag_id).dossier.id, kind)
    ask(bench, lessor, aanvraag_id, "loonstrook")
    with pytest.raises(InvalidInput, match=r"document\.niet_gevraagd"):
        answer(bench, vendor, aanvraag_id, lessor, loonstrook=document_id)
    assert row(bench, document_id).gedeeld_met == ()


def test_a_question_for_words_takes_no_paper(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    document_id = upload(bench, vendor, bench.state(aanvraag_id).dossier.id, K.OVERIG)
    ask(bench, lessor, aanvraag_id, "toelichting")
    with pytest.raises(InvalidInput, match=r"document\.niet_gevraagd"):
        answer(bench, vendor, aanvraag_id, lessor, toelichting=document_id)


def test_a_question_can_name_the_kind_itself(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    document_id = upload(bench, vendor, bench.state(aanvraag_id).dossier.id, K.LEGITIMATIE)
    items = [{"code": "vraag-1", "omschrijving": "Wie bent u?", "document": "legitimatie"}]
    bench.say(lessor, "informatie.gevraagd", aanvraag_id, items=items)
    answer(bench, vendor, aanvraag_id, lessor, **{"vraag-1": document_id})
    assert collect(bench, lessor, aanvraag_id, document_id) == pdf(b"legitimatie")


def test_a_paper_of_another_dossier_is_unknown(bench: Bench) -> None:
    """I17: somebody else's and one that never was are the same refusal."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    elsewhere = upload(bench, vendor, bench.dossier(vendor))
    ask(bench, lessor, aanvraag_id, "jaarcijfers")
    for document_id in (elsewhere, "doc_" + "a" * 34, "x"):
        with pytest.raises(InvalidInput, match=r"document\.onbekend"):
            answer(bench, vendor, aanvraag_id, lessor, jaarcijfers=document_id)


def test_a_paper_without_a_good_verdict_is_no_answer(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    object.__setattr__(bench.broker, "scanner", FakeScanner(Verdict.PENDING, in_quarantine=True))
    document_id = upload(bench, vendor, bench.state(aanvraag_id).dossier.id)
    assert row(bench, document_id).status is DocumentStatus.ONTVANGEN
    ask(bench, lessor, aanvraag_id, "jaarcijfers")
    with pytest.raises(InvalidInput, match=r"document\.niet_goedgekeurd"):
        answer(bench, vendor, aanvraag_id, lessor, jaarcijfers=document_id)


def test_a_paper_does_not_leave_after_withdrawal(bench: Bench) -> None:
    """I4: no intent is committed once the permission ended, whatever was answered before."""
    asking, _, aanvraag_id, document_id = asked_and_answered(bench)
    toestemming = bench.toestemming(aanvraag_id, asking)
    vendor = bench.enter(bench.login())
    withdraw_toestemming(bench.broker, vendor, toestemming.id, None)
    with pytest.raises(Gone):
        collect(bench, asking, aanvraag_id, document_id)
    assert not bench.told(bench.state(aanvraag_id).dossier.id, "document.voorgenomen")


@pytest.mark.parametrize("kind", ["aanvraag.afgewezen", "aanvraag.niet_te_verwerken"])
def test_who_refused_gets_no_more_papers(bench: Bench, kind: str) -> None:
    """Art. 6 lid 3, art. 5 lid 4: permission was given to decide on an Aanvraag, and it has decided."""
    asking, _, aanvraag_id, document_id = asked_and_answered(bench)
    bench.say(asking, kind, aanvraag_id, **({"reden_categorie": "beleid"} if kind == "aanvraag.afgewezen" else {}))
    with pytest.raises(Gone):
        collect(bench, asking, aanvraag_id, document_id)
    assert not bench.told(bench.state(aanvraag_id).dossier.id, "document.voorgenomen")


def test_no_paper_leaves_past_the_deadline(bench: Bench) -> None:
    """Art. 6 lid 3: past the uiterste reactie there is nothing left to decide, as for the Aanvraag itself."""
    asking, _, aanvraag_id, document_id = asked_and_answered(bench)
    bench.clock.advance(days=15)
    with pytest.raises(Gone):
        collect(bench, asking, aanvraag_id, document_id)
    assert not bench.told(bench.state(aanvraag_id).dossier.id, "document.voorgenomen")


def test_no_paper_leaves_after_the_account_ended(bench: Bench) -> None:
    """Art. 8 lid 2, I4: an Overeenkomst stays, but nothing more of the dossier is given under it."""
    asking, _, aanvraag_id, document_id = asked_and_answered(bench)
    vendor = bench.enter(bench.login())
    accept_offerte(bench.broker, vendor, bench.offer(asking, aanvraag_id), None)
    end_account(bench.broker, vendor)
    assert bench.toestemming(aanvraag_id, asking).in_force
    with pytest.raises(Gone):
        collect(bench, asking, aanvraag_id, document_id)
    assert not bench.told(bench.state(aanvraag_id).dossier.id, "document.voorgenomen")


def test_a_suspended_kredietverstrekker_waits_for_its_paper(bench: Bench) -> None:
    asking, _, aanvraag_id, document_id = asked_and_answered(bench)
    suspend_kredietverstrekker(bench.broker, asking.id, "proef", asking.endpoint)
    with pytest.raises(IllegalState):
        collect(bench, asking, aanvraag_id, document_id)


def test_a_forged_request_gets_no_paper(bench: Bench) -> None:
    asking, other, aanvraag_id, document_id = asked_and_answered(bench)
    forged = Lessor(asking.id, other.secret, asking.endpoint)
    with pytest.raises(BadSignature):
        collect(bench, forged, aanvraag_id, document_id)


def test_what_leaves_has_an_intent_on_record_first(bench: Bench) -> None:
    """I3: recipient, doel, ground and digest, before the reading that opens it."""
    asking, _, aanvraag_id, document_id = asked_and_answered(bench)
    collect(bench, asking, aanvraag_id, document_id)
    *_, intent, reading = bench.chain(bench.state(aanvraag_id).dossier.id)
    assert intent.gebeurtenis == "document.voorgenomen"
    assert intent.gegevens["ontvanger"] == asking.id
    assert intent.gegevens["doel"] == "5.4"
    assert intent.gegevens["grond"] == "6.1.a"
    assert reading.gebeurtenis == "inzage"
    assert reading.gegevens["records"] == (document_id,)


def test_a_message_that_asks_a_paper_is_remembered(bench: Bench) -> None:
    """Art. 6 lid 2: the same again gets the same, or its next part, each on record; its id serves no other message."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    dossier_id = bench.state(aanvraag_id).dossier.id
    first, second = upload(bench, vendor, dossier_id), upload(bench, vendor, dossier_id, K.PROGNOSE)
    ask(bench, lessor, aanvraag_id, "jaarcijfers", "prognose")
    answer(bench, vendor, aanvraag_id, lessor, jaarcijfers=first, prognose=second)
    assert collect(bench, lessor, aanvraag_id, first) == collect(bench, lessor, aanvraag_id, first)
    assert len(bench.told(dossier_id, "document.voorgenomen")) == 2
    with pytest.raises(IllegalState, match=r"webhook-id\.hergebruikt"):
        collect(bench, lessor, aanvraag_id, second)
    with pytest.raises(IllegalState, match=r"webhook-id\.hergebruikt"):
        bench.say(lessor, "aanvraag.in_beoordeling", aanvraag_id, message_id="msg_ophalen")
    assert len(bench.told(dossier_id, "document.voorgenomen")) == 2


def test_papers_are_not_given_without_end(bench: Bench) -> None:
    """Art. 6 lid 3: each time leaves evidence in the dossier, and nobody needs more."""
    asking, _, aanvraag_id, document_id = asked_and_answered(bench)
    for number in range(MOST):
        collect(bench, asking, aanvraag_id, document_id, message_id=f"msg_{number}_keer")
    with pytest.raises(IllegalState, match=r"document\.vaak"):
        collect(bench, asking, aanvraag_id, document_id, message_id="msg_te_vaak")


def test_what_was_announced_before_a_restriction_stays_out(bench: Bench) -> None:
    """Art. 7 lid 5, I9: a restricted dossier takes nothing in; the file goes from quarantine, and never comes in."""
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    content = pdf(b"jaarcijfers")
    link = announce(bench, vendor, dossier_id, content)
    place = row(bench, link.id).place
    bench.quarantine.put(place, Mediatype.PDF, content)
    restrict(bench, dossier_id)
    with pytest.raises(IllegalState, match=r"dossier\.beperkt"):
        finish_upload(bench.broker, vendor, dossier_id, link.id)
    left = row(bench, link.id)
    assert (left.status, left.reden) == (DocumentStatus.VERVALLEN, "dossier.beperkt")
    assert bench.quarantine.get(place) is None
    assert bench.told(dossier_id, "document.vervallen")
    free(bench, dossier_id)
    assert finish_upload(bench.broker, vendor, dossier_id, link.id).status is DocumentStatus.VERVALLEN


def test_a_restriction_while_a_file_is_looked_at_counts(bench: Bench) -> None:
    """Art. 7 lid 5: decided on the dossier as it is when the file would come in; what was kept is erased."""
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    content = pdf(b"jaarcijfers")
    link = announce(bench, vendor, dossier_id, content)
    place = row(bench, link.id).place
    bench.quarantine.put(place, Mediatype.PDF, content)

    def restrict_first(_: tuple[Change, ...]) -> None:
        bench.store.before_commit = None
        restrict(bench, dossier_id)

    bench.store.before_commit = restrict_first
    with pytest.raises(IllegalState, match=r"dossier\.beperkt"):
        finish_upload(bench.broker, vendor, dossier_id, link.id)
    assert row(bench, link.id).status is DocumentStatus.VERVALLEN
    assert bench.quarantine.get(place) is None
    with pytest.raises(NotFound):
        bench.documents.get(place)
