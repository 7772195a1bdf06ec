"""The place in a list as people carry it in `?na=`: opaque, safe in an address, and refused when it was made up."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode

from chalicelib.errors import InvalidInput

LONGEST = 512  # characters; a place is a time and an id


def write_place(place: str) -> str:
    return urlsafe_b64encode(place.encode()).decode().rstrip("=")


def read_place(text: str) -> str:
    """Raises InvalidInput `na.formaat` for anything that `write_place` did not give."""
    try:
        place = urlsafe_b64decode(text[:LONGEST] + "==").decode("ascii")
    except (binascii.Error, ValueError):
        raise InvalidInput.one("na", "na.formaat") from None
    # Decoding forgives what does not belong there; writing it again shows whether anything did.
    if not place.isprintable() or not place or write_place(place) != text:
        raise InvalidInput.one("na", "na.formaat")
    return place
