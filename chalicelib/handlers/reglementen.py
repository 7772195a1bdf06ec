"""The published documents, for anybody (art. 2 lid 1, art. 12 lid 1)."""

from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.routing import Routes
from chalicelib.handlers.schemas.reglementen import Reglementen, ReglementRegel
from chalicelib.usecases.list_reglementen import list_reglementen
from chalicelib.usecases.read_reglement import read_reglement

MARKDOWN = "text/markdown; charset=utf-8"

routes = Routes(__name__)


@routes.public("GET", "/v1/reglementen", answers={200: Reglementen})
def list_documents(call: Call[None]) -> Answer:
    """De gepubliceerde documenten, met de versie die nu geldt."""
    rows = list_reglementen(call.broker, call.now)
    return Answer(200, Reglementen(reglementen=tuple(ReglementRegel.of(row) for row in rows)))


@routes.public("GET", "/v1/reglementen/{soort}/{versie}", answers={200: None}, content_type=MARKDOWN)
def read_document(call: Call[None]) -> Answer:
    """De tekst van één versie van een document."""
    document = read_reglement(call.broker, call.path["soort"], call.path["versie"])
    return Answer(200, document.tekst, MARKDOWN, {"ETag": f'"{document.sha256}"'})
