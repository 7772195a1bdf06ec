"""What one Kredietverstrekker got, and answers to what it asked."""

from chalicelib.domain.informatie import Antwoorden
from chalicelib.errors import IllegalState
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.routing import Routes
from chalicelib.handlers.schemas.aanvragen import VerantwoordingWeergave
from chalicelib.usecases.account_for_verstrekking import account_for_verstrekking
from chalicelib.usecases.answer_informatieverzoek import InformatieBeantwoord, answer_informatieverzoek

routes = Routes(__name__)


@routes.signed_in(
    "POST",
    "/v1/verstrekkingen/{verstrekking_id}/informatie",
    body=Antwoorden,
    answers={202: InformatieBeantwoord},
    transactional=True,
    refuses=(IllegalState,),
)
def answer(call: Call[Antwoorden]) -> Answer:
    """Beantwoord de vragen van een kredietverstrekker; alleen die kredietverstrekker krijgt uw antwoord."""
    done = answer_informatieverzoek(call.broker, call.actor, call.path["verstrekking_id"], call.body, call.claim)
    return Answer(202, done)


@routes.signed_in("GET", "/v1/verstrekkingen/{verstrekking_id}/gegevens", answers={200: VerantwoordingWeergave})
def account(call: Call[None]) -> Answer:
    """Welke velden een kredietverstrekker van u kreeg, en welke niet."""
    seen = account_for_verstrekking(call.broker, call.actor, call.path["verstrekking_id"])
    shown = VerantwoordingWeergave(
        verstrekking_id=seen.row.id,
        kredietverstrekker_id=seen.row.kredietverstrekker_id,
        verstrekt_op=seen.verstrekt_op,
        velden=seen.row.velden,
        vertrokken=seen.vertrokken,
        achtergebleven=seen.achtergebleven,
        vragen=seen.vragen,
        klopt=seen.klopt,
    )
    return Answer(200, shown)
