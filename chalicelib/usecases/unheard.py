"""Work for an account of which the answer must not tell whether it went well."""

from collections.abc import Callable

from chalicelib import events
from chalicelib.errors import BrokerError


def unheard(werk: str, work: Callable[[], object]) -> None:
    """
    Do `work`; a failure becomes an event under the name `werk`, without an address, and never an answer.

    For what happens for a known address only, where an error would tell that it is known, and for what comes after
    something that is done and must not be asked for again.
    """
    try:
        work()
    except BrokerError as error:
        events.emit(events.ACCOUNT_WORK_FAILED, werk=werk, code=error.code, aantal=1)
