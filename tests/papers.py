"""Sound little files, made up here: a PDF, a JPEG and a PNG that nobody could take for somebody's."""

import struct
import zlib
from collections.abc import Mapping, Sequence

WHITE = b"0 0 m 10 10 l S"
_QUANTA = bytes((0,)) + bytes([1] * 64)
_CODES = bytes((0,)) + bytes([0, 1] + [0] * 14) + b"\x00"


def pdf_of(objects: Sequence[bytes], trailer: bytes = b"/Root 1 0 R", head: bytes = b"%PDF-1.4\n") -> bytes:
    """Objects 1, 2, ... with a table that says where each lies."""
    body, places = head, []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    lines = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d %b >>\n" % (count, lines, count, trailer)
    return body + table + b"startxref\n%d\n%%%%EOF\n" % len(body)


def stream(data: bytes, keys: bytes = b"") -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(data), keys, data)


def pages(
    extra_page: bytes = b"", extra_root: bytes = b"", more: Sequence[bytes] = (), content: bytes | None = None
) -> list[bytes]:
    """Catalogue, tree, one page and what it draws; `more` begins at object 5."""
    return [
        b"<< /Type /Catalog /Pages 2 0 R %b >>" % extra_root,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R %b >>" % extra_page,
        stream(WHITE) if content is None else content,
        *more,
    ]


def pdf(note: bytes = b"Voorbeeld") -> bytes:
    return pdf_of(pages(content=stream(b"%% %b\n%b" % (note, WHITE))))


def pdf_with_metadata(author: bytes = b"Testpersoon") -> bytes:
    info = b"<< /Author (%b) /Producer (Voorbeeld) >>" % author
    return pdf_of(pages(more=[info]), b"/Root 1 0 R /Info 5 0 R")


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def jpeg(*more: bytes, width: int = 8, height: int = 8, after: bytes = b"", scans: int = 1) -> bytes:
    """One grey block; `more` are segments before the frame."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + bytes((1, 0x11, 0))
    scan = segment(0xDA, bytes((1, 1, 0, 0, 63, 0))) + b"\x2a\xff\x00\x15"
    jfif = segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
    tables = segment(0xDB, _QUANTA) + segment(0xC4, _CODES)
    parts = (b"\xff\xd8", jfif, *more, tables, segment(0xC0, frame), scan * scans, b"\xff\xd9", after)
    return b"".join(parts)


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(*more: bytes, size: tuple[int, int] = (2, 2), data: bytes | None = None, after: bytes = b"") -> bytes:
    """Grey; `more` are chunks before the data."""
    width, height = size
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    packed = zlib.compress(bytes(height * (1 + width))) if data is None else data
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(more) + chunk(b"IDAT", packed) + chunk(b"IEND", b"") + after


PAPERS: Mapping[str, bytes] = {"application/pdf": pdf(), "image/jpeg": jpeg(), "image/png": png()}
