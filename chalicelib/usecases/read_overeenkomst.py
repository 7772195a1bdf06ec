"""One Overeenkomst of the owner (art. 1.16) with the terms agreed (art. 4 lid 2f); a reading is on record."""

from dataclasses import dataclass

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.informatie import OvereenkomstInhoud
from chalicelib.domain.offerte import Overeenkomst
from chalicelib.domain.offerte_inhoud import OfferteInhoud
from chalicelib.domain.parse import restore
from chalicelib.domain.persoonsgegeven import Doel
from chalicelib.domain.state import DossierState
from chalicelib.errors import NotFound
from chalicelib.usecases.owned import owned_state
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.vault import Lezer
from chalicelib.usecases.transaction import settle


@dataclass(frozen=True)
class OvereenkomstBeeld:
    """As it counts now. The terms are those of the Offerte that was accepted, which nothing changes afterwards."""

    row: Overeenkomst
    voorwaarden: OfferteInhoud
    referentie: str | None


def read_overeenkomst(broker: Broker, actor: Actor, overeenkomst_id: str) -> OvereenkomstBeeld:
    return settle(broker, lambda: _read(broker, actor, overeenkomst_id))


def owned_overeenkomst(broker: Broker, actor: Actor, overeenkomst_id: str) -> tuple[DossierState, Overeenkomst]:
    state = owned_state(broker, actor, "ove", overeenkomst_id)
    row = state.overeenkomsten.get(overeenkomst_id)
    if row is None:
        raise NotFound
    return state, row


def _read(broker: Broker, actor: Actor, overeenkomst_id: str) -> OvereenkomstBeeld:
    state, row = owned_overeenkomst(broker, actor, overeenkomst_id)
    offer = state.offerte(row.offerte_id)
    records = [state.content(offer.id, offer.revisie)]
    if row.revisie:
        records.append(state.content(row.id, row.revisie))
    _, contents = broker.vault.open(state.dossier, Lezer(actor.account_id, Doel.DIENST), records)
    said = [restore(OvereenkomstInhoud, content).referentie for content in contents[1:]]
    terms = restore(OfferteInhoud, contents[0]).model_copy(update={"geldig_tot": offer.geldig_tot})
    return OvereenkomstBeeld(row.at(broker.clock.now()), terms, said[0] if said else None)
