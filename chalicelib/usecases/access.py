"""What goes with a message to prove who sends it: opened when it is sent, never logged, never shown."""

from chalicelib.domain.kredietverstrekker import Kredietverstrekker, secret_key_of
from chalicelib.domain.parse import restore
from chalicelib.domain.toegang import Toegang
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.egress import Access, TokenRequest


def access_to(broker: Broker, lessor: Kredietverstrekker) -> Access | None:
    """None where our signature has to do. Raises Undecryptable."""
    record = lessor.access_record()
    if record is None:
        return None
    toegang = restore(Toegang, broker.vault.open_secret(record, secret_key_of(lessor.id)))
    header, oauth2, mtls = toegang.header, toegang.oauth2, toegang.mtls
    return Access(
        header=(header.naam, header.waarde) if header else None,
        token=TokenRequest(oauth2.token_url, oauth2.client_id, oauth2.client_secret, oauth2.scope or "")
        if oauth2
        else None,
        certificate=mtls.pem() if mtls else "",
    )
