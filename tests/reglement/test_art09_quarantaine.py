"""
Art. 9 lid 3: a paper lies encrypted under its dossier's key; unencrypted by us in quarantine alone, an hour at most.

The one declared exception to I6 (design 7).
"""

import hashlib
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.document import DocumentStatus, Mediatype
from chalicelib.errors import IllegalState, InvalidInput, NotFound
from chalicelib.handlers.scheduled import _recover
from chalicelib.usecases.delete_dossier import delete_dossier
from chalicelib.usecases.offer_upload import finish_upload
from chalicelib.usecases.ports.quarantine import LONGEST
from chalicelib.usecases.ports.scanner import Verdict
from chalicelib.usecases.read_document import read_document
from chalicelib.usecases.upload_document import MOST
from infra.package.build import ROOT
from infra.package.template import fragments, merge
from tests.broker import Bench
from tests.fakes.scanner import FakeScanner
from tests.hostile_files import HOSTILE
from tests.papers import pdf, pdf_with_metadata
from tests.uploading import announce, row, upload

S = DocumentStatus


def slow_scanner(bench: Bench) -> FakeScanner:
    """One that looks at what lies in quarantine, and has not said anything yet."""
    scanner = FakeScanner(Verdict.PENDING, in_quarantine=True)
    object.__setattr__(bench.broker, "scanner", scanner)
    return scanner


def minute(bench: Bench, minutes: int = 1) -> None:
    bench.clock.advance(minutes=minutes)
    _recover(bench.broker, bench.clock.now())


def test_a_paper_is_stored_as_ciphertext_only(bench: Bench) -> None:
    """Art. 9 lid 3; I6: neither store holds a byte of it that can be read."""
    vendor = bench.vendor()
    document_id = upload(bench, vendor, bench.dossier(vendor), content=pdf(b"Geheim Voorbeeld"))
    stored = [version for versions in bench.documents.versions.values() for version in versions]
    rows = repr([one.model_dump() for one in bench.store.rows()])
    assert len(stored) == 1
    assert b"Geheim" not in stored[0]
    assert "Geheim" not in rows
    assert not bench.quarantine.files
    assert row(bench, document_id).status is S.GOEDGEKEURD


def test_its_owner_gets_the_bytes_back(bench: Bench) -> None:
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    document_id = upload(bench, vendor, dossier_id)
    found, content = read_document(bench.broker, vendor, dossier_id, document_id)
    assert content == pdf(b"jaarcijfers")
    assert found.sha256 == hashlib.sha256(content).hexdigest()
    assert bench.chain(dossier_id)[-1].gebeurtenis == "inzage"


def test_metadata_is_gone_before_anything_is_stored(bench: Bench) -> None:
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    document_id = upload(bench, vendor, dossier_id, content=pdf_with_metadata(b"Testpersoon"))
    assert b"Testpersoon" not in read_document(bench.broker, vendor, dossier_id, document_id)[1]


def test_a_paper_of_somebody_else_is_not_found(bench: Bench) -> None:
    """I17: not yours, not there and of another dossier of yours are one and the same."""
    vendor = bench.vendor()
    other = bench.vendor("ander@example.com")
    dossier_id, elsewhere = bench.dossier(vendor), bench.dossier(vendor)
    document_id = upload(bench, vendor, dossier_id)
    for actor, where in ((other, dossier_id), (vendor, elsewhere)):
        with pytest.raises(NotFound):
            read_document(bench.broker, actor, where, document_id)


def test_what_a_scanner_finds_is_never_stored(bench: Bench) -> None:
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    bench.scanner.said = Verdict.INFECTED
    with pytest.raises(InvalidInput, match=r"bestand\.besmet"):
        upload(bench, vendor, dossier_id)
    assert not bench.documents.versions
    assert not bench.state(dossier_id).documenten


def test_no_verdict_is_not_a_good_one(bench: Bench) -> None:
    """Fail closed: a scanner that answers at once and does not know is no yes."""
    vendor = bench.vendor()
    bench.scanner.said = Verdict.PENDING
    with pytest.raises(InvalidInput):
        upload(bench, vendor, bench.dossier(vendor))


def test_a_paper_waits_in_quarantine_for_its_verdict(bench: Bench) -> None:
    scanner = slow_scanner(bench)
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    document_id = upload(bench, vendor, dossier_id)
    minute(bench)
    assert row(bench, document_id).status is S.ONTVANGEN
    with pytest.raises(IllegalState):
        read_document(bench.broker, vendor, dossier_id, document_id)
    scanner.said = Verdict.CLEAN
    assert read_document(bench.broker, vendor, dossier_id, document_id)[1] == pdf(b"jaarcijfers")
    assert row(bench, document_id).status is S.GOEDGEKEURD
    assert not bench.quarantine.files


@pytest.mark.parametrize("said", [Verdict.INFECTED, Verdict.PENDING])
def test_nothing_stays_in_quarantine_for_an_hour(bench: Bench, said: Verdict) -> None:
    """I6: whatever the scanner says, and when it says nothing."""
    slow_scanner(bench).said = said
    vendor = bench.vendor()
    document_id = upload(bench, vendor, bench.dossier(vendor))
    for _ in range(60):
        minute(bench)
    assert not bench.quarantine.files
    assert not bench.documents.versions
    minute(bench)
    assert row(bench, document_id).status is not S.GOEDGEKEURD
    assert not row(bench, document_id).waiting


def test_what_nobody_knows_of_leaves_quarantine_too(bench: Bench) -> None:
    """I6: a link that is used after its document was judged, or its dossier destroyed."""
    bench.quarantine.put("dos_x/doc_x", Mediatype.PDF, b"Voorbeeld")
    minute(bench, 50)
    assert bench.quarantine.files
    minute(bench, 6)
    assert not bench.quarantine.files
    assert timedelta(minutes=56) < LONGEST


def test_a_link_takes_one_file_and_what_it_said(bench: Bench) -> None:
    vendor = bench.vendor()
    dossier_id, content = bench.dossier(vendor), pdf(b"groot")
    link = announce(bench, vendor, dossier_id, content)
    assert row(bench, link.id).status is S.GEVRAAGD
    assert bench.quarantine.links[row(bench, link.id).place].grootte == len(content)
    bench.quarantine.put(row(bench, link.id).place, row(bench, link.id).mediatype, content)
    assert finish_upload(bench.broker, vendor, dossier_id, link.id).status is S.GOEDGEKEURD
    assert read_document(bench.broker, vendor, dossier_id, link.id)[1] == content
    assert not bench.quarantine.files


def test_another_file_than_was_announced_is_refused(bench: Bench) -> None:
    """Where storage would not keep the link to its size and digest, we do."""
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    link = announce(bench, vendor, dossier_id, pdf(b"dit"))
    bench.quarantine.put(row(bench, link.id).place, row(bench, link.id).mediatype, pdf(b"dat"))
    done = finish_upload(bench.broker, vendor, dossier_id, link.id)
    assert (done.status, done.reden) == (S.AFGEWEZEN, "bestand.anders")
    assert not bench.quarantine.files


def test_a_link_that_nobody_uses_lapses(bench: Bench) -> None:
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    link = announce(bench, vendor, dossier_id, pdf(b"groot"))
    minute(bench, 54)
    assert row(bench, link.id).status is S.GEVRAAGD
    minute(bench)
    assert (row(bench, link.id).status, row(bench, link.id).reden) == (S.VERVALLEN, "upload.verlopen")


def test_an_upload_that_nobody_confirms_goes(bench: Bench) -> None:
    """I6: `herstel` opens no dossier, so it lets nothing in; it takes away."""
    vendor = bench.vendor()
    dossier_id, content = bench.dossier(vendor), pdf(b"groot")
    link = announce(bench, vendor, dossier_id, content)
    bench.quarantine.put(row(bench, link.id).place, row(bench, link.id).mediatype, content)
    minute(bench, 55)
    assert row(bench, link.id).status is S.VERVALLEN
    assert not bench.quarantine.files


@pytest.mark.parametrize("name", ["pdf-javascript", "pdf-encrypted", "pdf-bomb-in-bomb", "pdf-then-zip"])
def test_a_hostile_file_does_not_leave_quarantine_alive(bench: Bench, name: str) -> None:
    vendor = bench.vendor()
    dossier_id, content = bench.dossier(vendor), HOSTILE[name][1]()
    link = announce(bench, vendor, dossier_id, content)
    bench.quarantine.put(row(bench, link.id).place, row(bench, link.id).mediatype, content)
    assert finish_upload(bench.broker, vendor, dossier_id, link.id).status is S.AFGEWEZEN
    assert not bench.documents.versions
    assert not bench.quarantine.files


def test_a_dossier_that_goes_empties_quarantine(bench: Bench) -> None:
    slow_scanner(bench)
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    upload(bench, vendor, dossier_id)
    delete_dossier(bench.broker, vendor, dossier_id)
    assert not bench.quarantine.files


@pytest.mark.parametrize("over", ["dossier", "time"])
def test_what_comes_in_too_late_leaves_nothing(bench: Bench, over: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Art. 8 lid 1, I8: a dossier that goes, or a wait that ends, while its file is let in, leaves no object behind."""
    vendor = bench.vendor()
    dossier_id, content = bench.dossier(vendor), pdf(b"groot")
    link = announce(bench, vendor, dossier_id, content)
    bench.quarantine.put(row(bench, link.id).place, row(bench, link.id).mediatype, content)
    put = bench.documents.put

    def meanwhile(key: str, sealed: bytes) -> None:
        if over == "dossier":
            delete_dossier(bench.broker, vendor, dossier_id)
        else:
            minute(bench, 55)
        put(key, sealed)

    monkeypatch.setattr(bench.documents, "put", meanwhile)
    with pytest.raises(NotFound):
        finish_upload(bench.broker, vendor, dossier_id, link.id)
    assert bench.documents.count(dossier_id) == 0


def test_a_dossier_takes_so_many_papers(bench: Bench) -> None:
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    for _ in range(MOST):
        upload(bench, vendor, dossier_id)
    with pytest.raises(IllegalState):
        upload(bench, vendor, dossier_id)


def test_the_exception_is_declared_in_the_template() -> None:
    """I6: a bucket of its own under our key, closed to everybody, without versions, emptied by storage as well."""
    resources: dict[str, Any] = merge(fragments(ROOT / "infra"))["Resources"]
    bucket = resources["BucketQuarantaine"]["Properties"]
    (encryption,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert encryption["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    assert "VersioningConfiguration" not in bucket
    assert bucket["LifecycleConfiguration"]["Rules"][0]["ExpirationInDays"] == 1
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
