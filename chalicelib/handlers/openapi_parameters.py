"""What stands in the address and the headers of a request."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from chalicelib.domain.aanvraag_inhoud import Product
from chalicelib.domain.bsn import GEEN_BSN
from chalicelib.domain.document import DocumentKind
from chalicelib.domain.model import Model
from chalicelib.domain.offerte_vergelijking import Sortering
from chalicelib.domain.reglement_versie import VERSIE, DocumentSoort
from chalicelib.handlers import serving
from chalicelib.handlers.route import Route
from chalicelib.handlers.schemas.examples import FORMS
from chalicelib.handlers.schemas.statistieken import Vorm
from chalicelib.usecases.list_dossiers import LARGEST_WITH_NAMES
from chalicelib.usecases.listing import DEFAULT, LARGEST
from chalicelib.usecases.messages import FETCH_CODE
from chalicelib.usecases.read_statistieken import QUARTER_PATTERN

Parameter = dict[str, Any]

_PLACE_HOLDER = re.compile(r"\{(\w+)\}")
_ID: Parameter = {"type": "string", "maxLength": serving.MAX_ID}
# The parts of an address that are no id.
_PATH: Mapping[str, tuple[str, Parameter]] = {
    "soort": ("Welk document.", {"type": "string", "enum": [soort.value for soort in DocumentSoort]}),
    "versie": ("Welke versie van het document.", {"type": "string", "pattern": VERSIE}),
}
QUERY: Mapping[str, tuple[str, Parameter]] = {
    "limiet": (
        f"Hoeveel u er hoogstens wilt zien; met `velden=naam` hoogstens {LARGEST_WITH_NAMES}.",
        {"type": "integer", "minimum": 1, "maximum": LARGEST, "default": DEFAULT},
    ),
    "na": ("Waar u verder wilt lezen: `volgende` uit het vorige antwoord.", {"type": "string"}),
    "periode": ("Welk kwartaal.", {"type": "string", "pattern": QUARTER_PATTERN, "examples": ["2027-Q1"]}),
    "vorm": (
        "Gegevens (json), een tabel voor een rekenblad (csv), of een pagina (html).",
        {"type": "string", "default": Vorm.JSON.value},
    ),
    "velden": ("Toon ook de naam; die inzage wordt vastgelegd.", {"type": "string", "enum": ["naam"]}),
    "product": ("Alleen wie dit product heeft.", {"type": "string", "enum": [product.value for product in Product]}),
    "sorteer": (
        "De volgorde van de offertes.",
        {"type": "string", "enum": [order.value for order in Sortering], "default": Sortering.EFFECTIEF.value},
    ),
}
HEADERS: Mapping[str, Parameter] = {
    "If-Match": {
        "description": 'De versie die u las, bijvoorbeeld `"1"`. Ontbreekt of is verouderd: 412.',
        "required": True,
        "schema": {"type": "string", "pattern": '^"?[0-9]{1,9}"?$', "examples": ['"1"']},
    },
    "Idempotency-Key": {
        "description": "Zelf gekozen; met dezelfde waarde krijgt u 30 dagen hetzelfde antwoord.",
        "schema": {"type": "string", "minLength": 1, "maxLength": serving.MAX_KEY},
    },
    "X-Bevestig": {
        "description": "Bevestig dat een getal in een tekst geen burgerservicenummer is.",
        "schema": {"type": "string", "enum": [serving.GEEN_BSN]},
    },
    "X-Soort": {
        "description": "Welk document het is.",
        "required": True,
        "schema": {"type": "string", "enum": [kind.value for kind in DocumentKind]},
    },
    "Range": {
        "description": "Welk deel u wilt; nodig als het document groter is dan 4 MiB, en dan hoogstens zo veel.",
        "schema": {"type": "string", "pattern": "^bytes=[0-9]{1,9}-([0-9]{1,9})?$", "examples": ["bytes=0-4194303"]},
    },
    FETCH_CODE: {
        "description": "De code die in de melding stond, bij `ophaalcode`.",
        "required": True,
        "schema": {"type": "string", "minLength": 1},
    },
    "webhook-id": {
        "description": "Het nummer van dit bericht; gelijk als u het nog eens stuurt.",
        "required": True,
        "schema": {"type": "string", "minLength": 1},
    },
    "webhook-timestamp": {
        "description": "Wanneer u tekende: seconden sinds 1970. Hoogstens 5 minuten van onze klok.",
        "required": True,
        "schema": {"type": "string", "pattern": "^[0-9]+$"},
    },
    "webhook-signature": {
        "description": (
            "`v1,` met de base64 van HMAC-SHA256 over `id.timestamp.body`, of meer met spaties ertussen; bij een GET "
            "is body de methode met het adres: `GET /v1/leveringen/<verstrekking_id>`."
        ),
        "required": True,
        "schema": {"type": "string", "pattern": "^v1,"},
    },
}
WEBHOOK = ("webhook-id", "webhook-timestamp", "webhook-signature")


def header_components() -> dict[str, Parameter]:
    return {name: {"name": name, "in": "header", **header} for name, header in HEADERS.items()}


def header_refs(*names: str) -> list[Parameter]:
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]


def parameters_of(route: Route) -> list[Parameter]:
    """Path, query and headers of one route, in that order."""
    return [*_path(route), *_query(route), *header_refs(*_headers(route))]


def _path(route: Route) -> Iterator[Parameter]:
    for name in _PLACE_HOLDER.findall(route.path):
        text, schema = _PATH.get(name, (f"Het id dat u van ons kreeg ({name.removesuffix('_id')}).", _ID))
        yield {"name": name, "in": "path", "required": True, "description": text, "schema": schema}


def _query(route: Route) -> Iterator[Parameter]:
    """A parameter without a text of its own is a plain text; a test fails for it."""
    for name in route.query:
        text, schema = QUERY.get(name, (name, {"type": "string"}))
        own = {"enum": [Vorm.JSON.value, *_forms(route)]} if name == "vorm" else {}
        yield {"name": name, "in": "query", "description": text, "schema": {**schema, **own}}


def _forms(route: Route) -> Iterator[str]:
    """What the answer can be beside JSON: text/html is `html`."""
    yield from (kind.rpartition("/")[2] for kind in FORMS.get(route.path, {}))


def _headers(route: Route) -> Iterator[str]:
    if route.signed:
        yield from WEBHOOK
    if route.told:
        yield FETCH_CODE
    if route.upload:
        yield "X-Soort"
    if route.binary:
        yield "Range"
    if route.if_match:
        yield "If-Match"
    if route.idempotent:
        yield "Idempotency-Key"
    body = route.body or route.merge
    if body is not None and holds_free_text(body):
        yield "X-Bevestig"


def holds_free_text(annotation: Any) -> bool:
    """Whether a value of this type can hold words of a person, which are searched for a BSN."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        fields = annotation.model_fields.values()
        return any(GEEN_BSN in field.metadata or holds_free_text(field.annotation) for field in fields)
    marked = hasattr(annotation, "__metadata__") and GEEN_BSN in annotation.__metadata__
    return marked or any(map(holds_free_text, get_args(annotation)))
