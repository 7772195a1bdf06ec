"""`?limiet=` and `?na=` of every list."""

from typing import Any

from chalicelib.handlers.call import Call
from chalicelib.usecases.listing import LARGEST, limit_of

PAGE = ("limiet", "na")


def page_query(call: Call[Any], largest: int = LARGEST) -> tuple[str | None, int]:
    """The place to go on from, and how many at most."""
    return call.query.get("na"), limit_of(call.query.get("limiet"), largest)
