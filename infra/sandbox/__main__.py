"""`python -m infra.sandbox certify|messages|sign|page`: for the developer of a lessor's endpoint."""

import sys

from infra.local.stopping import quit_on_signals


def start() -> int:
    """Signals first: everything else takes a while to import, and Ctrl-C must not show a trace of that."""
    quit_on_signals()
    from infra.sandbox.command import main  # noqa: PLC0415 - after the signals

    return main()


if __name__ == "__main__":
    sys.exit(start())
