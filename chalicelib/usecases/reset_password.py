"""Set a new password with the code from the mail (art. 1.18); every open session ends."""

from chalicelib.domain.account import Account, password_fits
from chalicelib.errors import InvalidInput
from chalicelib.privacy.bewijs import append
from chalicelib.usecases.account_records import find_account, load_own, normalise, schermnaam_hash
from chalicelib.usecases.codes import code_fits
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert, Replace
from chalicelib.usecases.request_password_reset import HERSTEL
from chalicelib.usecases.transaction import settle
from chalicelib.usecases.unheard import unheard

GEWIJZIGD = "wachtwoord_gewijzigd"


def reset_password(broker: Broker, schermnaam: str, digits: str, wachtwoord: str) -> None:
    """
    Raises InvalidInput: `wachtwoord.eisen`, which uses up no try, or `code.onjuist`.

    The sessions end twice: before the change, so that none outlives a crash in it, and after, because somebody may
    sign in with the old password until it is done.
    """
    if not password_fits(wachtwoord):
        raise InvalidInput.one("wachtwoord", "wachtwoord.eisen")
    address_hash = schermnaam_hash(broker, schermnaam)
    account_id = settle(broker, lambda: _use_code(broker, address_hash, digits))
    broker.identity.set_password(account_id, wachtwoord)
    broker.identity.sign_out(account_id)
    settle(broker, lambda: _finish(broker, account_id))
    # The password is changed and the code used up: a notice that fails must not send anybody back to try again.
    unheard(GEWIJZIGD, lambda: broker.mail.send_notice(normalise(schermnaam), GEWIJZIGD))


def _use_code(broker: Broker, address_hash: str, digits: str) -> str:
    account = find_account(broker, address_hash)
    code = account.herstel if account else None
    account_id = account.id if account else ""
    if account is None or not code_fits(broker, HERSTEL, account_id, code, digits):
        _count_try(broker, account)
        raise InvalidInput.one("code", "code.onjuist")
    broker.store.commit(Replace(account.model_copy(update={"herstel": None, "sessies": ()})))
    return account.id


def _count_try(broker: Broker, account: Account | None) -> None:
    if account is not None and account.herstel is not None and account.herstel.usable(broker.clock.now()):
        tried = account.model_copy(update={"herstel": account.herstel.tried()})
        broker.store.commit(Replace(tried))


def _finish(broker: Broker, account_id: str) -> None:
    account = load_own(broker, account_id).model_copy(update={"sessies": ()})
    account, stuk = append(account, "wachtwoord.gewijzigd", broker.clock.now(), account_id, {})
    broker.store.commit(Replace(account), Insert(stuk))
