"""The sender changes a concept. What was sent stays as it is: a change is sent anew (revise_aanvraag.py)."""

from typing import Any

from chalicelib.domain.aanvraag import VERLOOP, Aanvraag, AanvraagStatus
from chalicelib.domain.aanvraag_inhoud import AanvraagInhoud, check_dates
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.kalender import today
from chalicelib.domain.parse import merge_patch
from chalicelib.domain.persoonsgegeven import Doel
from chalicelib.domain.state import DossierState
from chalicelib.errors import IllegalState, InvalidInput
from chalicelib.privacy.cijfers import digests, of_aanvraag
from chalicelib.usecases.content import open_records, seal
from chalicelib.usecases.create_aanvraag import refuse_product
from chalicelib.usecases.owned import owned_aanvraag, refuse_restricted, refuse_stale
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.transaction import DossierWriter, settle


def update_aanvraag(
    broker: Broker, actor: Actor, aanvraag_id: str, versie: int, patch: bytes, *, geen_bsn: bool = False
) -> Aanvraag:
    return settle(broker, lambda: _update(broker, actor, aanvraag_id, versie, patch, geen_bsn=geen_bsn))


def refuse_sent(aanvraag: Aanvraag) -> None:
    if aanvraag.status is not AanvraagStatus.CONCEPT:
        raise IllegalState(allowed=VERLOOP.allowed(aanvraag.status))


def _update(broker: Broker, actor: Actor, aanvraag_id: str, versie: int, patch: bytes, *, geen_bsn: bool) -> Aanvraag:
    state, aanvraag = owned_aanvraag(broker, actor, aanvraag_id)
    refuse_sent(aanvraag)
    refuse_stale(versie, aanvraag.versie)
    refuse_restricted(state)
    record = state.content(aanvraag_id, aanvraag.revisie)
    state, contents = open_records(broker, state, actor.account_id, Doel.DIENST, [record])
    inhoud = _checked(broker, state, contents[0], patch, geen_bsn=geen_bsn)
    writer = DossierWriter(state, broker.clock.now(), actor.account_id)
    changed = aanvraag.model_copy(
        update={
            "versie": aanvraag.versie + 1,
            "revisie": aanvraag.revisie + 1,
            "product": inhoud.product,
            "gewijzigd_op": broker.clock.now(),
            "cijfers": digests(of_aanvraag(inhoud), broker.vault.keyed_hash),
        }
    )
    writer.replace(changed)
    writer.insert(seal(broker, state.dossier.id, aanvraag_id, changed.revisie, aanvraag.soort, inhoud))
    writer.remove(record)
    writer.evidence("aanvraag.gewijzigd", aanvraag=aanvraag_id, versie=changed.versie, geen_bsn_bevestigd=geen_bsn)
    return writer.commit(broker).aanvraag(aanvraag_id)


def _checked(
    broker: Broker, state: DossierState, content: dict[str, Any], patch: bytes, *, geen_bsn: bool
) -> AanvraagInhoud:
    inhoud = merge_patch(AanvraagInhoud, content, patch, geen_bsn=geen_bsn)
    refuse_product(broker, state, inhoud)
    if faults := check_dates(inhoud, today(broker.clock.now())):
        raise InvalidInput(*faults)
    return inhoud
