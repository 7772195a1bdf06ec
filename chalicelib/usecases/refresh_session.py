"""A new access token for a session that is still open."""

from chalicelib.domain.account import Account
from chalicelib.errors import Unauthenticated
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.identity import Tokens


def refresh_session(broker: Broker, refresh_token: str) -> Tokens:
    """Raises Unauthenticated when the pool refuses the token, and when the session was ended on our side."""
    tokens = broker.identity.refresh(refresh_token)
    claims = broker.identity.verify(tokens.access_token)
    account = broker.store.get(Account, claims.account_id)
    if account is None or not account.admits(claims.session, broker.clock.now()):
        raise Unauthenticated
    return tokens
