"""The contact person of a Kredietverstrekker hears by mail what an operator did that lets somebody speak for it."""

from functools import partial

from chalicelib.domain.gebruiker import Actor
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.read_contact import read_contact
from chalicelib.usecases.unheard import unheard


def tell_contact(broker: Broker, actor: Actor, lessor_id: str, soort: str) -> None:
    """What was done is done and on record: a mail that fails must send nobody back to do it again."""
    unheard(soort, partial(_tell, broker, actor, lessor_id, soort))


def _tell(broker: Broker, actor: Actor, lessor_id: str, soort: str) -> None:
    """One without an address of its own is called: the check of its contact asks for either."""
    contact = read_contact(broker, actor, lessor_id)
    if "email" in contact:
        broker.mail.send_notice(contact["email"], soort)
