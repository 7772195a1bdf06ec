"""Telling a Kredietverstrekker that it must stop: a recall for each intent that was ever committed (I4)."""

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
    busy = row.levering.status is LeveringStatus.ONDERWEG and row.levering.volgende is not None
    due = max(now, row.levering.volgende) if busy and row.levering.volgende else now
    bericht = Bericht(
        id=child_id("ber", aanvraag_of(row.id), broker.entropy(5)),
        verstrekking_id=row.id,
        kredietverstrekker_id=row.kredietverstrekker_id,
        type=soort,
        gemaakt_op=now,
        uiterlijk=now + DELIVER_WITHIN,
        levering=Levering(volgende=due),
        offerte_id=offerte_id,
    )
    writer.insert(bericht)
    return bericht


def stop(broker: Broker, writer: DossierWriter, row: Verstrekking, now: datetime) -> bool:
    """
    End one Verstrekking for good: nothing more is sent, open questions lapse, and what left is recalled.

    True when there is a recall.
    """
    if row.status is VerstrekkingStatus.INGETROKKEN:
        return False
    levering = row.levering.dropped("ingetrokken") if row.levering.open else row.levering
    if row.levering.intended:
        recall = tell(broker, writer, row, BerichtSoort.INGETROKKEN, now)
        writer.evidence("verstrekking.teruggeroepen", verstrekking=row.id, bericht=recall.id)
    for bericht in list(writer.state.berichten.values()):
        if bericht.verstrekking_id == row.id and bericht.type is BerichtSoort.INFORMATIE_BEANTWOORD:
            _drop(writer, bericht)
    status = VERLOOP.move(row.status, VerstrekkingStatus.INGETROKKEN)
    writer.replace(row.model_copy(update={"status": status, "levering": levering, "gevraagd": None}))
    return row.levering.intended


def withdraw(writer: DossierWriter, consent: Toestemming, now: datetime) -> None:
    """The permission ends, and with its epoch every intent that was not yet committed."""
    if not consent.in_force:
        return
    writer.replace(
        consent.model_copy(
            update={
                "status": ToestemmingStatus.INGETROKKEN,
                "epoch": consent.epoch + 1,
                "ingetrokken_op": now,
            }
        )
    )
    writer.evidence("toestemming.ingetrokken", toestemming=consent.id, epoch=consent.epoch + 1)


def _drop(writer: DossierWriter, bericht: Bericht) -> None:
    if bericht.levering.open:
        writer.replace(bericht.model_copy(update={"levering": bericht.levering.dropped("ingetrokken")}))
