"""
The accounts of a Kredietverstrekker's staff end with its aansluiting (art. 8 lid 1 and 2, rule `einde_functie`).

Announcing an end closes the sessions and leaves a row that is due, so `herstel` carries it out within a minute, whoever
dies. Who was not announced is found by the next sweep: the Kredietverstrekker is due until its contact person is gone.
"""

from functools import partial

from chalicelib.domain.account import Account, staff_listing
from chalicelib.usecases.end_account import announce_end
from chalicelib.usecases.listing import page_of
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.transaction import settle

PAGE = 100


def end_medewerkers(broker: Broker, lessor_id: str, door: str) -> int:
    """How many accounts were announced now, in the name of `door`."""
    ended, after = 0, None
    while True:
        rows, after = page_of(broker, Account, staff_listing(lessor_id), after, PAGE)
        ended += sum(settle(broker, partial(announce_end, broker, row.id, door)) for row in rows)
        if after is None:
            return ended
