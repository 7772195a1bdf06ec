"""
A GET that a Kredietverstrekker signed, about one Verstrekking.

There is no body, so the signature is over `GET` and the address in its place: it fits no other request.
"""

from collections.abc import Mapping

from chalicelib.domain.ids import dossier_of, is_id
from chalicelib.domain.register_rows import Ontvangst, Vernietiging
from chalicelib.domain.verstrekking import Verstrekking
from chalicelib.errors import BadSignature
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.receive_callback import NOBODY, receipt_of, secrets_heard


def signed_get(
    broker: Broker, lessor_id: str, verstrekking_id: str, path: str, headers: Mapping[str, str]
) -> Ontvangst:
    """What is kept of a GET that this Kredietverstrekker signed. Raises BadSignature, one and the same for all."""
    content = f"GET {path}".encode()
    secrets = secrets_heard(broker, lessor_id)
    message_id = broker.signatures.verify(secrets or [NOBODY], headers, content, broker.clock.now())
    if not secrets:
        raise BadSignature
    return receipt_of(broker, lessor_id, message_id, verstrekking_id, content)


def lessor_of(broker: Broker, verstrekking_id: str) -> str:
    """To whom this went; nobody's id for what never was. Of what was erased the receipt of that still says it."""
    if not is_id("ver", verstrekking_id):
        return ""
    row = broker.store.get(Verstrekking, verstrekking_id)
    if row is not None:
        return row.kredietverstrekker_id
    erased = broker.store.get(Vernietiging, dossier_of(verstrekking_id))
    told = (entry.split(":") for entry in erased.verstrekkingen) if erased else ()
    return next((lessor_id for row_id, lessor_id in told if row_id == verstrekking_id), "")
