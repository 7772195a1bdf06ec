"""How far a sweep or a replay is: heard from the broker's own events, asked by whoever fired it, shown as a bar."""

import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

PROGRESSED = frozenset({"retention:sweep:progressed", "grootboek:replay:progressed"})
POLL_SECONDS = 0.2

T = TypeVar("T")


@dataclass
class Heard:
    """`gedaan` of `totaal`; nothing before the first batch of a run, or the first entry of the ledger."""

    latest: Mapping[str, int] = field(default_factory=dict)

    def hear(self, event: str, fields: Mapping[str, Any]) -> None:
        if event in PROGRESSED:
            self.latest = {"gedaan": int(fields["gedaan"]), "totaal": int(fields["totaal"])}

    def forget(self) -> None:
        self.latest = {}


def with_bar(text: str, work: Callable[[], T], ask: Callable[[], Mapping[str, int]]) -> T:
    """The result of `work`, with a bar on stderr meanwhile if that is a terminal."""
    if not sys.stderr.isatty():
        return work()
    done = threading.Event()
    bar = threading.Thread(target=_draw, args=(text, ask, done), daemon=True)
    bar.start()
    try:
        return work()
    finally:
        done.set()
        bar.join()


def _draw(text: str, ask: Callable[[], Mapping[str, int]], done: threading.Event) -> None:
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(text, total=None)
        while not done.wait(POLL_SECONDS):
            if found := ask():
                progress.update(task, total=found["totaal"], completed=found["gedaan"])
