"""Receipts of destruction, for operators who answer for privacy."""

from datetime import datetime

from chalicelib.domain.gebruiker import Rol
from chalicelib.domain.model import Model
from chalicelib.domain.register_rows import Vernietiging
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.paging import PAGE, page_query
from chalicelib.handlers.routing import Routes
from chalicelib.usecases.list_vernietigingen import list_vernietigingen

routes = Routes(__name__)


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
