"""Mijn Account (art. 7 lid 1, art. 8 lid 2)."""

from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.routing import Routes
from chalicelib.handlers.schemas.accounts import (
    AccountAntwoord,
    AccountWijziging,
    Beeindiging,
    BeeindigingAntwoord,
)
from chalicelib.usecases.end_account import end_account
from chalicelib.usecases.read_account import read_account
from chalicelib.usecases.update_account import update_account

routes = Routes(__name__)


@routes.signed_in("GET", "/v1/account", any_account=True, answers={200: AccountAntwoord})
def read_own_account(call: Call[None]) -> Answer:
    """Uw account: uw gegevens en wat u hebt geaccepteerd."""
    return Answer(200, AccountAntwoord.of(read_account(call.broker, call.actor)))


@routes.signed_in(
    "PATCH", "/v1/account", any_account=True, body=AccountWijziging, if_match=True, answers={200: AccountAntwoord}
)
def update_own_account(call: Call[AccountWijziging]) -> Answer:
    """Wijzig uw gegevens; een veld dat u weglaat, blijft staan."""
    mijn = update_account(call.broker, call.actor, call.versie, call.body.wijziging())
    return Answer(200, AccountAntwoord.of(mijn))


@routes.signed_in(
    "DELETE", "/v1/account", any_account=True, body=Beeindiging, body_optional=True, answers={202: BeeindigingAntwoord}
)
def end_own_account(call: Call[Beeindiging]) -> Answer:
    """Beëindig uw account, direct en definitief."""
    return Answer(202, BeeindigingAntwoord(dossiers=end_account(call.broker, call.actor)))
