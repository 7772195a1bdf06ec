"""
The sender changes an Aanvraag that was sent: a new version, sent anew to whom permission still holds (art. 6 lid 3).

An act of its own with a permission of its own, for what leaves is not what was permitted before. The permissions of the
version before are replaced and its Offertes lapse; an answer to it is refused as too old. Whoever cannot get the new
version (ended, suspended, another product) is told that it must stop. What was sent before stays as it was sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.aanvraag import REVISABLE, VERLOOP, Aanvraag, AanvraagStatus
from chalicelib.domain.aanvraag_inhoud import AanvraagInhoud, check_dates
from chalicelib.domain.aanvraag_verloop import derive, latest
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import sibling
from chalicelib.domain.kalender import today
from chalicelib.domain.kredietverstrekker import Kredietverstrekker
from chalicelib.domain.offerte import OfferteStatus
from chalicelib.domain.state import DossierState
from chalicelib.domain.verstrekking import VERLOOP as VERSTREKKING
from chalicelib.domain.verstrekking import ToestemmingStatus, Verstrekking, VerstrekkingStatus
from chalicelib.errors import IllegalState, InvalidInput
from chalicelib.privacy.cijfers import digests, of_aanvraag
from chalicelib.usecases.answer_vragen import GEEN_OPGAVE, Opgave, refuse_need
from chalicelib.usecases.content import seal
from chalicelib.usecases.create_aanvraag import refuse_product
from chalicelib.usecases.idempotency import Claim
from chalicelib.usecases.owned import owned_aanvraag, refuse_restricted, refuse_stale
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.recall import resting, withdraw_from
from chalicelib.usecases.submit_aanvraag import (
    AanvraagVerzonden,
    Grant,
    VerstrekkingKlaar,
    deadline_of,
    grant_one,
    wake,
)
from chalicelib.usecases.transaction import DossierWriter, settle

# Each takes six of the hundred places of a transaction: two rows, answers and evidence of the new, two rows of the old.
MOST_RECIPIENTS = 15
MOST_VERSIONS = 10  # every decision reads what was sent before, too


@dataclass(frozen=True)
class Herziening:
    """The content as it is to be sent now, with its permission; `until` None means 14 days on."""

    versie: int
    inhoud: AanvraagInhoud
    grant: Grant
    until: datetime | None = None
    opgave: Opgave = GEEN_OPGAVE


def revise_aanvraag(
    broker: Broker, actor: Actor, aanvraag_id: str, herziening: Herziening, claim: Claim | None
) -> AanvraagVerzonden:
    """Raises IllegalState for one that was not sent, ended, was accepted or was revised too often."""
    answer = settle(broker, lambda: _revise(broker, actor, aanvraag_id, herziening, claim), claim)
    wake(broker, aanvraag_id)
    return answer


def _revise(
    broker: Broker, actor: Actor, aanvraag_id: str, herziening: Herziening, claim: Claim | None
) -> AanvraagVerzonden:
    now = broker.clock.now()
    state, aanvraag = owned_aanvraag(broker, actor, aanvraag_id)
    holding = _holding(state, aanvraag, actor, herziening, now)
    _check(broker, state, actor, herziening, now)
    changed = _next_version(broker, state, aanvraag, herziening, now)
    writer = DossierWriter(state, now, actor.account_id)
    writer.replace(changed)
    writer.insert(seal(broker, state.dossier.id, aanvraag_id, changed.revisie, aanvraag.soort, herziening.inhoud))
    lessors = _able(broker, changed, holding)
    refuse_need(list(lessors.values()), changed.product, herziening.opgave)
    withdraw_from(broker, writer, [row for row in holding if row.kredietverstrekker_id not in lessors], now)
    renewed = [row for row in holding if row.kredietverstrekker_id in lessors]
    for row in renewed:
        _supersede(writer, row, now)
    rows = [
        grant_one(
            broker, writer, changed, lessors[row.kredietverstrekker_id], actor, herziening.grant, herziening.opgave, now
        )
        for row in renewed
    ]
    writer.evidence("aanvraag.herzien", aanvraag=aanvraag_id, versie=changed.versie, was=aanvraag.versie)
    answer = _answer(changed, rows)
    writer.commit(broker, claim, answer)
    return answer


def _holding(
    state: DossierState, aanvraag: Aanvraag, actor: Actor, herziening: Herziening, now: datetime
) -> list[Verstrekking]:
    """The Verstrekkingen of the version before that still rest on a permission."""
    status = derive(state, aanvraag, now)
    if status not in REVISABLE:
        raise IllegalState(allowed=VERLOOP.allowed(status))
    refuse_stale(herziening.versie, aanvraag.versie)
    refuse_restricted(state)
    if not actor.akkoord:
        raise IllegalState("akkoord.verplicht", veld="akkoord")
    part = state.of_aanvraag(aanvraag.id)
    versions = {row.versie for row in part.verstrekkingen.values()}
    holding = resting(part)
    if len(versions) >= MOST_VERSIONS or len(holding) > MOST_RECIPIENTS:
        raise IllegalState("herziening.te_veel", veld="aanvraag")
    return holding


def _check(broker: Broker, state: DossierState, actor: Actor, herziening: Herziening, now: datetime) -> None:
    refuse_product(broker, state, herziening.inhoud)
    faults = (*check_dates(herziening.inhoud, today(now)), *herziening.grant.faults(actor, today(now)))
    if faults:
        raise InvalidInput(*faults)


def _next_version(
    broker: Broker, state: DossierState, aanvraag: Aanvraag, herziening: Herziening, now: datetime
) -> Aanvraag:
    return aanvraag.model_copy(
        update={
            "versie": aanvraag.versie + 1,
            "revisie": aanvraag.revisie + 1,
            "dossier_revisie": state.dossier.revisie,
            "product": herziening.inhoud.product,
            "gewijzigd_op": now,
            "verzonden_op": now,
            "uiterste_reactie": deadline_of(herziening.until, now),
            "cijfers": digests(of_aanvraag(herziening.inhoud), broker.vault.keyed_hash),
        }
    )


def _able(broker: Broker, aanvraag: Aanvraag, holding: Sequence[Verstrekking]) -> dict[str, Kredietverstrekker]:
    """By id, who can get the new version. Raises InvalidInput when nobody can."""
    ids = [row.kredietverstrekker_id for row in holding]
    rows = broker.store.get_many([(Kredietverstrekker, lessor_id) for lessor_id in ids]) if ids else []
    able = {
        row.id: row
        for row in rows
        if isinstance(row, Kredietverstrekker) and row.active and aanvraag.product in row.producten
    }
    if not able:
        raise InvalidInput.one("aanvraag.product", "kredietverstrekker.product")
    return able


def _supersede(writer: DossierWriter, row: Verstrekking, now: datetime) -> None:
    """Nothing of the version before is sent, asked or accepted any more."""
    consent = writer.state.toestemmingen[sibling("toe", row.id)]
    writer.replace(consent.model_copy(update={"status": ToestemmingStatus.VERVANGEN, "epoch": consent.epoch + 1}))
    if row.levering.open or row.gevraagd is not None:
        unsent = row.status is VerstrekkingStatus.KLAAR
        update = {
            "levering": row.levering.dropped("versie") if row.levering.open else row.levering,
            "status": VERSTREKKING.move(row.status, VerstrekkingStatus.VERLOPEN) if unsent else row.status,
            "gevraagd": None,
            "herinneren_op": None,
        }
        writer.replace(row.model_copy(update=update))
    for offer in writer.state.offertes.values():
        if offer.verstrekking_id == row.id and offer.is_open(now):
            writer.replace(offer.model_copy(update={"status": OfferteStatus.VERVALLEN}))


def _answer(aanvraag: Aanvraag, rows: Sequence[Verstrekking]) -> AanvraagVerzonden:
    return AanvraagVerzonden(
        status=AanvraagStatus.VERZONDEN,
        versie=aanvraag.versie,
        verstrekkingen=tuple(
            VerstrekkingKlaar(id=r.id, kredietverstrekker_id=r.kredietverstrekker_id, status=r.status)
            for r in latest(rows)
        ),
    )
