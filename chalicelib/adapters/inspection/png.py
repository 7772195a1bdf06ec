"""
A PNG, chunk by chunk (ISO/IEC 15948): what draws the picture stays, all that tells something else goes.

Own code and no library: to read the structure takes less than to guard a decoder, and Pillow with its codecs would be
half of what Lambda's artefact may weigh.
"""

import struct
import zlib
from collections.abc import Iterator

from chalicelib.adapters.inspection.findings import BROKEN, EXCESS, MAX_INFLATED, Budget, check_pixels, refused, unpack

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER, _DATA, _END = b"IHDR", b"IDAT", b"IEND"
# What stays beside header, data and end: by name the one length it can have, or the longest, for PLTE and tRNS.
_KEPT = {b"gAMA": 4, b"cHRM": 32, b"sRGB": 1, b"pHYs": 9}
_UP_TO = {b"PLTE": 768, b"tRNS": 256}
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
# The seven passes of an interlaced picture: first column and row, and the steps between.
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
_CRITICAL = 0x20  # a chunk whose first letter is small may be left out


def clean_png(content: bytes) -> bytes:
    """The same picture without anything beside it. Raises InvalidInput for what is no sound PNG."""
    chunks = list(_chunks(content))
    names = [name for name, _ in chunks]
    if names[:1] != [_HEADER] or names[-1:] != [_END] or names.count(_HEADER) + names.count(_END) != 2:  # noqa: PLR2004
        raise refused(BROKEN)
    data = [number for number, name in enumerate(names) if name == _DATA]
    if not data or data != list(range(data[0], data[-1] + 1)):
        raise refused(BROKEN)
    _check_data(b"".join(body for name, body in chunks if name == _DATA), _expected(chunks[0][1]))
    kept = [_written(name, body) for name, body in chunks if _stays(name, body)]
    return SIGNATURE + b"".join(kept)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Every chunk with its contents, whose checksum is right; nothing may follow the last."""
    place = len(SIGNATURE)
    while place < len(content):
        if place + 12 > len(content):
            raise refused(BROKEN)
        length, name = struct.unpack_from(">I4s", content, place)
        body = content[place + 8 : place + 8 + length]
        end = place + 12 + length
        if end > len(content) or zlib.crc32(name + body) != int.from_bytes(content[end - 4 : end], "big"):
            raise refused(BROKEN)
        yield name, body
        if name == _END and end != len(content):
            raise refused(BROKEN)
        place = end


def _expected(header: bytes) -> int:
    """How many bytes the picture unpacks to; it is exactly so many, or it is no picture."""
    if len(header) != 13:  # noqa: PLR2004 - the length of IHDR
        raise refused(BROKEN)
    width, height, depth, colour, packing, filtering, interlaced = struct.unpack(">IIBBBBB", header)
    if depth not in _DEPTHS.get(colour, ()) or packing or filtering or interlaced > 1:
        raise refused(BROKEN)
    check_pixels(width, height)
    bits = depth * _CHANNELS[colour]
    passes = _PASSES if interlaced else ((0, 0, 1, 1),)
    sizes = ((_steps(width, x, dx), _steps(height, y, dy)) for x, y, dx, dy in passes)
    total: int = sum(rows * (1 + (columns * bits + 7) // 8) for columns, rows in sizes if columns)
    if total > MAX_INFLATED:
        raise refused(EXCESS)
    return total


def _steps(length: int, first: int, step: int) -> int:
    return max(0, -(-(length - first) // step))


def _check_data(packed: bytes, expected: int) -> None:
    try:
        size, _, taken = unpack(memoryview(packed), Budget(expected + len(packed)))
    except zlib.error:
        raise refused(BROKEN) from None
    if size != expected or taken != len(packed):
        raise refused(BROKEN)


def _stays(name: bytes, body: bytes) -> bool:
    if name in {_HEADER, _DATA, _END}:
        if name == _END and body:
            raise refused(BROKEN)
        return True
    if name in _UP_TO:
        if len(body) > _UP_TO[name]:
            raise refused(BROKEN)
        return True
    if not name[0] & _CRITICAL:
        raise refused(BROKEN)
    return _KEPT.get(name) == len(body)


def _written(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
