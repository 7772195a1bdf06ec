"""What may not leave now: it rests while the reason may pass, and else ends where its sender can see it (I1)."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.aanvraag import Aanvraag
from chalicelib.domain.levering import Levering
from chalicelib.domain.verstrekking import Bericht, Verstrekking, VerstrekkingStatus
from chalicelib.privacy.verstrekking import Refusal
from chalicelib.usecases.transaction import DossierWriter

Due = Verstrekking | Bericht


def last_moment(aanvraag: Aanvraag, item: Due) -> datetime:
    """No try is planned after it, and nothing rests longer."""
    if isinstance(item, Bericht):
        return item.uiterlijk
    return aanvraag.uiterste_reactie or item.gemaakt_op


def withhold(writer: DossierWriter, aanvraag: Aanvraag, item: Due, refusal: Refusal, now: datetime) -> None:
    """Art. 6 lid 2 and 3 keep it here: for now, or for good."""
    if not refusal.may_pass:
        _end(writer, item, item.levering.dropped(refusal.value), VerstrekkingStatus.GEBLOKKEERD)
        writer.evidence("verstrekking.geblokkeerd", bericht=item.id, reden=refusal.value)
        return
    levering = item.levering.rested(now, refusal.value, last_moment(aanvraag, item))
    if not levering.open:
        fail(writer, item, refusal.value)
        return
    writer.replace(item.model_copy(update={"levering": levering}))
    if item.levering.reden != refusal.value:  # once, not at each look
        writer.evidence("verstrekking.aangehouden", bericht=item.id, reden=refusal.value)


@dataclass(frozen=True)
class Pause:
    """What keeps a message for a while, by whose side, and until when; `extends`: its own time stands still."""

    reden: str
    tot: datetime
    extends: bool = False


def pause(writer: DossierWriter, aanvraag: Aanvraag, item: Due, until: Pause, now: datetime) -> None:
    """Not now, for a reason that lies with who gets it. What is told later must not lapse while they are closed."""
    if until.extends and isinstance(item, Bericht) and item.uiterlijk <= until.tot:
        item = item.model_copy(update={"uiterlijk": until.tot + (item.uiterlijk - item.gemaakt_op)})
    levering = item.levering.rested(now, until.reden, last_moment(aanvraag, item), until.tot)
    if not levering.open:
        fail(writer, item, until.reden)
        return
    writer.replace(item.model_copy(update={"levering": levering}))
    if item.levering.reden != until.reden:  # once, not at each look
        writer.evidence("verstrekking.aangehouden", bericht=item.id, reden=until.reden)


def fail(writer: DossierWriter, item: Due, reden: str) -> None:
    """It cannot be sent, and its time or means are over."""
    _end(writer, item, item.levering.gave_up(reden), VerstrekkingStatus.TECHNISCH_MISLUKT)
    writer.evidence("verstrekking.mislukt", bericht=item.id, reden=reden)


def _end(writer: DossierWriter, item: Due, levering: Levering, status: VerstrekkingStatus) -> None:
    """Never sent again. A Verstrekking that was withdrawn keeps that state."""
    ended = item.model_copy(update={"levering": levering})
    if isinstance(ended, Verstrekking) and ended.status is VerstrekkingStatus.KLAAR:
        ended = ended.model_copy(update={"status": status})
    writer.replace(ended)
