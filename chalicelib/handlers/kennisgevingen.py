"""Notices to whoever sent an Aanvraag."""

from collections.abc import Mapping

from chalicelib.domain.ids import aanvraag_of
from chalicelib.domain.kennisgeving import Kennisgeving, KennisgevingSoort
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.paging import PAGE, page_query
from chalicelib.handlers.routing import Routes
from chalicelib.handlers.schemas.kennisgevingen import KennisgevingLijst, KennisgevingWeergave
from chalicelib.usecases.list_kennisgevingen import list_kennisgevingen, see_kennisgeving

routes = Routes(__name__)
_K = KennisgevingSoort
TEKSTEN: Mapping[KennisgevingSoort, str] = {
    _K.VRAAG_WACHT: "Een kredietverstrekker wacht op uw antwoord. Beantwoord de vragen.",
    _K.OFFERTE_VERLOOPT: "Een offerte verloopt binnenkort. Aanvaard haar op tijd of vraag verlenging.",
    _K.OFFERTE_VERLOPEN: "Een offerte is verlopen. Bekijk de andere offertes of maak een nieuwe aanvraag.",
    _K.AANVRAAG_GEEINDIGD: "Uw aanvraag is geëindigd zonder offerte. Maak een nieuwe aanvraag als u verder wilt.",
    _K.KREDIETVERSTREKKER_GESTOPT: "Een kredietverstrekker is gestopt bij ons. Van daar komt geen antwoord meer.",
    _K.OVEREENKOMST_GEANNULEERD: "Een overeenkomst is niet op tijd ingegaan en gaat niet door.",
    _K.BEDENKTIJD_VOORBIJ: "De bedenktijd is voorbij. Uw overeenkomst loopt.",
    _K.OVEREENKOMST_BEEINDIGD: "Uw overeenkomst is op de einddatum beëindigd.",
    _K.HERFINANCIERING: (
        "Uw overeenkomst loopt bijna af. Wilt u een nieuwe financiering? Maak dan een nieuwe aanvraag. "
        "Wij sturen niets zonder uw toestemming. U zet deze berichten uit bij uw voorkeuren."
    ),
}


@routes.signed_in("GET", "/v1/kennisgevingen", query=PAGE, answers={200: KennisgevingLijst})
def list_own(call: Call[None]) -> Answer:
    """Uw kennisgevingen."""
    after, limit = page_query(call)
    rows, volgende = list_kennisgevingen(call.broker, call.actor, after, limit)
    return Answer(200, KennisgevingLijst(kennisgevingen=tuple(map(_shown, rows)), volgende=volgende))


@routes.signed_in("POST", "/v1/kennisgevingen/{kennisgeving_id}/gelezen", answers={204: None})
def see(call: Call[None]) -> Answer:
    """Vertel ons dat u de kennisgeving hebt gelezen."""
    see_kennisgeving(call.broker, call.actor, call.path["kennisgeving_id"])
    return Answer(204)


def _shown(row: Kennisgeving) -> KennisgevingWeergave:
    return KennisgevingWeergave(
        id=row.id,
        aanvraag_id=aanvraag_of(row.id),
        soort=row.wat,
        over=row.over,
        melding=TEKSTEN[row.wat],
        gemaakt_op=row.gemaakt_op,
        gelezen_op=row.gelezen_op,
    )
