"""What Ctrl-C and a polite kill do: as long as nothing was started end at once, later stop everything first."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
INTERRUPTED = 130  # what a shell shows for a program that Ctrl-C ended
STDERR = 2


class Stopped(BaseException):
    """Somebody asked this process to stop; everything that was started is stopped on the way out."""


def quit_on_signals() -> None:
    """An exception would come out of whatever is being imported just then, with a trace."""
    for one in SIGNALS:
        signal.signal(one, _quit)


@contextmanager
def stopping() -> Iterator[None]:
    """Inside the block a signal raises Stopped, once: later ones must not interrupt a clean stop."""
    before = {one: signal.signal(one, _stop) for one in SIGNALS}
    try:
        yield
    except Exception as error:
        if isinstance(error.__cause__, Stopped):  # Python itself wraps what comes out of a class being made
            raise error.__cause__ from None
        raise
    finally:
        for one, what in before.items():
            if signal.getsignal(one) is _stop:  # ignored, once the process is on its way out
                signal.signal(one, what)


def _quit(_number: int, _frame: object) -> None:
    os.write(STDERR, b"interrupted\n")
    os._exit(INTERRUPTED)


def _stop(_number: int, _frame: object) -> None:
    for one in SIGNALS:
        signal.signal(one, signal.SIG_IGN)
    raise Stopped
