"""Telling a Kredietverstrekker that it must stop: a recall for each intent that was ever committed (I4)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from chalicelib.domain.ids import aanvraag_of, child_id
from chalicelib.domain.levering import Levering, LeveringStatus
from chalicelib.domain.verstrekking import (
    VERLOOP,
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
    recall = tell(broker, writer, row, BerichtSoort.INGETROKKEN, now) if row.levering.intended else None
    levering = row.levering.dropped("ingetrokken") if row.levering.open else row.levering
    status = VERLOOP.move(row.status, VerstrekkingStatus.INGETROKKEN)
    writer.replace(row.model_copy(update={"status": status, "levering": levering, "gevraagd": None}))
    return recall


def _quiet_at(writer: DossierWriter, row: Verstrekking, now: datetime) -> datetime:
    """When nothing of this Verstrekking can be on its way any more."""
    later = [bericht.levering for bericht in writer.state.berichten.values() if bericht.verstrekking_id == row.id]
    busy = [levering for levering in (row.levering, *later) if levering.status is LeveringStatus.ONDERWEG]
    return max([now, *(levering.volgende for levering in busy if levering.volgende)])
