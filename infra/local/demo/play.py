"""`make demo`: starts the whole stack on free ports and in a folder of its own, plays, and stops everything."""

import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.console import Console, JustifyMethod
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from infra.local.client import Client
from infra.local.config import LocalConfig, LocalError, read_config
from infra.local.demo.story import Story
from infra.local.ports import free_port, free_row
from infra.local.stack import running
from infra.local.stopping import Stopped, stopping

DUTCH = str.maketrans(",.", ".,")


def euro(amount: str) -> str:
    """An amount of the contract as a Dutch reader prints it: € 1.234,56."""
    return f"€ {Decimal(amount):,.2f}".translate(DUTCH)


def percentage(rate: str) -> str:
    """A fraction of the contract as a Dutch reader prints it: 6,01 %."""
    return f"{100 * Decimal(rate):.2f} %".translate(DUTCH)


def day(date: str) -> str:
    """A date of the contract as a Dutch reader prints it: 31-12-2026."""
    return "-".join(reversed(date.split("-")))


# Of each column: its heading, how it is printed, and its side.
COLUMNS: dict[str, tuple[str, Callable[[str], str], JustifyMethod]] = {
    "naam": ("Kredietverstrekker", str, "left"),
    "soort": ("soort", str, "left"),
    "termijnbedrag": ("termijn", euro, "right"),
    "eenmalige_kosten": ("kosten", euro, "right"),
    "totaal_te_betalen": ("totaal", euro, "right"),
    "effectieve_jaarrente": ("effectief", percentage, "right"),
    "geldig_tot": ("geldig tot", day, "left"),
}


def play() -> None:
    """Raises LocalError with the step that failed; the data is then kept to look at."""
    console = Console(file=sys.stdout)  # the screen, also while standard output goes to the log
    folder = Path(tempfile.mkdtemp(prefix="lease-deal-demo-"))
    config = replace(
        read_config(), port=free_port(), sandbox_port=free_row(), aws_port=free_port(), data_dir=folder / "data"
    )
    try:
        with stopping():
            _play(config, console, folder / "broker.log")
            shutil.rmtree(folder)
    except LocalError as error:
        raise LocalError(f"{error}; data and log are kept in {folder}") from error
    except Stopped:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    console.print("[green]everything worked, and everything is stopped[/green]")


def _play(config: LocalConfig, console: Console, log: Path) -> None:
    """The broker's own events go to the log, so that the screen shows the story alone."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with (
        log.open("w", encoding="utf-8") as events,
        Progress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False) as progress,
        redirect_stdout(events),
    ):
        task = progress.add_task("starting the stack", total=None)
        with running(config):
            story = Story(Client(config.port))
            steps = _steps(story, console)
            progress.update(task, total=len(steps))
            for number, (name, step) in enumerate(steps, start=1):
                progress.update(task, description=name)
                console.print(f"[bold]{number}. {name}[/bold]: {_run(name, step)}", soft_wrap=True)
                progress.advance(task)
            progress.update(task, description="stopping the stack")


def _steps(story: Story, console: Console) -> list[tuple[str, Callable[[], str]]]:
    return [
        ("sign-up", story.sign_up),
        ("dossier", story.fill_dossiers),
        ("Aanvraag to three Kredietverstrekkers", story.send),
        ("questions", story.answer_questions),
        ("outcomes", story.wait_for_outcomes),
        ("comparison", lambda: _show(story.compare(), console)),
        ("acceptance", story.accept),
        ("retention", story.grow_old),
        ("statistics", story.publish),
    ]


def _run(name: str, step: Callable[[], str]) -> str:
    try:
        return step()
    except LocalError as error:
        raise LocalError(f"step '{name}' failed: {error}") from error
    except (KeyError, TypeError, IndexError, StopIteration) as error:
        raise LocalError(f"step '{name}' failed: an answer lacks what the contract promises ({error!r})") from error


def _show(offers: list[dict[str, Any]], console: Console) -> str:
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    for heading, _, side in COLUMNS.values():
        table.add_column(heading, justify=side, no_wrap=True)
    for offer in offers:
        table.add_row(*(shown(offer[name]) for name, (_, shown, _) in COLUMNS.items()))
    console.print(table)
    return "each effective rate equals our own calculation"
