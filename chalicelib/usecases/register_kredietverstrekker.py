"""An operator registers a Kredietverstrekker (art. 1.13, 2 lid 3, 9 lid 5): who, where, and what it may receive."""

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import root_id
from chalicelib.domain.kredietverstrekker import CONTACT, SECRET, Kredietverstrekker, secret_key_of
from chalicelib.domain.kredietverstrekker_inhoud import NieuweKredietverstrekker
from chalicelib.domain.model import Model
from chalicelib.errors import InvalidInput
from chalicelib.privacy.bewijs import Waarde, append
from chalicelib.privacy.informatiebehoefte import check_behoefte, digest
from chalicelib.usecases.content import seal
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert


class KredietverstrekkerAangemeld(Model):
    """The secret is shown here and never again."""

    id: str
    status: str
    geheim: str


def register_kredietverstrekker(
    broker: Broker, actor: Actor, nieuw: NieuweKredietverstrekker
) -> KredietverstrekkerAangemeld:
    """Raises InvalidInput for a field or a question the register does not know, or an address that is not called."""
    if faults := check_behoefte(nieuw):
        raise InvalidInput(*faults)
    broker.egress.check(nieuw.endpoint)
    now = broker.clock.now()
    secret = broker.signatures.new_secret()
    row_id = root_id("kre", broker.entropy(16))
    keys = [broker.vault.new_key(owner, Kredietverstrekker.soort) for owner in (row_id, secret_key_of(row_id))]
    sealed = broker.vault.seal(secret_key_of(row_id), row_id, 1, SECRET, secret.encode())
    contact = seal(broker, row_id, row_id, 1, CONTACT, nieuw.contact)
    row = Kredietverstrekker(
        id=row_id,
        geheim=sealed.versleuteld,
        gemaakt_op=now,
        aangemeld_door=actor.account_id,
        **{name: value for name, value in nieuw if name != "contact"},
    )
    gegevens: dict[str, Waarde] = {"land": nieuw.land, "behoefte": digest(row, None)}
    row, stuk = append(row, "kredietverstrekker.aangemeld", now, actor.account_id, gegevens)
    broker.store.commit(Insert(row), Insert(stuk), *map(Insert, keys), Insert(contact))
    return KredietverstrekkerAangemeld(id=row.id, status=row.status, geheim=secret)
