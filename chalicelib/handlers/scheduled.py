"""
What the clock fires. The event's own time is `now`, so that a late or repeated run decides as it should have.

Lambda calls these functions as they are (infra/functions.yaml), so that a scheduled function never loads Chalice.

While the gate is closed (a restore brought back what was erased) only `herstel` works, and on nothing but that. The
others fail with Closed: their schedule tries again, and the due index holds their work until then.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from chalicelib import events, wiring
from chalicelib.domain.model import Model
from chalicelib.handlers.event_time import event_time
from chalicelib.usecases.check_koppen import KoppenUitkomst, check_koppen
from chalicelib.usecases.check_wissingen import ControleUitkomst, check_wissingen
from chalicelib.usecases.checkpoint_koppen import checkpoint_koppen
from chalicelib.usecases.end_verstrekkingen import end_verstrekkingen
from chalicelib.usecases.follow_grootboek import follow_grootboek
from chalicelib.usecases.pass_termijnen import TermijnUitkomst, pass_termijnen
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.quarantine import KEPT
from chalicelib.usecases.publish_cijfers import publish_cijfers
from chalicelib.usecases.purge_due_dossiers import BewaartermijnUitkomst, purge_due_dossiers
from chalicelib.usecases.recover_leveringen import recover_leveringen
from chalicelib.usecases.redate_dossiers import redate_dossiers
from chalicelib.usecases.remind_herziening import remind_herziening
from chalicelib.usecases.resume_vernietigingen import resume_vernietigingen

FINISH = timedelta(seconds=60)  # what one batch may take when everything is slow
Job = Callable[[Broker, datetime], Model]


class HerstelUitkomst(Model):
    """
    `gewekt`: Aanvragen that had something due; `hervat`: destructions that had stopped half-way; `herhaald`: erasures
    carried out again after a restore, and `te_herhalen` how many entries of the ledger are left; `opgeruimd`: files
    that nobody took out of quarantine.
    """

    gewekt: int = 0
    hervat: int = 0
    herhaald: int = 0
    te_herhalen: int = 0
    opgeruimd: int = 0


class BewaartermijnTaak(BewaartermijnUitkomst):
    """`herdateerd`: dossiers that a changed term gave another day; `te_herzien`: bewaarblokkades past their review."""

    herdateerd: int
    te_herzien: int


class ControleTaak(ControleUitkomst, KoppenUitkomst):
    """`vastgelegd`: heads of evidence that were signed."""

    vastgelegd: int


class TermijnTaak(TermijnUitkomst):
    """`gestopt`: Verstrekkingen that ended with their Kredietverstrekker."""

    gestopt: int


def on_herstel(event: Mapping[str, Any], context: object = None) -> dict[str, int]:
    """Erase again what a restore brought back, wake what should have left, finish what began to be destroyed."""
    return _run("herstel", wiring.broker(), _recover, event, context)


def _recover(broker: Broker, at: datetime) -> HerstelUitkomst:
    found = follow_grootboek(broker)
    if found.gesloten:
        return HerstelUitkomst(herhaald=found.herhaald, te_herhalen=found.rest)
    # What has to go goes first: a morning with many deliveries may take all the time there is.
    dropped = broker.quarantine.drop_older(broker.clock.now() - KEPT)
    resumed = resume_vernietigingen(broker, at)
    woken = recover_leveringen(broker, at)
    return HerstelUitkomst(gewekt=woken, hervat=resumed, opgeruimd=dropped, herhaald=found.herhaald)


def on_bewaartermijnen(event: Mapping[str, Any], context: object = None) -> dict[str, int]:
    """Date again what a changed term dates otherwise, destroy what is due (art. 8 lid 1), and ring for late reviews."""
    return _run("bewaartermijnen", wiring.open_broker(), partial(_retain, context=context), event, context)


def _retain(broker: Broker, at: datetime, context: object) -> BewaartermijnTaak:
    """
    Ends in time for the batch that was begun to be finished, and for its last lines. Each step is taken, whatever
    becomes of the one before it.
    """
    stop_at = _stop_at(broker, context)
    try:
        redated = redate_dossiers(broker, at)
    finally:
        try:
            swept = purge_due_dossiers(broker, at, stop_at)
        finally:
            waiting = remind_herziening(broker, at)
    return BewaartermijnTaak(**swept.model_dump(), herdateerd=redated, te_herzien=waiting)


def on_termijnen(event: Mapping[str, Any], context: object = None) -> dict[str, int]:
    """End what ends by itself, and remind who should act (Offertes, questions, Aanvragen, Overeenkomsten)."""
    return _run("termijnen", wiring.open_broker(), partial(_pass, context=context), event, context)


def _pass(broker: Broker, at: datetime, context: object) -> TermijnTaak:
    """Terms first: nothing waits for the rest, and it ends in time to be gone on with in an hour."""
    stop_at = _stop_at(broker, context)
    passed = pass_termijnen(broker, at, stop_at)
    return TermijnTaak(**passed.model_dump(), gestopt=end_verstrekkingen(broker, at, stop_at))


def on_anonimisering(event: Mapping[str, Any], context: object = None) -> dict[str, int]:
    """Publish the statistics of quarters that have closed (art. 5 lid 11): no gate, for counters restore nobody."""
    return _run("anonimisering", wiring.broker(), publish_cijfers, event, context)


def on_controle(event: Mapping[str, Any], context: object = None) -> dict[str, int]:
    """Sign the heads of the evidence, and prove that nothing of it changed nor came back (art. 8 lid 1, 9 lid 1)."""
    return _run("controle", wiring.open_broker(), partial(_check, context=context), event, context)


def _check(broker: Broker, at: datetime, context: object) -> ControleTaak:
    """
    What has to be signed first, then what was erased: a night without a checkpoint cannot be made up for. Each step is
    taken, whatever becomes of the one before it; neither of the two that look may take the time of the other.
    """
    stop_at = _stop_at(broker, context)
    try:
        signed = checkpoint_koppen(broker, stop_at)
    finally:
        try:
            erased = check_wissingen(broker, at, _half_way(broker, stop_at))
        finally:
            heads = check_koppen(broker, at, stop_at)
    return ControleTaak(**erased.model_dump(), **heads.model_dump(), vastgelegd=signed)


def _stop_at(broker: Broker, context: object) -> datetime | None:
    """When no new batch should be begun, so that the last one is whole; None where no time runs out."""
    left = getattr(context, "get_remaining_time_in_millis", None)
    return broker.clock.now() + timedelta(milliseconds=left()) - FINISH if left else None


def _half_way(broker: Broker, stop_at: datetime | None) -> datetime | None:
    now = broker.clock.now()
    return now + (stop_at - now) / 2 if stop_at else None


def _run(name: str, broker: Broker, job: Job, event: Mapping[str, Any], context: object) -> dict[str, int]:
    """A function has the name of its task."""
    with events.within(function=name, invocation=str(getattr(context, "aws_request_id", ""))):
        tally: dict[str, int] = job(broker, event_time(broker, event["time"])).model_dump()
        events.emit(events.SCHEDULE_RAN, taak=name, aantal=sum(tally.values()))
    return tally
