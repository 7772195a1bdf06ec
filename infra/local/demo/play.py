"""`make demo`: starts the whole stack on free ports and in a folder of its own, plays, and stops everything."""

import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from infra.local.client import Client
from infra.local.config import LocalConfig, LocalError, read_config
from infra.local.demo.story import Story
from infra.local.ports import free_port, free_row
from infra.local.stack import running

COLUMNS = {
    "naam": "Kredietverstrekker",
    "soort": "soort",
    "termijnbedrag": "termijn",
    "eenmalige_kosten": "kosten",
    "totaal_te_betalen": "totaal",
    "effectieve_jaarrente": "effectief",
    "geldig_tot": "geldig tot",
}


def play() -> None:
    """Raises LocalError with the step that failed; the data is then kept to look at."""
    console = Console(file=sys.stdout)  # the screen, also while standard output goes to the log
    folder = Path(tempfile.mkdtemp(prefix="lease-deal-demo-"))
    config = replace(
        read_config(), port=free_port(), sandbox_port=free_row(), aws_port=free_port(), data_dir=folder / "data"
    )
    try:
        _play(config, console, folder / "broker.log")
    except LocalError as error:
        raise LocalError(f"{error}; data and log are kept in {folder}") from error
    shutil.rmtree(folder)
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
    ]


def _run(name: str, step: Callable[[], str]) -> str:
    try:
        return step()
    except LocalError as error:
        raise LocalError(f"step '{name}' failed: {error}") from error
    except (KeyError, TypeError, IndexError, StopIteration) as error:
        raise LocalError(f"step '{name}' failed: an answer lacks what the contract promises ({error!r})") from error


def _show(offers: list[dict[str, Any]], console: Console) -> str:
    table = Table(*COLUMNS.values(), box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for offer in offers:
        table.add_row(*(str(offer[name]) for name in COLUMNS))
    console.print(table)
    return "each effective rate equals our own calculation"
