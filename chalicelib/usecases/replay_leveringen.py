"""Everything of one Kredietverstrekker that failed is sent again, a page of dead letters at a time."""

from dataclasses import dataclass

from chalicelib.domain.gebruiker import Actor
from chalicelib.errors import IllegalState, NotFound
from chalicelib.usecases.found_kredietverstrekker import found_kredietverstrekker
from chalicelib.usecases.list_leveringen import list_leveringen
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.replay_levering import replay_levering

AT_ONCE = 50  # dead letters that one request looks at: each replay is a transaction


@dataclass(frozen=True)
class Herhaald:
    """`overgeslagen` is what could not be sent again; `volgende` the place to go on from, None at the end."""

    herhaald: int
    overgeslagen: int
    volgende: str | None


def replay_leveringen(broker: Broker, actor: Actor, lessor_id: str, after: str | None) -> Herhaald:
    """Raises NotFound for a Kredietverstrekker that is not there, IllegalState for one that gets nothing now."""
    if not found_kredietverstrekker(broker, lessor_id).active:
        raise IllegalState("kredietverstrekker.niet_actief", veld="kredietverstrekker_id")
    rows, volgende = list_leveringen(broker, after, AT_ONCE)
    theirs = [row for row in rows if row.kredietverstrekker_id == lessor_id]
    done = sum(_replayed(broker, actor, row.id) for row in theirs)
    return Herhaald(done, len(theirs) - done, volgende)


def _replayed(broker: Broker, actor: Actor, row_id: str) -> bool:
    try:
        replay_levering(broker, actor, row_id)
    except (IllegalState, NotFound):
        return False  # its time is over, or somebody was first
    return True
