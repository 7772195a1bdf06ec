"""Six-digit codes by mail: made by us, kept as a keyed hash, 15 minutes and 5 tries (the pool checks none)."""

import hmac

from chalicelib.domain.account import CODE_TERM, Code
from chalicelib.usecases.ports.broker import Broker

_BYTES = 8  # enough that the remainder below favours no code by more than one in 10^13
_CODES = 1_000_000


def new_code(broker: Broker, soort: str, account_id: str) -> tuple[str, Code]:
    """The six digits for the mail, and what is stored of them."""
    digits = f"{int.from_bytes(broker.entropy(_BYTES)) % _CODES:06d}"
    return digits, Code(hash=_hash(broker, soort, account_id, digits), tot=broker.clock.now() + CODE_TERM)


def code_fits(broker: Broker, soort: str, account_id: str, code: Code | None, digits: str) -> bool:
    """Whether `digits` are this account's code; the same work for every answer."""
    given = _hash(broker, soort, account_id, digits)
    same = hmac.compare_digest(given, code.hash if code else "")
    return code is not None and code.usable(broker.clock.now()) and same


def _hash(broker: Broker, soort: str, account_id: str, digits: str) -> str:
    return broker.vault.keyed_hash(f"code-{soort}", f"{account_id}\n{digits}")
