"""Receipts of destruction, and what waits for two persons, for operators who answer for privacy."""

from datetime import datetime

from chalicelib.domain.gebruiker import Rol
from chalicelib.domain.model import Model
from chalicelib.domain.register_rows import Bulkvernietiging, Vernietiging
from chalicelib.errors import IllegalState
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.paging import PAGE, page_query
from chalicelib.handlers.routing import Routes
from chalicelib.usecases.approve_bulkvernietiging import approve_bulkvernietiging
from chalicelib.usecases.list_bulkvernietigingen import list_bulkvernietigingen
from chalicelib.usecases.list_vernietigingen import list_vernietigingen

routes = Routes(__name__)
BULK = "/v1/beheer/vernietigingen/bulk"


class VernietigingWeergave(Model):
    """
    One receipt: a line per store. `klaar` is false while a destruction is under way. Where a contact person went
    (`regel` is `einde_aansluiting`), `dossier_id` holds the id of the Kredietverstrekker.
    """

    id: str
    dossier_id: str
    regel: str
    uitgevoerd_op: datetime
    opslag: tuple[str, ...]
    klaar: bool


class VernietigingLijst(Model):
    vernietigingen: tuple[VernietigingWeergave, ...]
    volgende: str | None = None


class RegelTotaal(Model):
    regel: str
    aantal: int


class BulkWeergave(Model):
    """What was due in one run and is more than goes without approval; `tot` is until when it had to be due."""

    id: str
    status: str
    tot: datetime
    gevonden_op: datetime
    aantal: int
    regels: tuple[RegelTotaal, ...]
    goedkeuringen: int


class BulkLijst(Model):
    bulkvernietigingen: tuple[BulkWeergave, ...]
    volgende: str | None = None


class BulkGoedgekeurd(Model):
    """`status` is `wacht` until a second person has approved too; then the next run carries it out."""

    id: str
    status: str
    goedkeuringen: int


@routes.operator(Rol.PRIVACY, "GET", "/v1/beheer/vernietigingen", query=PAGE, answers={200: VernietigingLijst})
def list_all(call: Call[None]) -> Answer:
    """De bewijzen van vernietiging, zonder persoonsgegevens."""
    after, limit = page_query(call)
    rows, volgende = list_vernietigingen(call.broker, after, limit)
    return Answer(200, VernietigingLijst(vernietigingen=tuple(map(_shown, rows)), volgende=volgende))


def _shown(row: Vernietiging) -> VernietigingWeergave:
    return VernietigingWeergave(
        id=f"vern_{row.id[4:]}",
        dossier_id=row.id,
        regel=row.regel,
        uitgevoerd_op=row.uitgevoerd_op,
        opslag=row.opslag,
        klaar=row.klaar,
    )


@routes.operator(Rol.PRIVACY, "GET", BULK, query=PAGE, answers={200: BulkLijst})
def list_bulk(call: Call[None]) -> Answer:
    """Vernietigingen die met zo veel tegelijk zijn dat ze op twee personen wachten of wachtten."""
    after, limit = page_query(call)
    rows, volgende = list_bulkvernietigingen(call.broker, after, limit)
    return Answer(200, BulkLijst(bulkvernietigingen=tuple(map(_bulk_shown, rows)), volgende=volgende))


@routes.operator(
    Rol.PRIVACY,
    "POST",
    BULK + "/{bulk_id}/goedkeuring",
    answers={200: BulkGoedgekeurd},
    refuses=(IllegalState,),
)
def approve_bulk(call: Call[None]) -> Answer:
    """Keur een wachtende vernietiging goed; na de tweede persoon gaat de volgende keer wat toen te gaan had."""
    row = approve_bulkvernietiging(call.broker, call.actor, call.path["bulk_id"])
    return Answer(200, BulkGoedgekeurd(id=row.id, status=row.status, goedkeuringen=len(row.goedgekeurd_door)))


def _bulk_shown(row: Bulkvernietiging) -> BulkWeergave:
    return BulkWeergave(
        id=row.id,
        status=row.status,
        tot=row.tot,
        gevonden_op=row.gevonden_op,
        aantal=row.aantal,
        regels=tuple(_total(text) for text in row.regels),
        goedkeuringen=len(row.goedgekeurd_door),
    )


def _total(text: str) -> RegelTotaal:
    regel, _, aantal = text.rpartition(":")
    return RegelTotaal(regel=regel, aantal=int(aantal))
