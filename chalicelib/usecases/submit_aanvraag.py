"""
Sending an Aanvraag (art. 6 lid 3): the explicit act that gives permission, one recipient at a time.

One transaction freezes the Aanvraag, writes a Toestemming and a Verstrekking per Kredietverstrekker with its
evidence, and stores the answer for a repeat. What is due is then in the due index, which is the outbox: the queue
message only makes it quick.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from chalicelib import events
from chalicelib.domain.aanvraag import VERLOOP, Aanvraag, AanvraagStatus
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import child_id, derived, sibling
from chalicelib.domain.kalender import add_days, today
from chalicelib.domain.kredietverstrekker import Kredietverstrekker
from chalicelib.domain.levering import Levering
from chalicelib.domain.model import Model
from chalicelib.domain.state import DossierState
from chalicelib.domain.verstrekking import Toestemming, Verstrekking
from chalicelib.errors import Fault, IllegalState, InvalidInput, Unavailable
from chalicelib.privacy.informatiebehoefte import digest, velden_of
from chalicelib.privacy.toestemming import HUIDIGE_TEKST, check_grant, check_text
from chalicelib.usecases.answer_vragen import GEEN_OPGAVE, Opgave, answer_vragen, refuse_need
from chalicelib.usecases.idempotency import Claim
from chalicelib.usecases.owned import owned_aanvraag, refuse_restricted, refuse_stale
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.transaction import DossierWriter, settle

REACTION_DAYS = 14
LONGEST_REACTION_DAYS = 365


@dataclass(frozen=True)
class Grant:
    """The permission as the sender gave it: which text, on whose behalf, and how the Klant agreed."""

    tekst_versie: str
    namens: str
    wijze: str | None = None
    verkregen_op: date | None = None
    klant_geinformeerd_op: date | None = None

    def faults(self, actor: Actor, today: date) -> tuple[Fault, ...]:
        """Art. 6 lid 3: what keeps this from being a permission."""
        given = check_grant(
            actor.soort,
            self.namens,
            verkregen_op=self.verkregen_op,
            wijze=self.wijze,
            klant_geinformeerd_op=self.klant_geinformeerd_op,
            today=today,
        )
        return (*check_text(self.tekst_versie), *given)


@dataclass(frozen=True)
class Verzending:
    """To whom this version goes, by which permission; `until`, the last moment to answer, None means 14 days on."""

    versie: int
    recipients: Sequence[str]
    grant: Grant
    until: datetime | None = None
    opgave: Opgave = GEEN_OPGAVE


class VerstrekkingKlaar(Model):
    id: str
    kredietverstrekker_id: str
    status: str


class AanvraagVerzonden(Model):
    status: str
    versie: int
    verstrekkingen: tuple[VerstrekkingKlaar, ...]


def submit_aanvraag(
    broker: Broker, actor: Actor, aanvraag_id: str, verzending: Verzending, claim: Claim | None
) -> AanvraagVerzonden:
    answer = settle(broker, lambda: _submit(broker, actor, aanvraag_id, verzending, claim), claim)
    wake(broker, aanvraag_id)
    return answer


def wake(broker: Broker, aanvraag_id: str, delay_seconds: int = 0) -> None:
    """A lost message is no lost Aanvraag: the due index finds it within a minute."""
    try:
        broker.queues.wake_dispatch(aanvraag_id, delay_seconds)
    except Unavailable:
        events.emit(events.QUEUE_MESSAGE_LOST, aanvraag=aanvraag_id)


def _submit(
    broker: Broker, actor: Actor, aanvraag_id: str, verzending: Verzending, claim: Claim | None
) -> AanvraagVerzonden:
    now = broker.clock.now()
    state, aanvraag = owned_aanvraag(broker, actor, aanvraag_id)
    _refuse(state, aanvraag, actor, verzending.versie)
    if faults := verzending.grant.faults(actor, today(now)):
        raise InvalidInput(*faults)
    lessors = _recipients(broker, aanvraag, verzending.recipients)
    refuse_need(lessors, aanvraag.product, verzending.opgave)
    writer = DossierWriter(state, now, actor.account_id)
    sent = aanvraag.model_copy(
        update={
            "status": AanvraagStatus.VERZONDEN,
            "dossier_revisie": state.dossier.revisie,
            "verzonden_op": now,
            "uiterste_reactie": deadline_of(verzending.until, now),
        }
    )
    writer.replace(sent)
    given = verzending.grant, verzending.opgave
    rows = [grant_one(broker, writer, sent, lessor, actor, *given, now) for lessor in lessors]
    answer = AanvraagVerzonden(
        status=sent.status,
        versie=sent.versie,
        verstrekkingen=tuple(
            VerstrekkingKlaar(id=r.id, kredietverstrekker_id=r.kredietverstrekker_id, status=r.status) for r in rows
        ),
    )
    writer.commit(broker, claim, answer)
    return answer


def deadline_of(until: datetime | None, now: datetime) -> datetime:
    until = until or add_days(now, REACTION_DAYS)
    if until <= now:
        raise InvalidInput.one("uiterste_reactie", "datum.verleden")
    if until > add_days(now, LONGEST_REACTION_DAYS):
        raise InvalidInput.one("uiterste_reactie", "datum.bereik")
    return until


def _refuse(state: DossierState, aanvraag: Aanvraag, actor: Actor, versie: int) -> None:
    if aanvraag.status is not AanvraagStatus.CONCEPT:
        raise IllegalState(allowed=VERLOOP.allowed(aanvraag.status))
    refuse_stale(versie, aanvraag.versie)
    refuse_restricted(state)
    if not actor.akkoord:
        raise IllegalState("akkoord.verplicht", veld="akkoord")


def _recipients(broker: Broker, aanvraag: Aanvraag, ids: Sequence[str]) -> list[Kredietverstrekker]:
    """The chosen Kredietverstrekkers; each must be active and offer this product."""
    rows = broker.store.get_many([(Kredietverstrekker, lessor_id) for lessor_id in ids])
    lessors, faults = [], []
    for number, row in enumerate(rows):
        veld = f"kredietverstrekkers.{number}"
        if not isinstance(row, Kredietverstrekker) or not row.active:
            faults.append(Fault(veld, "kredietverstrekker.onbekend"))
        elif aanvraag.product not in row.producten:
            faults.append(Fault(veld, "kredietverstrekker.product"))
        else:
            lessors.append(row)
    if faults:
        raise InvalidInput(*faults)
    return lessors


def grant_one(
    broker: Broker,
    writer: DossierWriter,
    aanvraag: Aanvraag,
    lessor: Kredietverstrekker,
    actor: Actor,
    grant: Grant,
    opgave: Opgave,
    now: datetime,
) -> Verstrekking:
    """Permission and disclosure for one recipient; the ids follow from recipient and version (I2)."""
    answers = opgave.to(lessor)
    row = Verstrekking(
        id=child_id("ver", aanvraag.id, derived(lessor.id, str(aanvraag.versie))),
        kredietverstrekker_id=lessor.id,
        naam=lessor.naam,
        versie=aanvraag.versie,
        velden=velden_of(lessor, aanvraag.product),
        beantwoord=bool(answers),
        gemaakt_op=now,
        levering=Levering(volgende=now),
    )
    writer.insert(row)
    writer.insert(_consent(row, aanvraag.eigenaar, actor, grant))
    answer_vragen(broker, writer, row.id, answers)
    writer.evidence(
        "toestemming.gegeven",
        verstrekking=row.id,
        kredietverstrekker=lessor.id,
        versie=row.versie,
        velden=row.velden,
        vragen=tuple(answer.sleutel for answer in answers),
        geen_bsn_bevestigd=opgave.geen_bsn,
        behoefte=digest(lessor, aanvraag.product),
        tekst=HUIDIGE_TEKST.versie,
        tekst_sha256=HUIDIGE_TEKST.sha256,
        namens=grant.namens,
        wijze=grant.wijze or "zelf",
    )
    return row


def _consent(row: Verstrekking, owner: str, actor: Actor, grant: Grant) -> Toestemming:
    return Toestemming(
        id=sibling("toe", row.id),
        eigenaar=owner,
        kredietverstrekker_id=row.kredietverstrekker_id,
        tekst_versie=HUIDIGE_TEKST.versie,
        tekst_sha256=HUIDIGE_TEKST.sha256,
        door=actor.account_id,
        namens=grant.namens,
        wijze=grant.wijze,
        verkregen_op=grant.verkregen_op,
        klant_geinformeerd_op=grant.klant_geinformeerd_op,
        gegeven_op=row.gemaakt_op,
    )
