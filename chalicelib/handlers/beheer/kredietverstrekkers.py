"""Beheer of Kredietverstrekkers; who changes an endpoint is not who confirms it."""

from typing import Any

from chalicelib.domain.aansluiting import Bevindingen
from chalicelib.domain.gebruiker import Rol
from chalicelib.domain.kredietverstrekker import Contact, Kredietverstrekker
from chalicelib.domain.kredietverstrekker_inhoud import GewijzigdeKredietverstrekker, NieuweKredietverstrekker
from chalicelib.domain.model import Model
from chalicelib.domain.toegang import Toegang
from chalicelib.errors import IllegalState
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.paging import PAGE, page_query
from chalicelib.handlers.routing import Routes
from chalicelib.handlers.schemas.kredietverstrekkers import (
    ControleWeergave,
    EndpointBevestigd,
    EndpointBevestiging,
    GeheimVernieuwing,
    KredietverstrekkerGecontroleerd,
    KredietverstrekkerLijst,
    KredietverstrekkerWeergave,
    ProefDoorstaan,
    StapWeergave,
    VerloopLijst,
)
from chalicelib.privacy.aansluiting import holds, missing
from chalicelib.usecases.activate_kredietverstrekker import (
    KredietverstrekkerGeactiveerd,
    activate_kredietverstrekker,
)
from chalicelib.usecases.check_kredietverstrekker import check_kredietverstrekker
from chalicelib.usecases.confirm_endpoint import confirm_endpoint
from chalicelib.usecases.confirm_medewerker import MedewerkerBevestiging, MedewerkerGemaakt, confirm_medewerker
from chalicelib.usecases.create_medewerker import NieuweMedewerker, create_medewerker
from chalicelib.usecases.found_kredietverstrekker import found_kredietverstrekker
from chalicelib.usecases.list_kredietverstrekkers import every_kredietverstrekker
from chalicelib.usecases.list_verloop import list_verloop
from chalicelib.usecases.prove_endpoint import prove_endpoint
from chalicelib.usecases.read_contact import read_contact
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


class ToegangIngesteld(Model):
    """The kinds only: no secret is shown again."""

    id: str
    toegang_soorten: tuple[str, ...]


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


@routes.operator(Rol.BEHEER, "GET", ONE + "/contact", answers={200: Contact})
def contact(call: Call[None]) -> Answer:
    """De contactpersoon van een kredietverstrekker; dat u die inziet, leggen wij vast."""
    return Answer(200, read_contact(call.broker, call.actor, _id(call)))


@routes.operator(Rol.BEHEER, "GET", ONE + "/verloop", query=PAGE, answers={200: VerloopLijst})
def history(call: Call[None]) -> Answer:
    """Wat er met een kredietverstrekker is gebeurd, stap voor stap, met wie het deed."""
    after, limit = page_query(call)
    rows, volgende = list_verloop(call.broker, _id(call), after, limit)
    steps = tuple(StapWeergave(**row.model_dump(include=set(StapWeergave.model_fields))) for row in rows)
    return Answer(200, VerloopLijst(stappen=steps, volgende=volgende))


@routes.operator(
    Rol.BEHEER,
    "POST",
    ONE + "/controles",
    body=Bevindingen,
    if_match=True,
    answers={200: KredietverstrekkerGecontroleerd},
    refuses=(IllegalState,),
)
def check(call: Call[Bevindingen]) -> Answer:
    """Leg vast wat u van een kredietverstrekker hebt gecontroleerd, met het bewijs."""
    row = check_kredietverstrekker(call.broker, call.actor, _id(call), call.body.controles, versie=call.versie)
    shown = KredietverstrekkerGecontroleerd(id=row.id, status=row.status, versie=row.versie, ontbreekt=missing(row))
    return Answer(200, shown)


@routes.operator(
    Rol.BEHEER,
    "POST",
    ONE + "/geheim",
    body=GeheimVernieuwing,
    body_optional=True,
    answers={200: NieuwGeheim},
    secret=True,
    refuses=(IllegalState,),
)
def rotate(call: Call[GeheimVernieuwing]) -> Answer:
    """Vernieuw het geheim; het oude geldt nog 24 uur, of in een noodgeval niet meer."""
    return Answer(200, rotate_geheim(call.broker, call.actor, _id(call), call.body.reden))


@routes.operator(Rol.BEHEER, "POST", ONE + "/proef", answers={200: ProefDoorstaan}, refuses=(IllegalState,))
def prove(call: Call[None]) -> Answer:
    """Laat het endpoint een getekende uitdaging beantwoorden, zonder de kredietverstrekker al te activeren."""
    row = prove_endpoint(call.broker, call.actor, _id(call))
    return Answer(200, ProefDoorstaan(id=row.id, status=row.status))


@routes.operator(
    Rol.BEHEER,
    "POST",
    ONE + "/toegang",
    body=Toegang,
    body_optional=True,
    answers={200: ToegangIngesteld},
    secret=True,
    refuses=(IllegalState,),
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
    """Geef een medewerker van een kredietverstrekker toegang tot het portaal; een tweede persoon bevestigt dat."""
    return Answer(201, create_medewerker(call.broker, call.actor, _id(call), call.body))


@routes.operator(
    Rol.BEHEER,
    "POST",
    ONE + "/medewerkers/bevestiging",
    body=MedewerkerBevestiging,
    answers={200: MedewerkerGemaakt},
    refuses=(IllegalState,),
)
def confirm_staff(call: Call[MedewerkerBevestiging]) -> Answer:
    """Bevestig als tweede persoon een medewerker, met het e-mailadres dat u van de kredietverstrekker zelf hoorde."""
    return Answer(200, confirm_medewerker(call.broker, call.actor, _id(call), call.body.schermnaam))


@routes.operator(
    Rol.BEHEER, "POST", ONE + "/activering", answers={200: KredietverstrekkerGeactiveerd}, refuses=(IllegalState,)
)
def activate(call: Call[None]) -> Answer:
    """Activeer een kredietverstrekker: het endpoint moet een getekende uitdaging beantwoorden."""
    return Answer(200, activate_kredietverstrekker(call.broker, call.actor, _id(call)))


@routes.operator(
    Rol.BEHEER,
    "POST",
    ONE + "/bevestiging",
    body=EndpointBevestiging,
    body_optional=True,
    answers={200: EndpointBevestigd},
    refuses=(IllegalState,),
)
def confirm(call: Call[EndpointBevestiging]) -> Answer:
    """Bevestig als tweede persoon een nieuw endpoint."""
    row = confirm_endpoint(call.broker, call.actor, _id(call), call.body.endpoint)
    return Answer(200, EndpointBevestigd(id=row.id, status=row.status, versie=row.versie))


def _id(call: Call[Any]) -> str:
    return call.path["kredietverstrekker_id"]


def _shown(row: Kredietverstrekker) -> KredietverstrekkerWeergave:
    controles = tuple(
        ControleWeergave(geldig=holds(row, controle), **controle.model_dump()) for controle in row.controles
    )
    computed: dict[str, Any] = {"controles": controles, "controle_ontbreekt": missing(row)}
    stored = KredietverstrekkerWeergave.model_fields.keys() - computed.keys()
    return KredietverstrekkerWeergave(**{name: getattr(row, name) for name in stored}, **computed)
