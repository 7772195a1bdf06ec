"""Who is calling: the check of every request to a route that is not public, in every stage."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from chalicelib.domain.account import Account
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.row import Row
from chalicelib.errors import Unauthenticated
from chalicelib.usecases.ports.broker import Broker

Refs = Sequence[tuple[type[Row], str]]
_BEARER = re.compile(r"[Bb][Ee][Aa][Rr][Ee][Rr] +([A-Za-z0-9._~+/-]+=*)")


def __nothing_more(_: str) -> Refs:
    return ()


def authenticate(
    broker: Broker, authorization: str, now: datetime, also: Callable[[str], Refs] = __nothing_more
) -> tuple[Actor, list[Row | None]]:
    """
    The signed-in person, and the rows that `also` names for their account id, in one consistent read.

    Signature, issuer, client, use and expiry of the token first; then its session must be open and the account
    active. Raises Unauthenticated, the same for every fault.
    """
    claims = broker.identity.verify(_token(authorization))
    refs: list[tuple[type[Row], str]] = [(Account, claims.account_id), *also(claims.account_id)]
    account, *rows = broker.store.get_many(refs)
    if not isinstance(account, Account) or not account.admits(claims.session, now):
        raise Unauthenticated
    return account.actor(claims.session), rows


def _token(authorization: str) -> str:
    found = _BEARER.fullmatch(authorization)
    if found is None:
        raise Unauthenticated
    return found[1]
