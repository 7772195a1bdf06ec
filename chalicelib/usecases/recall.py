"""
Telling a Kredietverstrekker that it must stop: whatever ends a permission ends it here, with a recall for each intent
that was committed under it (I4).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from chalicelib.domain.aanvraag import ENDED, Aanvraag
from chalicelib.domain.aanvraag_verloop import derive
from chalicelib.domain.ids import aanvraag_of, child_id, sibling
from chalicelib.domain.levering import Levering, LeveringStatus
from chalicelib.domain.offerte import OfferteStatus
from chalicelib.domain.state import DossierState
from chalicelib.domain.verstrekking import (
    VERLOOP,
    WITHOUT_CONSENT,
    Bericht,
    BerichtSoort,
    Toestemming,
    ToestemmingStatus,
    Verstrekking,
    VerstrekkingStatus,
)
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.transaction import DossierWriter

DELIVER_WITHIN = timedelta(hours=48)


def tell(
    broker: Broker,
    writer: DossierWriter,
    row: Verstrekking,
    soort: BerichtSoort,
    now: datetime,
    offerte_id: str | None = None,
) -> Bericht:
    """One later message, due now, or as soon as a send that is on its way must have ended."""
    bericht = Bericht(
        id=child_id("ber", aanvraag_of(row.id), broker.entropy(5)),
        verstrekking_id=row.id,
        kredietverstrekker_id=row.kredietverstrekker_id,
        type=soort,
        gemaakt_op=now,
        uiterlijk=now + DELIVER_WITHIN,
        levering=Levering(volgende=_quiet_at(writer, row, now)),
        offerte_id=offerte_id,
    )
    writer.insert(bericht)
    return bericht


def resting(state: DossierState) -> list[Verstrekking]:
    """
    The Verstrekkingen that still rest on a permission, however their Aanvraag ended.

    What became an Overeenkomst is not among them: its Kredietverstrekker is a party to it, and carries it out. One that
    was called off before it began made nobody a party.
    """
    agreed = {contract.verstrekking_id for contract in state.overeenkomsten.values() if contract.stands}
    return [row for row in state.verstrekkingen.values() if row.id not in agreed and _consent(state, row).in_force]


def is_agreed(state: DossierState, item: Verstrekking | Bericht) -> bool:
    """
    Whether a message is about an Overeenkomst, from its acceptance on.

    That stays when the account of its sender ends (art. 8 lid 2), so who is a party to it must hear that it is there.
    """
    return isinstance(item, Bericht) and any(
        contract.stands and contract.verstrekking_id == item.verstrekking_id and contract.aanvaard_op <= item.gemaakt_op
        for contract in state.overeenkomsten.values()
    )


def end_sharing(
    broker: Broker, writer: DossierWriter, aanvraag: Aanvraag, now: datetime, *, reden_opgegeven: bool = False
) -> int:
    """
    End whatever of this Aanvraag still rests on a permission; how many recalls.

    One that is alive is withdrawn by it. One that ended before keeps the moment of its end, and so its term (I12).
    """
    part = writer.state.of_aanvraag(aanvraag.id)
    if not part.overeenkomsten:
        if derive(part, aanvraag, now) not in ENDED:
            writer.replace(aanvraag.model_copy(update={"ingetrokken_op": now}))
        writer.evidence("aanvraag.ingetrokken", aanvraag=aanvraag.id, reden_opgegeven=reden_opgegeven)
    return withdraw_from(broker, writer, resting(part), now)


def withdraw_from(broker: Broker, writer: DossierWriter, rows: Sequence[Verstrekking], now: datetime) -> int:
    """These permissions end: nothing more is sent, what left is recalled, open Offertes lapse; how many recalls."""
    withdraw(writer, [_consent(writer.state, row) for row in rows], now)
    ending = {row.id for row in rows}
    for offer in writer.state.offertes.values():
        if offer.verstrekking_id in ending and offer.is_open(now):
            writer.replace(offer.model_copy(update={"status": OfferteStatus.VERVALLEN}))
    return stop(broker, writer, rows, now)


def untold(state: DossierState, now: datetime) -> list[Bericht]:
    """What a Kredietverstrekker has yet to hear about the end of a permission, and may still be told (48 hours)."""
    return [
        row
        for row in state.berichten.values()
        if row.type in WITHOUT_CONSENT and row.levering.open and now < row.uiterlijk
    ]


def in_flight(state: DossierState, now: datetime) -> bool:
    """Whether a send may be under way: its intent is committed, and its lease not yet over."""
    rows: list[Verstrekking | Bericht] = [*state.verstrekkingen.values(), *state.berichten.values()]
    return any(row.levering.status is LeveringStatus.ONDERWEG and not row.levering.is_due(now) for row in rows)


def stop(broker: Broker, writer: DossierWriter, rows: Iterable[Verstrekking], now: datetime) -> int:
    """
    End Verstrekkingen for good: nothing more is sent, and what left is recalled; how many recalls.

    One piece of evidence for all of them: with twenty Kredietverstrekkers each its own would not fit a transaction.
    """
    recalls = [
        recall
        for row in rows
        if row.status is not VerstrekkingStatus.INGETROKKEN and (recall := _stop_one(broker, writer, row, now))
    ]
    if recalls:
        writer.evidence(
            "verstrekking.teruggeroepen",
            verstrekkingen=tuple(recall.verstrekking_id for recall in recalls),
            berichten=tuple(recall.id for recall in recalls),
        )
    return len(recalls)


def withdraw(writer: DossierWriter, consents: Iterable[Toestemming], now: datetime) -> None:
    """The permissions end, and with their epoch every intent that was not yet committed."""
    ending = [consent for consent in consents if consent.in_force]
    for consent in ending:
        writer.replace(
            consent.model_copy(
                update={
                    "status": ToestemmingStatus.INGETROKKEN,
                    "epoch": consent.epoch + 1,
                    "ingetrokken_op": now,
                }
            )
        )
    if ending:
        writer.evidence("toestemming.ingetrokken", toestemmingen=tuple(consent.id for consent in ending))


def _stop_one(broker: Broker, writer: DossierWriter, row: Verstrekking, now: datetime) -> Bericht | None:
    """An answer that still waits to be sent needs no change here: without permission its dispatch drops it."""
    held = _held(writer.state, row)
    recall = tell(broker, writer, held, BerichtSoort.INGETROKKEN, now) if held is not None else None
    levering = row.levering.dropped("ingetrokken") if row.levering.open else row.levering
    status = VERLOOP.move(row.status, VerstrekkingStatus.INGETROKKEN)
    writer.replace(row.model_copy(update={"status": status, "levering": levering, "gevraagd": None}))
    return recall


def _held(state: DossierState, row: Verstrekking) -> Verstrekking | None:
    """What this Kredietverstrekker last got of the Aanvraag: an older version, where the newest did not leave yet."""
    same = state.of_aanvraag(aanvraag_of(row.id)).verstrekkingen.values()
    left = [one for one in same if one.kredietverstrekker_id == row.kredietverstrekker_id and one.levering.intended]
    return max(left, key=lambda one: one.versie, default=None)


def _consent(state: DossierState, row: Verstrekking) -> Toestemming:
    return state.toestemmingen[sibling("toe", row.id)]


def _quiet_at(writer: DossierWriter, row: Verstrekking, now: datetime) -> datetime:
    """When nothing of this Verstrekking can be on its way any more."""
    later = [bericht.levering for bericht in writer.state.berichten.values() if bericht.verstrekking_id == row.id]
    busy = [levering for levering in (row.levering, *later) if levering.status is LeveringStatus.ONDERWEG]
    return max([now, *(levering.volgende for levering in busy if levering.volgende)])
