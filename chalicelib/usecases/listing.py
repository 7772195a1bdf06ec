"""Lists of what is somebody's: ids from the index, then the rows themselves, read consistently."""

from typing import TypeVar, cast

from chalicelib.domain.dossier import Dossier
from chalicelib.domain.ids import dossier_of
from chalicelib.domain.row import Row
from chalicelib.errors import InvalidInput
from chalicelib.usecases.ports.broker import Broker

R = TypeVar("R", bound=Row)
DEFAULT, LARGEST = 50, 100
DIGITS = 3


def limit_of(text: str | None, largest: int = LARGEST) -> int:
    """`?limiet=` as a number from 1 to `largest`; absent means the default."""
    if text is None:
        return min(DEFAULT, largest)
    if not (text.isascii() and text.isdigit() and len(text) <= DIGITS and 1 <= int(text) <= largest):
        raise InvalidInput.one("limiet", "limiet.bereik", min="1", max=str(largest))
    return int(text)


def page_of(broker: Broker, kind: type[R], name: str, after: str | None, limit: int) -> tuple[list[R], str | None]:
    """The rows of one page and the place to go on from. What was deleted meanwhile is left out."""
    page = broker.store.list_owned(name, after=after, limit=limit)
    rows = broker.store.get_many([(kind, row_id) for row_id in page.ids]) if page.ids else []
    return cast("list[R]", [row for row in rows if row is not None]), page.volgende


def page_in_dossiers(
    broker: Broker, kind: type[R], name: str, after: str | None, limit: int
) -> tuple[list[R], str | None]:
    """The same for rows in dossiers, without those of a dossier that its owner no longer reaches (I10)."""
    rows, volgende = page_of(broker, kind, name, after, limit)
    ids = dict.fromkeys(dossier_of(row.id) for row in rows)
    dossiers = broker.store.get_many([(Dossier, dossier_id) for dossier_id in ids]) if ids else []
    now = broker.clock.now()
    gone = {row.id for row in dossiers if isinstance(row, Dossier) and row.withheld(now)}
    return [row for row in rows if dossier_of(row.id) not in gone], volgende
