"""A Gebruiker prepares an Aanvraag (art. 1.2) on a dossier: a concept that nobody else sees yet."""

from chalicelib.domain.aanvraag import Aanvraag
from chalicelib.domain.aanvraag_inhoud import AanvraagInhoud
from chalicelib.domain.aanvraag_inhoud import check_dates as check_object_dates
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import child_id
from chalicelib.domain.kalender import today
from chalicelib.domain.model import Model
from chalicelib.domain.state import DossierState
from chalicelib.errors import IllegalState, InvalidInput
from chalicelib.privacy.cijfers import digests, of_aanvraag
from chalicelib.usecases.content import seal
from chalicelib.usecases.idempotency import Claim
from chalicelib.usecases.owned import owned_state, refuse_restricted
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.transaction import DossierWriter, settle

# Aanvragen in one dossier. With 20 Verstrekkingen each, fifty are a partition of 2100 rows and 1.4 MB, which every
# decision reads and weighs as a whole, and a receipt of destruction of 78 KB, where an item may hold 400.
MOST = 50
CONSUMER_PRODUCTS = frozenset({"private_lease", "persoonlijke_lening", "doorlopend_krediet"})


class AanvraagGemaakt(Model):
    id: str
    dossier_id: str
    status: str
    versie: int


def create_aanvraag(
    broker: Broker,
    actor: Actor,
    dossier_id: str,
    inhoud: AanvraagInhoud,
    claim: Claim | None,
    *,
    geen_bsn: bool = False,
) -> AanvraagGemaakt:
    """Raises IllegalState for a dossier that holds as many as it can."""
    return settle(broker, lambda: _create(broker, actor, dossier_id, inhoud, claim, geen_bsn=geen_bsn), claim)


def refuse_product(broker: Broker, state: DossierState, inhoud: AanvraagInhoud) -> None:
    """Consumer credit is off until the operator turns it on: by its product, or because a Consument asks."""
    consumer = inhoud.product in CONSUMER_PRODUCTS or state.dossier.betrokkene == "consument"
    if consumer and not broker.settings.consument_producten:
        raise IllegalState("product.niet_actief", veld="product")
    if inhoud.product in CONSUMER_PRODUCTS and state.dossier.betrokkene != "consument":
        raise InvalidInput.one("product", "product.betrokkene")


def _create(
    broker: Broker,
    actor: Actor,
    dossier_id: str,
    inhoud: AanvraagInhoud,
    claim: Claim | None,
    *,
    geen_bsn: bool,
) -> AanvraagGemaakt:
    state = owned_state(broker, actor, "dos", dossier_id)
    refuse_restricted(state)
    if len(state.aanvragen) >= MOST:
        raise IllegalState("dossier.vol", veld="dossier")
    refuse_product(broker, state, inhoud)
    now = broker.clock.now()
    if faults := check_object_dates(inhoud, today(now)):
        raise InvalidInput(*faults)
    aanvraag = Aanvraag(
        id=child_id("aan", dossier_id, broker.entropy(5)),
        eigenaar=actor.owner,
        maker=actor.account_id,
        product=inhoud.product,
        gemaakt_op=now,
        gewijzigd_op=now,
        cijfers=digests(of_aanvraag(inhoud), broker.vault.keyed_hash),
    )
    writer = DossierWriter(state, now, actor.account_id)
    writer.insert(aanvraag)
    writer.insert(seal(broker, dossier_id, aanvraag.id, aanvraag.revisie, aanvraag.soort, inhoud))
    writer.evidence("aanvraag.gemaakt", aanvraag=aanvraag.id, versie=1, geen_bsn_bevestigd=geen_bsn)
    answer = AanvraagGemaakt(id=aanvraag.id, dossier_id=dossier_id, status=aanvraag.status, versie=1)
    writer.commit(broker, claim, answer)
    return answer
