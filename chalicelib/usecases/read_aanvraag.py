"""The sender sees an Aanvraag: its content, each Verstrekking, and what a Kredietverstrekker asked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.domain.aanvraag import Aanvraag, AanvraagStatus
from chalicelib.domain.aanvraag_verloop import derive, latest, status_at
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.levering import LeveringStatus
from chalicelib.domain.offerte import OvereenkomstStatus
from chalicelib.domain.persoonsgegeven import Doel
from chalicelib.domain.state import DossierState
from chalicelib.domain.verstrekking import BerichtSoort, Verstrekking, VerstrekkingStatus
from chalicelib.usecases.content import open_records
from chalicelib.usecases.owned import owned_aanvraag
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.transaction import settle

# What the sender said last in this state of a Verstrekking; the Kredietverstrekker waits for it.
_AWAITED = {
    VerstrekkingStatus.IN_BEOORDELING: BerichtSoort.INFORMATIE_BEANTWOORD,
    VerstrekkingStatus.OFFERTE_ONTVANGEN: BerichtSoort.OFFERTE_AANVAARD,
}
_GIVEN_UP = (LeveringStatus.MISLUKT, LeveringStatus.VERVALLEN)


@dataclass(frozen=True)
class VerstrekkingBeeld:
    """`onverzonden` is what the sender said and the Kredietverstrekker will not hear from us any more."""

    row: Verstrekking
    status: VerstrekkingStatus
    informatieverzoek: dict[str, Any] | None
    onverzonden: BerichtSoort | None


@dataclass(frozen=True)
class AanvraagBeeld:
    aanvraag: Aanvraag
    status: AanvraagStatus
    content: dict[str, Any]
    verstrekkingen: tuple[VerstrekkingBeeld, ...]


def read_aanvraag(broker: Broker, actor: Actor, aanvraag_id: str) -> AanvraagBeeld:
    return settle(broker, lambda: _read(broker, actor, aanvraag_id))


def _read(broker: Broker, actor: Actor, aanvraag_id: str) -> AanvraagBeeld:
    state, aanvraag = owned_aanvraag(broker, actor, aanvraag_id)
    part = state.of_aanvraag(aanvraag_id)
    rows = latest(part.verstrekkingen.values())
    asked = [row for row in rows if row.gevraagd is not None]
    records = [state.content(aanvraag_id, aanvraag.revisie)]
    records += [state.content(row.id, row.gevraagd or 0) for row in asked]
    state, contents = open_records(broker, state, actor.account_id, Doel.DIENST, records)
    questions = {row.id: content for row, content in zip(asked, contents[1:], strict=True)}
    now = broker.clock.now()
    return AanvraagBeeld(
        aanvraag=aanvraag,
        status=derive(state, aanvraag, now),
        content=contents[0],
        verstrekkingen=tuple(
            _seen(part, row, _status(part, aanvraag, row, now), questions.get(row.id))
            for row in sorted(rows, key=lambda row: (row.naam, row.id))
        ),
    )


def _seen(
    part: DossierState, row: Verstrekking, status: VerstrekkingStatus, question: dict[str, Any] | None
) -> VerstrekkingBeeld:
    return VerstrekkingBeeld(row, status, question, _unsent(part, row, status))


def _unsent(part: DossierState, row: Verstrekking, status: VerstrekkingStatus) -> BerichtSoort | None:
    """The last message that is waited for, when its delivery ended without success and it still matters."""
    soort = _AWAITED.get(status)
    said = [b for b in part.berichten.values() if (b.verstrekking_id, b.type) == (row.id, soort)]
    if not said or max(said, key=lambda b: b.gemaakt_op).levering.status not in _GIVEN_UP:
        return None
    known = any(contract.status is not OvereenkomstStatus.IN_ONDERTEKENING for contract in part.overeenkomsten.values())
    return None if known else soort


def _status(part: DossierState, aanvraag: Aanvraag, row: Verstrekking, now: datetime) -> VerstrekkingStatus:
    offers = [offer for offer in part.offertes.values() if offer.verstrekking_id == row.id]
    settled = bool(part.overeenkomsten) or any(offer.is_open(now) for offer in offers)
    return status_at(aanvraag, row, open_offer=settled, now=now)
