"""Mijn Account (art. 7 lid 1): what is stored about the person who asks."""

from dataclasses import dataclass

from chalicelib.domain.account import Account, AccountInhoud
from chalicelib.domain.gebruiker import Actor
from chalicelib.usecases.account_records import content_row, load_own, open_content
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.transaction import settle


@dataclass(frozen=True)
class MijnAccount:
    account: Account
    inhoud: AccountInhoud


def read_account(broker: Broker, actor: Actor) -> MijnAccount:
    return settle(broker, lambda: _attempt(broker, actor.account_id))


def _attempt(broker: Broker, account_id: str) -> MijnAccount:
    account = load_own(broker, account_id)
    account, inhoud = open_content(broker, account, [content_row(broker, account)])
    return MijnAccount(account, inhoud)
