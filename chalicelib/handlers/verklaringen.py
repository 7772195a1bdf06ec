"""Statements of destruction for whoever had it done and for operators, and the key that anybody checks them with."""

from chalicelib.domain.gebruiker import Rol
from chalicelib.domain.model import Model
from chalicelib.errors import IllegalState, InvalidInput
from chalicelib.handlers import verklaring_pagina
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.routing import Routes
from chalicelib.usecases.state_vernietiging import Feiten, Verklaring, state_any_vernietiging, state_vernietiging

VORM = ("vorm",)
VORMEN = ("json", "html")
A_DAY = "public, max-age=86400"

routes = Routes(__name__)


class Sleutel(Model):
    """One public key as JWK (RFC 7517); `kid` is its thumbprint (RFC 7638)."""

    kty: str
    crv: str
    x: str
    y: str
    alg: str
    use: str
    kid: str


class Sleutels(Model):
    """A JWK Set."""

    keys: tuple[Sleutel, ...]


class OndertekendeVerklaring(Model):
    """`handtekening` is a compact JWS (RFC 7515, ES256); its payload is `verklaring` as JSON."""

    verklaring: Feiten
    handtekening: str


@routes.public("GET", "/v1/sleutels", answers={200: Sleutels})
def list_keys(call: Call[None]) -> Answer:
    """De openbare sleutels waarmee iedereen onze verklaringen kan controleren."""
    keys = tuple(Sleutel(**key) for key in call.broker.signer.public_keys())
    return Answer(200, Sleutels(keys=keys), headers={"Cache-Control": A_DAY})


@routes.signed_in(
    "GET",
    "/v1/verklaringen/{dossier_id}",
    query=VORM,
    answers={200: OndertekendeVerklaring},
    any_account=True,
    refuses=(IllegalState,),
)
def read_own(call: Call[None]) -> Answer:
    """De ondertekende verklaring dat een dossier dat u verwijderde vernietigd is; met `?vorm=html` als pagina."""
    vorm = _vorm(call)
    return _answer(state_vernietiging(call.broker, call.actor, call.path["dossier_id"]), vorm)


@routes.operator(
    Rol.PRIVACY,
    "GET",
    "/v1/beheer/vernietigingen/{vernietiging_id}/verklaring",
    query=VORM,
    answers={200: OndertekendeVerklaring},
    refuses=(IllegalState,),
)
def read_any(call: Call[None]) -> Answer:
    """De ondertekende verklaring bij een bewijs van vernietiging; met `?vorm=html` als pagina."""
    vorm = _vorm(call)
    return _answer(state_any_vernietiging(call.broker, call.path["vernietiging_id"]), vorm)


def _vorm(call: Call[None]) -> str:
    vorm = call.query.get("vorm", "json")
    if vorm not in VORMEN:
        raise InvalidInput.one("vorm", "verklaring.vorm")
    return vorm


def _answer(verklaring: Verklaring, vorm: str) -> Answer:
    if vorm == "html":
        text = verklaring_pagina.page(verklaring)
        return Answer(200, text, verklaring_pagina.CONTENT_TYPE, verklaring_pagina.HEADERS)
    return Answer(200, OndertekendeVerklaring(verklaring=verklaring.feiten, handtekening=verklaring.jws))
