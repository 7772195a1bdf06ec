"""The portal: for staff of a Kredietverstrekker without systems of its own (`levering` portaal)."""

from datetime import datetime

from pydantic import Field, JsonValue

from chalicelib.domain.model import Model
from chalicelib.errors import Gone, IllegalState, NotFound
from chalicelib.handlers import portaal_pagina
from chalicelib.handlers.byte_range import part_of
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.paging import PAGE, page_query
from chalicelib.handlers.routing import Routes
from chalicelib.usecases.disclose import LeveringInhoud
from chalicelib.usecases.read_portaal import answer_on_portaal, collect_on_portaal, open_on_portaal, read_portaal
from chalicelib.usecases.receive_callback import CallbackAntwoord

routes = Routes(__name__)
PATH = "/v1/portaal/verstrekkingen"
ONE = PATH + "/{verstrekking_id}"


class PortaalRegel(Model):
    """One Verstrekking, without anything personal."""

    id: str
    status: str
    versie: int
    gemaakt_op: datetime


class PortaalLijst(Model):
    verstrekkingen: tuple[PortaalRegel, ...]
    volgende: str | None = None


class PortaalAntwoord(Model):
    """`type` and `data` as a callback has them; the ids are those of the address."""

    type: str
    data: dict[str, JsonValue] = Field(default_factory=dict)


@routes.public("GET", "/v1/portaal", answers={200: None}, content_type=portaal_pagina.CONTENT_TYPE)
def show(_: Call[None]) -> Answer:
    """De pagina waarop medewerkers van een kredietverstrekker inloggen en antwoorden."""
    return Answer(200, portaal_pagina.page(), portaal_pagina.CONTENT_TYPE, portaal_pagina.HEADERS)


@routes.kredietverstrekker("GET", PATH, query=PAGE, answers={200: PortaalLijst}, refuses=(NotFound,))
def list_own(call: Call[None]) -> Answer:
    """De aanvragen die voor uw kredietverstrekker klaarstaan, zonder persoonsgegevens."""
    rows, volgende = read_portaal(call.broker, call.actor, *page_query(call))
    shown = tuple(PortaalRegel(id=r.id, status=r.status, versie=r.versie, gemaakt_op=r.gemaakt_op) for r in rows)
    return Answer(200, PortaalLijst(verstrekkingen=shown, volgende=volgende))


@routes.kredietverstrekker("GET", ONE, answers={200: LeveringInhoud}, refuses=(IllegalState, Gone))
def read(call: Call[None]) -> Answer:
    """Eén aanvraag met de gegevens waarvoor toestemming is gegeven; elke inzage wordt vastgelegd."""
    return Answer(200, open_on_portaal(call.broker, call.actor, call.path["verstrekking_id"]))


@routes.kredietverstrekker(
    "GET",
    ONE + "/documenten/{document_id}",
    answers={200: None, 206: None},
    binary=True,
    refuses=(IllegalState, Gone),
)
def collect(call: Call[None]) -> Answer:
    """Een document dat het antwoord was op uw vraag, vanaf 4 MiB in delen (`Range`); elke inzage wordt vastgelegd."""
    ids = call.path["verstrekking_id"], call.path["document_id"]
    row, content = collect_on_portaal(call.broker, call.actor, *ids)
    return part_of(content, row.mediatype, call.headers.get("range", ""))


@routes.kredietverstrekker(
    "POST",
    ONE + "/antwoorden",
    body=PortaalAntwoord,
    answers={202: CallbackAntwoord},
    refuses=(IllegalState, Gone),
)
def answer(call: Call[PortaalAntwoord]) -> Answer:
    """Antwoord op een aanvraag, met dezelfde berichten als bij een callback."""
    body = call.body
    _, stored = answer_on_portaal(call.broker, call.actor, call.path["verstrekking_id"], body.type, body.data)
    return Answer(202, stored)
