"""
A JPEG, marker by marker (ITU-T T.81): tables, frame and scans stay, what an APPn or a comment tells goes.

Own code and no library, for the reason that `png.py` gives; nothing is decoded, so nothing can grow. Which way up the
picture is stays, in a block that says nothing else.
"""

import struct
from dataclasses import dataclass, field

from chalicelib.adapters.inspection.findings import BROKEN, EXCESS, check_pixels, refused

START = b"\xff\xd8\xff"
_SOI, _EOI = b"\xff\xd8", b"\xff\xd9"
_SOS, _DQT, _DHT, _DRI, _APP0, _APP1, _APP14, _COM = 0xDA, 0xDB, 0xC4, 0xDD, 0xE0, 0xE1, 0xEE, 0xFE
_FRAMES = (0xC0, 0xC1, 0xC2)  # baseline, extended and progressive, all by Huffman; the others no telephone makes
_TOLD = range(0xE0, 0xF0)
_RESTARTS = range(0xD0, 0xD8)
_MAX_SCANS = 64  # a progressive picture of a thousand scans costs whoever looks at it an hour
_ORIENTATION, _EXIF = 0x0112, b"Exif\x00\x00"
_JFIF = b"JFIF\x00"
_NO_THUMBNAIL = b"\x00\x00"


@dataclass
class _Picture:
    """What was read so far."""

    kept: list[bytes] = field(default_factory=list)
    frames: int = 0
    scans: int = 0
    upright: int = 1


def clean_jpeg(content: bytes) -> bytes:
    """The same picture without anything beside it. Raises InvalidInput for what is no sound JPEG."""
    picture, place = _Picture(), len(_SOI)
    while content[place : place + 2] != _EOI:
        marker, place = _marker(content, place)
        body, place = _segment(content, place)
        _take(picture, marker, body)
        if marker == _SOS:
            end = _scan_end(content, place)
            picture.kept.append(content[place:end])
            place = end
    # Cameras append more pictures (a preview, light for better screens); anything else there is no picture.
    if picture.frames != 1 or not picture.scans or content[place + 2 :][:3] not in (b"", START):
        raise refused(BROKEN)
    upright = _written(_APP1, _EXIF + _tiff(picture.upright)) if picture.upright != 1 else b""
    first = [part for part in picture.kept[:1] if part.startswith(b"\xff\xe0")]
    return b"".join((_SOI, *first, upright, *picture.kept[len(first) :], _EOI))


def _marker(content: bytes, place: int) -> tuple[int, int]:
    if content[place : place + 1] != b"\xff":
        raise refused(BROKEN)
    while content[place : place + 1] == b"\xff":
        place += 1
    if place >= len(content):
        raise refused(BROKEN)
    return content[place], place + 1


def _segment(content: bytes, place: int) -> tuple[bytes, int]:
    length = int.from_bytes(content[place : place + 2], "big")
    if length < 2 or place + length > len(content):  # noqa: PLR2004 - the length counts itself
        raise refused(BROKEN)
    return content[place + 2 : place + length], place + length


def _take(picture: _Picture, marker: int, body: bytes) -> None:
    if marker in _FRAMES:
        _check_frame(body)
        picture.frames += 1
    elif marker == _SOS:
        picture.scans += 1
        if picture.scans > _MAX_SCANS or not picture.frames:
            raise refused(EXCESS if picture.frames else BROKEN)
    elif marker == _APP1 and body.startswith(_EXIF):
        picture.upright = _orientation(body[len(_EXIF) :])
    if marker in _TOLD or marker == _COM:
        picture.kept.extend(_what_draws(marker, body))
    elif marker in {*_FRAMES, _SOS, _DQT, _DHT, _DRI}:
        picture.kept.append(_written(marker, body))
    else:
        raise refused(BROKEN)


def _check_frame(body: bytes) -> None:
    if len(body) < 6:  # noqa: PLR2004 - up to the number of components
        raise refused(BROKEN)
    depth, height, width, parts = struct.unpack_from(">BHHB", body)
    if depth not in (8, 12) or parts not in (1, 3, 4) or len(body) != 6 + 3 * parts:
        raise refused(BROKEN)
    check_pixels(width, height)


def _what_draws(marker: int, body: bytes) -> list[bytes]:
    """Of what programs add, the density without its thumbnail, and how the colours are to be taken."""
    if marker == _APP0 and body.startswith(_JFIF) and len(body) >= 14:  # noqa: PLR2004 - with the thumbnail's size
        return [_written(_APP0, body[:12] + _NO_THUMBNAIL)]
    if marker == _APP14 and body.startswith(b"Adobe") and len(body) == 12:  # noqa: PLR2004 - the length of this block
        return [_written(_APP14, body)]
    return []


def _scan_end(content: bytes, place: int) -> int:
    """Where the packed data of a scan ends: at the first marker that is not part of it."""
    while (place := content.find(b"\xff", place)) >= 0:
        following = content[place + 1 : place + 2]
        if following and following[0] not in (0, 0xFF) and following[0] not in _RESTARTS:
            return place
        place += 1 if following == b"\xff" else 2
    raise refused(BROKEN)


def _orientation(tiff: bytes) -> int:
    """1 to 8 from the Exif block; 1, as it lies, where that cannot be told."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 10:  # noqa: PLR2004 - up to the count of entries
        return 1
    (start,) = struct.unpack_from(f"{order}I", tiff, 4)
    entries = tiff[start + 2 : start + 2 + 12 * 64]
    for at in range(0, len(entries) - 11, 12):
        tag, kind, count, value = struct.unpack_from(f"{order}HHIH", entries, at)
        if (tag, kind, count) == (_ORIENTATION, 3, 1):
            return value if 1 <= value <= 8 else 1  # noqa: PLR2004 - the eight ways up
    return 1


def _tiff(upright: int) -> bytes:
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, upright, 0)
    return b"MM\x00\x2a" + struct.pack(">IH", 8, 1) + entry + bytes(4)


def _written(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body
