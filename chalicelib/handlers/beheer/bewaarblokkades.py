"""Bewaarblokkades: for operators with role `juridisch`, and nobody else (I10)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import AwareDatetime

from chalicelib.domain.bewaarblokkade import Bewaarblokkade, BlokkadeGrond, NieuweBlokkade
from chalicelib.domain.datum import Datum
from chalicelib.domain.gebruiker import Rol
from chalicelib.domain.ids import dossier_of
from chalicelib.domain.model import Model
from chalicelib.errors import IllegalState, NotFound
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.paging import PAGE, page_query
from chalicelib.handlers.routing import Routes
from chalicelib.usecases.lift_bewaarblokkade import OpheffingGevraagd, lift_bewaarblokkade
from chalicelib.usecases.list_bewaarblokkades import list_bewaarblokkades
from chalicelib.usecases.place_bewaarblokkade import BlokkadeGeplaatst, place_bewaarblokkade
from chalicelib.usecases.read_bewaarblokkade import Opened, read_bewaarblokkade, read_held_dossier

routes = Routes(__name__)
PATH = "/v1/beheer/bewaarblokkades"
ONE = PATH + "/{bewaarblokkade_id}"


class BlokkadeInLijst(Model):
    """`herziening_nodig` once its day of review has passed; it keeps its dossier all the same."""

    id: str
    dossier_id: str
    status: str
    grond: BlokkadeGrond
    herzien_op: Datum
    herziening_nodig: bool
    geplaatst_op: AwareDatetime
    geplaatst_door: str
    zaak: str | None = None
    opheffing_gevraagd_op: AwareDatetime | None = None
    opheffing_gevraagd_door: str | None = None


class BlokkadeLijst(Model):
    bewaarblokkades: tuple[BlokkadeInLijst, ...]
    volgende: str | None = None


class BlokkadeWeergave(BlokkadeInLijst):
    reden: str | None = None


class BewaardRecord(Model):
    """One record of the dossier, in one revision."""

    id: str
    soort: str
    revisie: int
    inhoud: Mapping[str, Any]


class BewaardDossier(Model):
    """`afgeschermd_op`: from when its owner no longer reaches it."""

    dossier_id: str
    afgeschermd_op: AwareDatetime | None = None
    records: tuple[BewaardRecord, ...]


@routes.operator(
    Rol.JURIDISCH,
    "POST",
    PATH,
    body=NieuweBlokkade,
    answers={201: BlokkadeGeplaatst},
    transactional=True,
    refuses=(NotFound, IllegalState),
)
def place(call: Call[NieuweBlokkade]) -> Answer:
    """Plaats een bewaarblokkade: zolang zij geldt, wordt niets van het dossier vernietigd."""
    made = place_bewaarblokkade(call.broker, call.actor, call.body, call.claim, geen_bsn=call.geen_bsn)
    return Answer(201, made)


@routes.operator(Rol.JURIDISCH, "GET", PATH, query=PAGE, answers={200: BlokkadeLijst})
def list_all(call: Call[None]) -> Answer:
    """De bewaarblokkades die gelden, zonder hun reden."""
    after, limit = page_query(call)
    rows, volgende = list_bewaarblokkades(call.broker, after, limit)
    shown = tuple(BlokkadeInLijst(**_shown(row, call.now)) for row in rows)
    return Answer(200, BlokkadeLijst(bewaarblokkades=shown, volgende=volgende))


@routes.operator(Rol.JURIDISCH, "GET", ONE, answers={200: BlokkadeWeergave})
def read(call: Call[None]) -> Answer:
    """Eén bewaarblokkade met haar reden; de inzage wordt vastgelegd."""
    row, reden = read_bewaarblokkade(call.broker, call.actor, _id(call))
    return Answer(200, BlokkadeWeergave(**_shown(row, call.now), reden=reden))


@routes.operator(Rol.JURIDISCH, "GET", ONE + "/dossier", answers={200: BewaardDossier})
def read_dossier(call: Call[None]) -> Answer:
    """Het dossier dat deze bewaarblokkade bewaart, met alles wat er staat; de inzage wordt vastgelegd."""
    dossier, records = read_held_dossier(call.broker, call.actor, _id(call))
    shown = tuple(map(_record, records))
    return Answer(200, BewaardDossier(dossier_id=dossier.id, afgeschermd_op=dossier.afgeschermd_op, records=shown))


@routes.operator(Rol.JURIDISCH, "DELETE", ONE, answers={202: OpheffingGevraagd, 204: None}, refuses=(IllegalState,))
def lift(call: Call[None]) -> Answer:
    """Vraag de opheffing (202); een tweede persoon voert haar uit (204)."""
    waiting = lift_bewaarblokkade(call.broker, call.actor, _id(call))
    return Answer(204) if waiting is None else Answer(202, waiting)


def _id(call: Call[Any]) -> str:
    return call.path["bewaarblokkade_id"]


def _shown(row: Bewaarblokkade, now: datetime) -> dict[str, Any]:
    return {
        "id": row.id,
        "dossier_id": dossier_of(row.id),
        "status": row.status,
        "grond": row.grond,
        "herzien_op": row.herzien_op,
        "herziening_nodig": row.overdue(now),
        "geplaatst_op": row.geplaatst_op,
        "geplaatst_door": row.geplaatst_door,
        "zaak": row.zaak or None,
        "opheffing_gevraagd_op": row.opheffing_gevraagd_op,
        "opheffing_gevraagd_door": row.opheffing_door or None,
    }


def _record(opened: Opened) -> BewaardRecord:
    record = opened.record
    return BewaardRecord(id=record.id, soort=record.model, revisie=record.revisie, inhoud=opened.inhoud)
