"""The owner changes a dossier (art. 7 lid 1). What was sent stays as it was sent: its revision is pinned."""

import json

from chalicelib.domain.dossier import Dossier
from chalicelib.domain.dossier_inhoud import DossierInhoud, check_dates
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.kalender import today
from chalicelib.domain.parse import merge_patch
from chalicelib.domain.persoonsgegeven import Doel
from chalicelib.domain.state import DossierState
from chalicelib.errors import IllegalState, InvalidInput
from chalicelib.privacy.cijfers import digests, of_dossier
from chalicelib.usecases.content import open_records, seal
from chalicelib.usecases.owned import owned_state, refuse_restricted, refuse_stale
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.transaction import DossierWriter, settle


def update_dossier(
    broker: Broker, actor: Actor, dossier_id: str, versie: int, patch: bytes, *, geen_bsn: bool = False
) -> tuple[Dossier, dict[str, object]]:
    """Merge `patch` (RFC 7396) into the content, check the whole again, and store it as the next revision."""
    return settle(broker, lambda: _update(broker, actor, dossier_id, versie, patch, geen_bsn=geen_bsn))


def _update(
    broker: Broker, actor: Actor, dossier_id: str, versie: int, patch: bytes, *, geen_bsn: bool
) -> tuple[Dossier, dict[str, object]]:
    state = owned_state(broker, actor, "dos", dossier_id)
    refuse_stale(versie, state.dossier.versie)
    refuse_restricted(state)
    record = state.content(dossier_id, state.dossier.revisie)
    state, contents = open_records(broker, state, actor.account_id, Doel.DIENST, [record])
    inhoud = merge_patch(DossierInhoud, contents[0], patch, geen_bsn=geen_bsn)
    now = broker.clock.now()
    if faults := check_dates(inhoud, today(now)):
        raise InvalidInput(*faults)
    if inhoud.betrokkene.soort != state.dossier.betrokkene and state.aanvragen:
        raise IllegalState("dossier.betrokkene", veld="betrokkene.soort")
    writer = DossierWriter(state, now, actor.account_id)
    dossier = state.dossier.model_copy(
        update={
            "versie": state.dossier.versie + 1,
            "revisie": state.dossier.revisie + 1,
            "betrokkene": inhoud.betrokkene.soort,
            "gewijzigd_op": now,
            "cijfers": digests(of_dossier(inhoud), broker.vault.keyed_hash),
        }
    )
    writer.replace(dossier)
    writer.insert(seal(broker, dossier_id, dossier_id, dossier.revisie, dossier.soort, inhoud))
    if not _pinned(state):
        writer.remove(record)
    writer.evidence("dossier.gewijzigd", versie=dossier.versie, geen_bsn_bevestigd=geen_bsn)
    written = writer.commit(broker)
    return written.dossier, json.loads(inhoud.model_dump_json(exclude_none=True))


def _pinned(state: DossierState) -> bool:
    """Whether a sent Aanvraag rests on the present revision."""
    return any(a.dossier_revisie == state.dossier.revisie for a in state.aanvragen.values())
