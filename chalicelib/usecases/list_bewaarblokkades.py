"""The bewaarblokkades, without their reasons: who looks after them sees which wait for review."""

from chalicelib.domain.bewaarblokkade import ALLE, Bewaarblokkade
from chalicelib.usecases.listing import page_of
from chalicelib.usecases.ports.broker import Broker


def list_bewaarblokkades(broker: Broker, after: str | None, limit: int) -> tuple[list[Bewaarblokkade], str | None]:
    return page_of(broker, Bewaarblokkade, ALLE, after, limit)
