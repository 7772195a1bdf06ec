"""The portal: staff see the papers that were an answer to their own question, each time on record."""

from base64 import b64decode

import pytest

from chalicelib.domain.ids import dossier_of
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from tests.functional.test_portaal import ONE, Desk
from tests.lambda_client import OPERATOR, Answered
from tests.papers import pdf
from tests.uploading import answer, ask, upload

PAPER = ONE + "/documenten/{document_id}"


class Papers(Desk):
    """Staff who asked for jaarcijfers, and got them."""

    def __init__(self) -> None:
        super().__init__()
        self.dossier_id = dossier_of(self.row_id)
        self.document_id = upload(self.bench, self.vendor, self.dossier_id)
        self.other_id = upload(self.bench, self.vendor, self.dossier_id)
        ask(self.bench, self.lessor, self.aanvraag_id, "jaarcijfers")
        answer(self.bench, self.vendor, self.aanvraag_id, self.lessor, jaarcijfers=self.document_id)

    def collect(self, document_id: str = "", asked: str = "", row_id: str = "") -> Answered:
        ids = {"verstrekking_id": row_id or self.row_id, "document_id": document_id or self.document_id}
        return self.call("GET", PAPER, headers={"range": asked} if asked else {}, **ids)


@pytest.fixture
def papers() -> Papers:
    return Papers()


def test_staff_see_the_paper_they_asked_for(papers: Papers) -> None:
    """A question for a paper could be asked on the portal, and its answer not be opened there."""
    told = papers.call("GET", ONE, verstrekking_id=papers.row_id).json["berichten"][0]["data"]["antwoorden"]
    assert told == [{"code": "jaarcijfers", "document_id": papers.document_id}]
    found = papers.collect()
    assert (found.status, b64decode(found.text)) == (200, pdf(b"jaarcijfers"))
    assert found.headers["Content-Disposition"] == "attachment"
    part = papers.collect(asked="bytes=0-3")
    assert (part.status, b64decode(part.text)) == (206, b"%PDF")


def test_each_paper_that_staff_see_is_on_record(papers: Papers) -> None:
    """Art. 6 lid 3: to which Kredietverstrekker it went, and who of its staff it was."""
    papers.collect()
    (told,) = papers.bench.told(papers.dossier_id, "document.voorgenomen")
    assert told.door.startswith("acc_")
    assert (told.gegevens["ontvanger"], told.gegevens["document"]) == (papers.lessor.id, papers.document_id)
    papers.bench.check_evidence()


def test_staff_see_no_paper_that_was_no_answer(papers: Papers) -> None:
    """I17: one of the same dossier, one of nobody and what is no id are one and the same 404."""
    never = papers.collect("doc_" + "a" * 34)
    for document_id in (papers.other_id, "x" * 500, "dos_" + "a" * 26):
        found = papers.collect(document_id)
        assert (found.status, found.text) == (404, never.text)
    assert not papers.bench.told(papers.dossier_id, "document.voorgenomen")


def test_staff_of_another_see_no_paper(papers: Papers) -> None:
    papers.login(OPERATOR)
    papers.staff(papers.other, "ander@example.com")
    papers.login("ander@example.com")
    own = papers.bench.sent(papers.bench.vendor("tweede@example.com"), papers.other)
    for row_id in (papers.row_id, papers.bench.verstrekking(own, papers.other).id):
        assert papers.collect(row_id=row_id).status == 404


def test_no_paper_is_shown_after_withdrawal(papers: Papers) -> None:
    """I4: nothing leaves once the permission ended, whatever was answered before."""
    withdraw_aanvraag(papers.bench.broker, papers.vendor, papers.aanvraag_id, None, None)
    assert papers.collect().status == 410
    assert not papers.bench.told(papers.dossier_id, "document.voorgenomen")
