"""Deliveries for operators: what failed and is tried no more, who takes it on, and sending it again."""

from chalicelib.domain.gebruiker import Rol
from chalicelib.errors import IllegalState, NotFound
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.paging import PAGE, page_query
from chalicelib.handlers.routing import Routes
from chalicelib.handlers.schemas.leveringen import (
    Herhaling,
    HerhalingUitkomst,
    LeveringLijst,
    LeveringStand,
    LeveringWeergave,
    levering_shown,
    storing_shown,
)
from chalicelib.usecases.assign_levering import assign_levering
from chalicelib.usecases.find_levering import find_levering
from chalicelib.usecases.list_leveringen import list_leveringen
from chalicelib.usecases.list_storingen import list_storingen
from chalicelib.usecases.replay_levering import replay_levering
from chalicelib.usecases.replay_leveringen import replay_leveringen

routes = Routes(__name__)
PATH = "/v1/beheer/leveringen"
ONE = PATH + "/{levering_id}"


@routes.operator(Rol.BEHEER, "GET", PATH, query=PAGE, answers={200: LeveringLijst})
def list_all(call: Call[None]) -> Answer:
    """Wat niet is afgeleverd, en bij welke kredietverstrekker iets misgaat, wat, en sinds wanneer."""
    after, limit = page_query(call)
    rows, volgende = list_leveringen(call.broker, after, limit)
    storingen = tuple(storing_shown(naam, row) for naam, row in list_storingen(call.broker))
    return Answer(
        200, LeveringLijst(leveringen=tuple(map(levering_shown, rows)), storingen=storingen, volgende=volgende)
    )


@routes.operator(Rol.BEHEER, "GET", ONE, answers={200: LeveringWeergave})
def read(call: Call[None]) -> Answer:
    """Eén bericht aan een kredietverstrekker, met de pogingen om het af te leveren."""
    return Answer(200, levering_shown(find_levering(call.broker, call.path["levering_id"])[1]))


@routes.operator(
    Rol.BEHEER,
    "POST",
    PATH,
    body=Herhaling,
    answers={202: HerhalingUitkomst},
    refuses=(IllegalState, NotFound),
)
def replay_all(call: Call[Herhaling]) -> Answer:
    """Verstuur alles wat bij één kredietverstrekker mislukte opnieuw; met `na` gaat u verder."""
    done = replay_leveringen(call.broker, call.actor, call.body.kredietverstrekker_id, call.body.na)
    return Answer(
        202, HerhalingUitkomst(herhaald=done.herhaald, overgeslagen=done.overgeslagen, volgende=done.volgende)
    )


@routes.operator(Rol.BEHEER, "POST", ONE + "/herhaling", answers={202: LeveringStand}, refuses=(IllegalState,))
def replay(call: Call[None]) -> Answer:
    """Verstuur een mislukt bericht opnieuw: hetzelfde bericht, met hetzelfde webhook-id."""
    row = replay_levering(call.broker, call.actor, call.path["levering_id"])
    return Answer(202, LeveringStand(id=row.id, status=row.levering.status))


@routes.operator(Rol.BEHEER, "POST", ONE + "/toewijzing", answers={200: LeveringStand}, refuses=(IllegalState,))
def assign(call: Call[None]) -> Answer:
    """Neem een mislukt bericht op u, zodat anderen zien dat iemand ermee bezig is."""
    row = assign_levering(call.broker, call.actor, call.path["levering_id"])
    return Answer(200, LeveringStand(id=row.id, status=row.levering.status))
