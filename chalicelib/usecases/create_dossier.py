"""A Gebruiker enters who a lease is for (art. 4 lid 1, 5 lid 1): stored encrypted under a key of its own."""

from datetime import datetime

from chalicelib.domain.dossier import Dossier
from chalicelib.domain.dossier_inhoud import DossierInhoud, check_dates
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import root_id
from chalicelib.domain.kalender import today
from chalicelib.domain.model import Model
from chalicelib.domain.state import DossierState
from chalicelib.errors import InvalidInput
from chalicelib.privacy.cijfers import digests, of_dossier
from chalicelib.usecases.content import seal
from chalicelib.usecases.idempotency import Claim
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.transaction import DossierWriter, settle


class DossierGemaakt(Model):
    """The answer, without personal data, so that it can be stored for a repeat."""

    id: str
    versie: int
    status: str
    gemaakt_op: datetime


def create_dossier(
    broker: Broker, actor: Actor, inhoud: DossierInhoud, claim: Claim | None, *, geen_bsn: bool = False
) -> DossierGemaakt:
    """`geen_bsn` says that the sender confirmed that a number in free text is no BSN; that is recorded."""
    now = broker.clock.now()
    if faults := check_dates(inhoud, today(now)):
        raise InvalidInput(*faults)
    dossier = Dossier(
        id=root_id("dos", broker.entropy(16)),
        eigenaar=actor.owner,
        maker=actor.account_id,
        betrokkene=inhoud.betrokkene.soort,
        gemaakt_op=now,
        gewijzigd_op=now,
        cijfers=digests(of_dossier(inhoud), broker.vault.keyed_hash),
    )
    return settle(broker, lambda: _store(broker, actor, dossier, inhoud, claim, geen_bsn=geen_bsn), claim)


def _store(
    broker: Broker, actor: Actor, dossier: Dossier, inhoud: DossierInhoud, claim: Claim | None, *, geen_bsn: bool
) -> DossierGemaakt:
    writer = DossierWriter(DossierState(dossier), dossier.gemaakt_op, actor.account_id, new=True)
    writer.insert(broker.vault.new_key(dossier.id, dossier.soort))
    writer.insert(seal(broker, dossier.id, dossier.id, dossier.revisie, dossier.soort, inhoud))
    writer.evidence("dossier.gemaakt", versie=dossier.versie, geen_bsn_bevestigd=geen_bsn)
    answer = DossierGemaakt(id=dossier.id, versie=dossier.versie, status="actief", gemaakt_op=dossier.gemaakt_op)
    writer.commit(broker, claim, answer)
    return answer
