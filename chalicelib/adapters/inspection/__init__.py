"""
Looking at an upload (design 9): is it what it says it is, is it sound, and what is left without its metadata.

The parser of PDFs is loaded with the first PDF: no other request pays for it.
"""

from chalicelib.adapters.inspection.findings import TYPE, refused
from chalicelib.adapters.inspection.jpeg import START, clean_jpeg
from chalicelib.adapters.inspection.png import SIGNATURE, clean_png
from chalicelib.domain.document import Mediatype


class StrictInspection:
    """The port `Inspection`: by content, never by name."""

    def clean(self, mediatype: Mediatype, content: bytes) -> bytes:
        if _found(content) is not mediatype:
            raise refused(TYPE)
        if mediatype is Mediatype.JPEG:
            return clean_jpeg(content)
        if mediatype is Mediatype.PNG:
            return clean_png(content)
        from chalicelib.adapters.inspection.pdf import clean_pdf  # noqa: PLC0415 - only who sends one waits for it

        return clean_pdf(content)


def _found(content: bytes) -> Mediatype | None:
    """What its first bytes say that it is."""
    if content.startswith(b"%PDF-"):
        return Mediatype.PDF
    if content.startswith(START):
        return Mediatype.JPEG
    return Mediatype.PNG if content.startswith(SIGNATURE) else None
