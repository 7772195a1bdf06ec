"""The published statistics of a quarter (art. 5 lid 11), for operators: as data, as a table, as charts."""

import csv
import io

from chalicelib.domain.cijfer import Cel
from chalicelib.domain.gebruiker import Rol
from chalicelib.errors import InvalidInput
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.routing import Routes
from chalicelib.handlers.schemas.statistieken import Statistieken, Vorm
from chalicelib.usecases.read_statistieken import read_statistieken

routes = Routes(__name__)

COLUMNS = tuple(Cel.model_fields)


@routes.operator(Rol.BEHEER, "GET", "/v1/beheer/statistieken", query=("periode", "vorm"), answers={200: Statistieken})
def show(call: Call[None]) -> Answer:
    """De gepubliceerde statistiek van één kwartaal."""
    vorm, periode = _vorm(call.query.get("vorm", Vorm.JSON)), call.query.get("periode", "")
    shown = Statistieken.of(periode, read_statistieken(call.broker, periode))
    return {Vorm.JSON: _json, Vorm.CSV: _csv, Vorm.HTML: _html}[vorm](shown)


def _vorm(text: str) -> Vorm:
    if text not in set(Vorm):
        raise InvalidInput.one("vorm", "vorm.onbekend")
    return Vorm(text)


def _json(shown: Statistieken) -> Answer:
    return Answer(200, shown)


def _csv(shown: Statistieken) -> Answer:
    """RFC 4180. Every value is a code or number of ours, so no cell can be a formula."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(cel.model_dump(mode="json", exclude_none=True) for cel in shown.cellen)
    name = f'attachment; filename="statistieken-{shown.periode}.csv"'
    return Answer(200, text.getvalue(), "text/csv; charset=utf-8; header=present", {"Content-Disposition": name})


def _html(shown: Statistieken) -> Answer:
    # The charts' library is for this page only: no other request, and no other function, should load it.
    from chalicelib.handlers.beheer.statistieken_pagina import CSP, page  # noqa: PLC0415

    return Answer(200, page(shown), "text/html; charset=utf-8", {"Content-Security-Policy": CSP})
