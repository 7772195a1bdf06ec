"""
The accounts of a Kredietverstrekker's staff end with its aansluiting (art. 8 lid 1 and 2, rule `einde_functie`).

Announcing an end closes the sessions and leaves a row that is due, so `herstel` carries it out within a minute, whoever
dies. Who was not announced is found by the next sweep: the Kredietverstrekker is due until its contact person is gone.
One that nobody can read signs in nowhere: it is told, as what could not be destroyed, and keeps none of the others.
"""

from functools import partial

from chalicelib.domain.account import staff_listing
from chalicelib.errors import BrokerError
from chalicelib.usecases.destroy_dossier import failed
from chalicelib.usecases.end_account import announce_end
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.transaction import settle

PAGE = 100


def end_medewerkers(broker: Broker, lessor_id: str, door: str) -> int:
    """How many accounts were announced now, in the name of `door`."""
    ended, after = 0, None
    while True:
        page = broker.store.list_owned(staff_listing(lessor_id), after=after, limit=PAGE)
        ended += sum(_announce(broker, account_id, door) for account_id in page.ids)
        if page.volgende is None:
            return ended
        after = page.volgende


def _announce(broker: Broker, account_id: str, door: str) -> bool:
    try:
        return settle(broker, partial(announce_end, broker, account_id, door))
    except BrokerError:
        raise
    except Exception as error:  # noqa: BLE001 - what an adapter raises for a row that is none is its own
        failed(account_id, error)
        return False
