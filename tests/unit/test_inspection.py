"""Looking at uploads: no hostile file passes, work is bounded by counts, and metadata goes (art. 4 lid 2d)."""

import subprocess
import sys
import tracemalloc

import pytest

from chalicelib.adapters.inspection import StrictInspection, findings, pdf
from chalicelib.adapters.scanner import EICAR, LocalScanner
from chalicelib.domain.document import Mediatype
from chalicelib.errors import InvalidInput
from chalicelib.usecases.ports.scanner import Verdict
from infra.package.build import ROOT
from tests import hostile_files
from tests.hostile_files import HOSTILE
from tests.papers import PAPERS, chunk, jpeg, pages, pdf_of, pdf_with_metadata, png, segment, stream

MOST_MEMORY = 24 * 1024 * 1024  # bytes beside the file itself
INSPECTION = StrictInspection()


def passes(mediatype: str, content: bytes) -> bool:
    try:
        INSPECTION.clean(Mediatype(mediatype), content)
    except InvalidInput:
        return False
    return LocalScanner().verdict("", content) is Verdict.CLEAN


def test_nobody_waits_for_the_parser_before_a_pdf() -> None:
    """Routes, queues and schedules load none of it, and neither does a picture; with the first PDF it is there."""
    code = """
import sys
import app, chalicelib.handlers.queues, chalicelib.handlers.scheduled, chalicelib.wiring
from chalicelib.adapters.inspection import StrictInspection
from chalicelib.domain.document import Mediatype
from tests.papers import PAPERS
loaded = []
for mediatype in ("image/png", "image/jpeg", "application/pdf"):
    StrictInspection().clean(Mediatype(mediatype), PAPERS[mediatype])
    loaded.append("pypdf" in sys.modules)
print(loaded)
"""
    done = subprocess.run(  # noqa: S603 - our own interpreter and the lines above
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert done.stdout.strip() == "[False, False, True]"


def test_there_are_at_least_sixty_hostile_files() -> None:
    assert len(HOSTILE) >= 60
    assert {mediatype for mediatype, _ in HOSTILE.values()} == set(Mediatype)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_hostile_file_is_accepted(name: str) -> None:
    mediatype, make = HOSTILE[name]
    assert not passes(mediatype, make())


@pytest.mark.parametrize("name", [name for name in HOSTILE if "bomb" in name or "pixels" in name or "objects" in name])
def test_memory_stays_bounded_whatever_is_packed(name: str) -> None:
    """Counted by the allocator and not by a clock: what unpacks to 300 MB is never held."""
    mediatype, make = HOSTILE[name]
    content = make()
    passes("application/pdf", PAPERS["application/pdf"])  # the parser is loaded
    tracemalloc.start()
    passes(mediatype, content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MOST_MEMORY


def test_no_more_is_unpacked_than_the_budget() -> None:
    budget = findings.Budget(100_000)
    with pytest.raises(InvalidInput):
        findings.unpack(memoryview(hostile_files.bomb(1024 * 1024)), budget)
    assert -findings.CHUNK * 2 < budget.left < 0


def test_every_stream_together_shares_one_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many small bombs are one large one, those included that break off before their end."""
    monkeypatch.setattr(pdf, "MAX_INFLATED", 3 * 1024 * 1024)
    broken = hostile_files.bomb(1024 * 1024)[:-8]
    bombs = [stream(broken, b"/Filter /FlateDecode")] * 4
    with pytest.raises(InvalidInput, match=r"bestand\.te_veel"):
        INSPECTION.clean(Mediatype.PDF, pdf_of(pages(more=bombs)))


@pytest.mark.parametrize("mediatype", PAPERS)
def test_a_file_without_metadata_stays_to_the_byte(mediatype: str) -> None:
    assert INSPECTION.clean(Mediatype(mediatype), PAPERS[mediatype]) == PAPERS[mediatype]


def test_metadata_of_a_pdf_goes() -> None:
    clean = INSPECTION.clean(Mediatype.PDF, pdf_with_metadata(b"Testpersoon"))
    assert b"Testpersoon" not in clean
    assert b"Producer" not in clean
    assert b"/Contents" in clean
    assert INSPECTION.clean(Mediatype.PDF, clean) == clean


def test_what_no_page_needs_goes_from_a_pdf() -> None:
    loose = pdf_of(pages(more=[b"(Testpersoon Voorbeeld)"]))
    assert b"Testpersoon" not in INSPECTION.clean(Mediatype.PDF, loose)


def test_an_older_version_in_a_pdf_goes() -> None:
    """An update is written behind the first file, which still stands before it."""
    first = pdf_of(pages(content=stream(b"% Testpersoon\n0 0 m")))
    place = len(first)
    update = b"4 0 obj\n%b\nendobj\n" % stream(b"0 0 m S")
    table = b"xref\n4 1\n%010d 00000 n \ntrailer\n<< /Size 5 /Root 1 0 R /Prev %d >>\n" % (
        place,
        first.rindex(b"xref\n0"),
    )
    whole = first + update + table + b"startxref\n%d\n%%%%EOF\n" % (place + len(update))
    clean = INSPECTION.clean(Mediatype.PDF, whole)
    assert b"Testpersoon" not in clean


def test_a_link_on_a_page_goes_unseen() -> None:
    link = b"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://example.com) >> >>]"
    clean = INSPECTION.clean(Mediatype.PDF, pdf_of(pages(extra_page=link)))
    assert b"example.com" not in clean


def test_metadata_of_a_jpeg_goes() -> None:
    told = jpeg(segment(0xE1, b"Exif\x00\x00Testpersoon"), segment(0xFE, b"Voorbeeld"), segment(0xED, b"Photoshop"))
    assert INSPECTION.clean(Mediatype.JPEG, told) == jpeg()


def test_which_way_up_a_photo_is_stays() -> None:
    tiff = (
        b"II*\x00\x08\x00\x00\x00\x02\x00\x0f\x01\x02\x00\x04\x00\x00\x00Test\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00"
    )
    clean = INSPECTION.clean(Mediatype.JPEG, jpeg(segment(0xE1, b"Exif\x00\x00" + tiff + bytes(8))))
    assert b"Test" not in clean
    assert b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06" in clean
    assert INSPECTION.clean(Mediatype.JPEG, clean) == clean


def test_a_preview_behind_a_photo_goes() -> None:
    assert INSPECTION.clean(Mediatype.JPEG, jpeg(after=jpeg())) == jpeg()


def test_metadata_of_a_png_goes() -> None:
    told = png(chunk(b"tEXt", b"Author\x00Testpersoon"), chunk(b"eXIf", b"MM"), chunk(b"pHYs", bytes(9)))
    assert INSPECTION.clean(Mediatype.PNG, told) == png(chunk(b"pHYs", bytes(9)))


@pytest.mark.parametrize("cut", range(0, len(PAPERS["application/pdf"]), 7))
def test_a_pdf_that_is_cut_off_is_refused(cut: int) -> None:
    assert not passes("application/pdf", PAPERS["application/pdf"][:cut])


@pytest.mark.parametrize("mediatype", ["image/jpeg", "image/png"])
def test_a_picture_that_is_cut_off_is_refused(mediatype: str) -> None:
    whole = PAPERS[mediatype]
    assert not [cut for cut in range(len(whole)) if passes(mediatype, whole[:cut])]


def test_the_local_scanner_knows_the_test_pattern() -> None:
    assert LocalScanner().verdict("", b"x" + EICAR) is Verdict.INFECTED
    assert EICAR == hostile_files.EICAR
