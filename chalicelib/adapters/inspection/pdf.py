"""
A PDF, taken apart and written anew (ISO 32000): pages with what draws them stay, all that acts or tells goes.

pypdf reads it, because no two makers of PDFs agree and it knows what they do (BSD, pure Python, well kept); its own
limits are set tighter here. What it cannot bound is counted before it reads: bytes unpacked, objects and pages. What
a reader could run, fetch, play or attach is refused and not taken out: nobody sends that by accident, and a form
without its fields would no longer say what was filled in.
"""

import logging
import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter, apply_configuration
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, NullObject, StreamObject

from chalicelib.adapters.inspection.findings import (
    ACTIVE,
    BROKEN,
    CHUNK,
    ENCRYPTED,
    EXCESS,
    MAX_INFLATED,
    Budget,
    check_pixels,
    refused,
    unpack,
)
from chalicelib.adapters.inspection.jpeg import clean_jpeg
from chalicelib.adapters.inspection.pdf_rules import (
    ACTIVE_KEYS,
    ACTIVE_KINDS,
    ANNOTATIONS,
    FILTERS,
    PAGE,
    TELLING,
)
from chalicelib.adapters.inspection.pdf_verbatim import is_plain
from chalicelib.errors import BrokerError

MAX_PAGES = 200
MAX_OBJECTS = 20_000
_MAX_DEPTH = 60
_MAX_STRUCTURE = 16 * 1024 * 1024  # bytes of one stream that the structure itself is in
_HEADER = re.compile(rb"%PDF-(1\.[0-7]|2\.0)[\r\n ]")
_STREAM = re.compile(rb"stream\r?\n")
_OBJECT = re.compile(rb"\bobj\b")
_SPACE = b" \t\r\n\x0c\x00"
_LIMITS: dict[str, Any] = {
    "maximum_declared_stream_length": _MAX_STRUCTURE,
    "array_based_stream_maximum_output_length": _MAX_STRUCTURE,
    "lzw_maximum_output_length": _MAX_STRUCTURE,
    "run_length_maximum_output_length": _MAX_STRUCTURE,
    "zlib_maximum_output_length": _MAX_STRUCTURE,
    "zlib_maximum_recovery_input_length": CHUNK,
    "image_maximum_buffer_size": _MAX_STRUCTURE,
    "stream_filters_maximum_length": 2,
    "stream_decoding_work_maximum_length": 2 * _MAX_STRUCTURE,
    "page_tree_maximum_entries": MAX_PAGES + 50,
    "page_tree_maximum_page_entries": 50_000,
    "jbig2dec_binary": None,  # never start another program
    "disable_legacy_handling": True,
}
# It tells of every oddity, with what stood there.
logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)


def clean_pdf(content: bytes) -> bytes:
    """The same pages without anything beside them; the same bytes where there was nothing else."""
    _check_frame(content)
    _check_streams(content)
    try:
        with apply_configuration(**_LIMITS):
            return _rewritten(content)
    except BrokerError:
        raise
    except Exception:  # noqa: BLE001 - whatever a parser raises on bytes of a stranger, they are not readable
        raise refused(BROKEN) from None


def _check_frame(content: bytes) -> None:
    """From the first byte to the last: a file that is also something else has that before or after."""
    if not _HEADER.match(content) or not content.rstrip(_SPACE).endswith(b"%%EOF"):
        raise refused(BROKEN)
    if sum(1 for _ in _OBJECT.finditer(content)) > 2 * MAX_OBJECTS:
        raise refused(EXCESS)


def _check_streams(content: bytes) -> None:
    """
    Everything in it that is packed is unpacked once, a piece at a time and to count it: before a parser does so to
    find its way, and whatever the file says that it is. Packed twice is how a few bytes become a million times as many.
    """
    budget, unread = Budget(MAX_INFLATED), memoryview(content)
    for found in _STREAM.finditer(content):
        packed = unread[found.end() :]
        if not _looks_packed(bytes(packed[:2])):
            continue
        try:
            _, begin, _ = unpack(packed, budget)
        except zlib.error:
            continue
        if _looks_packed(begin[:2]) and _unpacks(begin):
            raise refused(EXCESS)


def _looks_packed(begin: bytes) -> bool:
    return len(begin) == 2 and begin[0] & 0x0F == 8 and int.from_bytes(begin, "big") % 31 == 0  # noqa: PLR2004 - RFC 1950


def _unpacks(begin: bytes) -> bool:
    try:
        return bool(zlib.decompressobj().decompress(begin, CHUNK))
    except zlib.error:
        return False


def _rewritten(content: bytes) -> bytes:
    reader = PdfReader(BytesIO(content), strict=False, xref_stream_maximum_entries=MAX_OBJECTS)
    if reader.is_encrypted:
        raise refused(ENCRYPTED)
    numbers = _numbers(reader)
    if len(numbers) > MAX_OBJECTS:
        raise refused(EXCESS)
    for number in numbers:
        _check(reader.get_object(IndirectObject(number, 0, reader)))
    if not 0 < len(reader.pages) <= MAX_PAGES:
        raise refused(EXCESS if len(reader.pages) else BROKEN)
    if is_plain(content, reader):
        return content
    for page in reader.pages:
        _check_annotations(page)
        _keep_only(page, PAGE)
    return _written(reader)


def _numbers(reader: PdfReader) -> set[int]:
    """Every object that the file has, those included that nothing points at."""
    return {number for table in reader.xref.values() for number in table if number} | set(reader.xref_objStm)


def _check(found: Any) -> None:
    """Raises InvalidInput when it, or anything written inside it, is more than something to look at."""
    for part in _parts(found, 0):
        if not ACTIVE_KEYS.isdisjoint(part):
            raise refused(ACTIVE)
        kinds = {part.raw_get(key) for key in ("/S", "/Subtype", "/Type") if key in part}
        if any(kind in ACTIVE_KINDS for kind in kinds if isinstance(kind, NameObject)):
            raise refused(ACTIVE)
        if isinstance(part, StreamObject):
            _check_stream(part)


def _parts(found: Any, depth: int) -> Iterator[DictionaryObject]:
    if depth > _MAX_DEPTH:
        raise refused(EXCESS)
    if isinstance(found, DictionaryObject):
        yield found
    inside = found.values() if isinstance(found, DictionaryObject) else found if isinstance(found, ArrayObject) else ()
    for one in inside:
        if isinstance(one, DictionaryObject | ArrayObject):
            yield from _parts(one, depth + 1)


def _check_stream(stream: StreamObject) -> None:
    if "/F" in stream and stream.get("/Type") != "/ObjStm":
        raise refused(ACTIVE)  # its contents lie outside the file
    filters = filters_of(stream)
    if len(filters) > 2 or not FILTERS.issuperset(filters):  # noqa: PLR2004 - one to write it as text, one to pack it
        raise refused(BROKEN)
    if stream.get("/Subtype") == "/Image":
        sides: list[Any] = [stream["/Width"], stream["/Height"]]
        check_pixels(*map(int, sides))


def filters_of(stream: StreamObject) -> list[str]:
    named = stream.get("/Filter", NullObject())
    named = named.get_object() if named is not None else NullObject()
    if isinstance(named, NullObject):
        return []
    return [str(one) for one in named] if isinstance(named, ArrayObject) else [str(named)]


def _check_annotations(page: DictionaryObject) -> None:
    """A link is left out unseen; what is written or filled in would be missed."""
    for found in page.get("/Annots", ArrayObject()) or ():
        if found.get_object().get("/Subtype") not in ANNOTATIONS:
            raise refused(ACTIVE)


def _keep_only(page: DictionaryObject, keys: frozenset[str]) -> None:
    for key in [key for key in page if key not in keys]:
        del page[key]


def _written(reader: PdfReader) -> bytes:
    writer = PdfWriter()
    for page in reader.pages:
        writer.add_page(page)
    writer.metadata = None
    objects = [one for one in writer._objects if isinstance(one, DictionaryObject)]  # noqa: SLF001 - no other list
    for one in objects:
        for key in TELLING.intersection(one):
            del one[key]
        if isinstance(one, StreamObject) and filters_of(one) == ["/DCTDecode"]:
            one._data = clean_jpeg(bytes(one._data))  # noqa: SLF001 - as it is, without decoding it
    into = BytesIO()
    writer.write(into)
    return into.getvalue()
