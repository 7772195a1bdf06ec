"""Offertes side by side, recomputed by us (art. 5 lid 1); the reading is on record."""

from dataclasses import dataclass

from chalicelib.domain.aanvraag_inhoud import AanvraagInhoud
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.kalender import today
from chalicelib.domain.offerte import Offerte, OfferteStatus
from chalicelib.domain.offerte_afwijking import GevraagdeFinanciering
from chalicelib.domain.offerte_inhoud import OfferteInhoud
from chalicelib.domain.offerte_vergelijking import Sortering, VergelekenOfferte, compare, sort_offers
from chalicelib.domain.parse import restore
from chalicelib.domain.persoonsgegeven import Doel
from chalicelib.domain.state import DossierState
from chalicelib.errors import InvalidInput
from chalicelib.usecases.owned import owned_aanvraag
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.vault import Lezer
from chalicelib.usecases.transaction import settle

# What the sender can choose, or has chosen.
LIVE = frozenset({OfferteStatus.UITGEBRACHT, OfferteStatus.GEACCEPTEERD})


@dataclass(frozen=True)
class OfferteBeeld:
    """One Offerte as the sender sees it: its envelope, who made it, its status now, content and figures."""

    row: Offerte
    naam: str
    status: OfferteStatus
    vergeleken: VergelekenOfferte


def compare_offertes(
    broker: Broker, actor: Actor, aanvraag_id: str, by: str | None
) -> tuple[tuple[OfferteBeeld, ...], Sortering]:
    """All Offertes of an Aanvraag by effective rate, total or term, as was asked; what no longer counts last."""
    if by is not None and by not in set(Sortering):
        raise InvalidInput.one("sorteer", "sorteer.onbekend")
    order = Sortering(by) if by else Sortering.EFFECTIEF
    return settle(broker, lambda: _compare(broker, actor, aanvraag_id, order)), order


def _compare(broker: Broker, actor: Actor, aanvraag_id: str, order: Sortering) -> tuple[OfferteBeeld, ...]:
    state, aanvraag = owned_aanvraag(broker, actor, aanvraag_id)
    rows = state.of_aanvraag(aanvraag_id).offertes
    if not rows:
        return ()
    records = [state.content(aanvraag_id, aanvraag.revisie)]
    records += [state.content(row.id, row.revisie) for row in rows.values()]
    _, contents = broker.vault.open(state.dossier, Lezer(actor.account_id, Doel.DIENST), records)
    asked = _asked(restore(AanvraagInhoud, contents[0]))
    offers = [
        _compared(state, row, restore(OfferteInhoud, content), asked)
        for row, content in zip(rows.values(), contents[1:], strict=True)
    ]
    now = broker.clock.now()
    seen = [
        OfferteBeeld(
            row=rows[offer.id],
            naam=state.verstrekking(rows[offer.id].verstrekking_id).naam,
            status=rows[offer.id].status_at(now),
            vergeleken=offer,
        )
        for offer in sort_offers(offers, order)
    ]
    return tuple(sorted(seen, key=lambda offer: offer.status not in LIVE))  # the order within each group stays


def _compared(
    state: DossierState, row: Offerte, inhoud: OfferteInhoud, asked: GevraagdeFinanciering
) -> VergelekenOfferte:
    consumer = today(row.ontvangen_op) if state.dossier.betrokkene == "consument" else None
    return VergelekenOfferte(row.id, inhoud, compare(inhoud, asked, consumer_credit_on=consumer))


def _asked(inhoud: AanvraagInhoud) -> GevraagdeFinanciering:
    terms = inhoud.financiering
    return GevraagdeFinanciering(
        financieringsbedrag=inhoud.financieringsbedrag,
        looptijd_maanden=terms.looptijd_maanden,
        termijnen_per_jaar=terms.termijnen_per_jaar,
        betaalwijze=terms.betaalwijze,
        aanbetaling=terms.aanbetaling,
        slottermijn=terms.slottermijn,
        slottermijn_moment=terms.slottermijn_moment,
    )
