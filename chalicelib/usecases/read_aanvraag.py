"""The sender sees an Aanvraag: its content, each Verstrekking, and what a Kredietverstrekker asked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.domain.aanvraag import Aanvraag, AanvraagStatus
from chalicelib.domain.aanvraag_verloop import derive, status_at
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.persoonsgegeven import Doel
from chalicelib.domain.state import DossierState
from chalicelib.domain.verstrekking import Verstrekking, VerstrekkingStatus
from chalicelib.usecases.content import open_records
from chalicelib.usecases.owned import owned_aanvraag
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.transaction import settle


@dataclass(frozen=True)
class VerstrekkingBeeld:
    row: Verstrekking
    status: VerstrekkingStatus
    informatieverzoek: dict[str, Any] | None


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
    asked = [row for row in part.verstrekkingen.values() if row.gevraagd is not None]
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
            VerstrekkingBeeld(row, _status(part, aanvraag, row, now), questions.get(row.id))
            for row in sorted(part.verstrekkingen.values(), key=lambda row: (row.naam, row.id))
        ),
    )


def _status(part: DossierState, aanvraag: Aanvraag, row: Verstrekking, now: datetime) -> VerstrekkingStatus:
    offers = [offer for offer in part.offertes.values() if offer.verstrekking_id == row.id]
    settled = bool(part.overeenkomsten) or any(offer.is_open(now) for offer in offers)
    return status_at(aanvraag, row, open_offer=settled, now=now)
