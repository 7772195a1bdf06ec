"""Bytes as an answer: whole, or the part that `Range` asks (RFC 9110, 14). Lambda gives no more than 6 MB at once."""

import re

from chalicelib.errors import InvalidInput
from chalicelib.handlers.call import Answer

LARGEST = 4 * 1024 * 1024  # bytes; as text they are a third more
_ASKED = re.compile(r"bytes=(\d{1,9})-(\d{1,9})?")


def part_of(content: bytes, mediatype: str, asked: str) -> Answer:
    """Raises InvalidInput on `Range` where what is asked is not there, or only a part can be given."""
    headers = {"Accept-Ranges": "bytes", "Content-Disposition": "attachment", "Content-Security-Policy": "sandbox"}
    found = _ASKED.fullmatch(asked)
    if found is None:
        if len(content) > LARGEST:
            raise InvalidInput.one("Range", "range.nodig")
        return Answer(200, content, mediatype, headers)
    first, last = int(found[1]), min(int(found[2] or len(content)), len(content) - 1, int(found[1]) + LARGEST - 1)
    if first > last:
        raise InvalidInput.one("Range", "range.bereik")
    headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
    return Answer(206, content[first : last + 1], mediatype, headers)
