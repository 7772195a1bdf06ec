"""Beheer of Kredietverstrekkers; who changes an endpoint is not who confirms it."""

from datetime import datetime
from typing import Any

from chalicelib.domain.bezorging import Bezorging
from chalicelib.domain.gebruiker import Rol
from chalicelib.domain.kredietverstrekker import Kredietverstrekker
from chalicelib.domain.kredietverstrekker_inhoud import GewijzigdeKredietverstrekker, NieuweKredietverstrekker
from chalicelib.domain.model import Model
from chalicelib.domain.toegang import Toegang
from chalicelib.errors import IllegalState
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.routing import Routes
from chalicelib.usecases.activate_kredietverstrekker import (
    KredietverstrekkerGeactiveerd,
    activate_kredietverstrekker,
)
from chalicelib.usecases.confirm_endpoint import confirm_endpoint
from chalicelib.usecases.create_medewerker import MedewerkerGemaakt, NieuweMedewerker, create_medewerker
from chalicelib.usecases.found_kredietverstrekker import found_kredietverstrekker
from chalicelib.usecases.list_kredietverstrekkers import every_kredietverstrekker
from chalicelib.usecases.register_kredietverstrekker import (
    KredietverstrekkerAangemeld,
    register_kredietverstrekker,
)
from chalicelib.usecases.rotate_geheim import NieuwGeheim, rotate_geheim
from chalicelib.usecases.set_toegang import set_toegang
from chalicelib.usecases.update_kredietverstrekker import update_kredietverstrekker

routes = Routes(__name__)
PATH = "/v1/beheer/kredietverstrekkers"
ONE = PATH + "/{kredietverstrekker_id}"


class GeheimVernieuwing(Model):
    """`direct` ends the old secret at once: for when it leaked."""

    direct: bool = False


class KredietverstrekkerWeergave(Model):
    id: str
    status: str
    versie: int
    naam: str
    kvk_nummer: str
    land: str
    endpoint: str
    nieuw_endpoint: str | None = None
    producten: tuple[str, ...]
    informatiebehoefte: tuple[str, ...]
    privacyverklaring: str
    verwerkingsafspraak: str
    levering: str
    bezorging: Bezorging
    verwachte_reactie: str
    toegang_soorten: tuple[str, ...]
    gemaakt_op: datetime
    reden: str


class EndpointBevestigd(Model):
    """Ids and states only: it is stored for a repeat."""

    id: str
    status: str
    versie: int


class ToegangIngesteld(Model):
    """The kinds only: no secret is shown again."""

    id: str
    toegang_soorten: tuple[str, ...]


class KredietverstrekkerLijst(Model):
    kredietverstrekkers: tuple[KredietverstrekkerWeergave, ...]


@routes.operator(
    Rol.BEHEER,
    "POST",
    PATH,
    body=NieuweKredietverstrekker,
    answers={201: KredietverstrekkerAangemeld},
    secret=True,
)
def register(call: Call[NieuweKredietverstrekker]) -> Answer:
    """Meld een kredietverstrekker aan; het geheim wordt één keer getoond."""
    return Answer(201, register_kredietverstrekker(call.broker, call.actor, call.body))


@routes.operator(Rol.BEHEER, "GET", PATH, answers={200: KredietverstrekkerLijst})
def list_all(call: Call[None]) -> Answer:
    """Alle kredietverstrekkers, met hun stand."""
    rows = every_kredietverstrekker(call.broker)
    return Answer(200, KredietverstrekkerLijst(kredietverstrekkers=tuple(map(_shown, rows))))


@routes.operator(Rol.BEHEER, "GET", ONE, answers={200: KredietverstrekkerWeergave})
def read(call: Call[None]) -> Answer:
    """Eén kredietverstrekker."""
    return Answer(200, _shown(found_kredietverstrekker(call.broker, _id(call))))


@routes.operator(
    Rol.BEHEER,
    "PATCH",
    ONE,
    body=GewijzigdeKredietverstrekker,
    if_match=True,
    answers={200: KredietverstrekkerWeergave},
    refuses=(IllegalState,),
)
def update(call: Call[GewijzigdeKredietverstrekker]) -> Answer:
    """Wijzig een kredietverstrekker; een nieuw endpoint wacht op bevestiging door een tweede persoon."""
    row = update_kredietverstrekker(call.broker, call.actor, _id(call), call.body, versie=call.versie)
    return Answer(200, _shown(row))


@routes.operator(
    Rol.BEHEER,
    "POST",
    ONE + "/geheim",
    body=GeheimVernieuwing,
    body_optional=True,
    answers={200: NieuwGeheim},
    secret=True,
)
def rotate(call: Call[GeheimVernieuwing]) -> Answer:
    """Vernieuw het geheim; het oude geldt nog 24 uur, of met `direct` niet meer."""
    return Answer(200, rotate_geheim(call.broker, call.actor, _id(call), at_once=call.body.direct))


@routes.operator(
    Rol.BEHEER, "POST", ONE + "/toegang", body=Toegang, body_optional=True, answers={200: ToegangIngesteld}, secret=True
)
def set_access(call: Call[Toegang]) -> Answer:
    """Stel in hoe wij ons bij de kredietverstrekker bekendmaken; het vervangt alles wat er stond."""
    row = set_toegang(call.broker, call.actor, _id(call), call.body)
    return Answer(200, ToegangIngesteld(id=row.id, toegang_soorten=row.toegang_soorten))


@routes.operator(
    Rol.BEHEER,
    "POST",
    ONE + "/medewerkers",
    body=NieuweMedewerker,
    answers={201: MedewerkerGemaakt},
    refuses=(IllegalState,),
)
def add_staff(call: Call[NieuweMedewerker]) -> Answer:
    """Geef een medewerker van een kredietverstrekker toegang tot het portaal; die kiest zelf een wachtwoord."""
    return Answer(201, create_medewerker(call.broker, call.actor, _id(call), call.body))


@routes.operator(
    Rol.BEHEER, "POST", ONE + "/activering", answers={200: KredietverstrekkerGeactiveerd}, refuses=(IllegalState,)
)
def activate(call: Call[None]) -> Answer:
    """Activeer een kredietverstrekker: het endpoint moet een getekende uitdaging beantwoorden."""
    return Answer(200, activate_kredietverstrekker(call.broker, call.actor, _id(call)))


@routes.operator(Rol.BEHEER, "POST", ONE + "/bevestiging", answers={200: EndpointBevestigd}, refuses=(IllegalState,))
def confirm(call: Call[None]) -> Answer:
    """Bevestig als tweede persoon een nieuw endpoint."""
    row = confirm_endpoint(call.broker, call.actor, _id(call))
    return Answer(200, EndpointBevestigd(id=row.id, status=row.status, versie=row.versie))


def _id(call: Call[Any]) -> str:
    return call.path["kredietverstrekker_id"]


def _shown(row: Kredietverstrekker) -> KredietverstrekkerWeergave:
    return KredietverstrekkerWeergave(**{name: getattr(row, name) for name in KredietverstrekkerWeergave.model_fields})
