"""The published statistics of one quarter (art. 5 lid 11): what was published, never what was counted."""

import re

from chalicelib.domain.cijfer import Publicatie
from chalicelib.errors import InvalidInput
from chalicelib.usecases.ports.broker import Broker

_QUARTER = re.compile(r"20[0-9]{2}-Q[1-4]", re.ASCII)
QUARTER_PATTERN = f"^{_QUARTER.pattern}$"


def read_statistieken(broker: Broker, periode: str) -> Publicatie | None:
    """None for a quarter that was not published yet. Raises InvalidInput for what is no quarter."""
    if not _QUARTER.fullmatch(periode):
        raise InvalidInput.one("periode", "periode.formaat")
    return broker.store.get(Publicatie, periode)
