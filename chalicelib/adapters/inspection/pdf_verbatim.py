"""Whether a PDF holds nothing but its pages, so that it may stay as it came, to the byte."""

import re
from itertools import pairwise
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from chalicelib.adapters.inspection.pdf_rules import PAGE, PLAIN_ROOT, PLAIN_TRAILER, TELLING

_FRONT = re.compile(rb"%PDF-\d\.\d[ \t]*[\r\n]+(%[\x80-\xff]{1,16}[\r\n]+)?")
_LAST = re.compile(rb"endobj\s*\Z")


def is_plain(content: bytes, reader: PdfReader) -> bool:
    """
    One classic table of objects, each of them in use and lying where it says, nothing between them, no metadata.

    Anything else is written anew. Never accepts more than `pdf.py` did before.
    """
    if (
        content.count(b"startxref") != 1
        or reader.xref_objStm
        or [n for n, table in reader.xref.items() if table] != [0]
    ):
        return False
    places = sorted((place, number) for number, place in reader.xref[0].items() if number)
    if not _tile(content, [place for place, _ in places]):
        return False
    if not PLAIN_TRAILER.issuperset(reader.trailer) or not PLAIN_ROOT.issuperset(reader.root_object):
        return False
    if not all(PAGE.issuperset(page) for page in reader.pages):
        return False
    reached = _reached(reader)
    return reached is not None and reached == {number for _, number in places}


def _tile(content: bytes, places: list[int]) -> bool:
    table = content.rfind(b"\nxref")
    front = _FRONT.match(content)
    if not places or table < 0 or front is None or places[0] != front.end():
        return False
    parts = [content[start:end] for start, end in pairwise([*places, table + 1])]
    return all(_LAST.search(part) and part.count(b"endobj") == 1 and part.count(b"stream") in (0, 2) for part in parts)


def _reached(reader: PdfReader) -> set[int] | None:
    """The numbers of what the pages need; None as soon as any of it tells something else."""
    seen: set[int] = set()
    waiting: list[Any] = [reader.trailer.raw_get("/Root")]
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            if one.idnum in seen:
                continue
            seen.add(one.idnum)
            one = one.get_object()
        if isinstance(one, DictionaryObject):
            if not TELLING.isdisjoint(one) or (isinstance(one, StreamObject) and "DCT" in str(one.get("/Filter"))):
                return None
            waiting.extend(one.raw_get(key) for key in one)
        elif isinstance(one, ArrayObject):
            waiting.extend(one.data if hasattr(one, "data") else list.__iter__(one))
    return seen
