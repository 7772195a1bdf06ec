"""Sign out: the session leaves the account's row, and from then on its tokens open nothing, refreshed or not."""

from chalicelib.domain.gebruiker import Actor
from chalicelib.usecases.account_records import load_own
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Replace
from chalicelib.usecases.transaction import settle


def close_session(broker: Broker, actor: Actor, refresh_token: str | None = None) -> None:
    """With the refresh token at hand the pool forgets it too; without, the check of the session refuses it."""
    settle(broker, lambda: _attempt(broker, actor))
    if refresh_token is not None:
        broker.identity.revoke(refresh_token)


def _attempt(broker: Broker, actor: Actor) -> None:
    account = load_own(broker, actor.account_id)
    broker.store.commit(Replace(account.without_session(actor.session)))
