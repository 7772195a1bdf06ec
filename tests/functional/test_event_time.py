"""What an event may say of the moment: on AWS never one to come, so that nobody makes anything due early."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib import wiring
from chalicelib.handlers.queues import on_wissingen
from chalicelib.handlers.scheduled import on_bewaartermijnen
from chalicelib.settings import Settings
from tests.broker import Bench
from tests.destruction import left


def by_message(dossier_id: str, at: datetime) -> None:
    body = json.dumps({"dossiers": [dossier_id], "tot": at.isoformat()})
    assert on_wissingen({"Records": [{"messageId": "1", "body": body}]}) == {"batchItemFailures": []}


def by_schedule(_: str, at: datetime) -> None:
    on_bewaartermijnen({"time": at.isoformat()})


@pytest.mark.parametrize("say", [by_message, by_schedule])
@pytest.mark.parametrize(("stage", "goes"), [("dev", False), ("prod", False), ("local", True)])
def test_only_a_local_stage_believes_a_moment_to_come(
    bench: Bench, say: Callable[[str, datetime], None], stage: str, goes: bool
) -> None:
    """Found: who may put a message in the queue could have a dossier destroyed years before its term (art. 8 lid 1)."""
    dossier_id = bench.dossier(bench.vendor())
    settings: Settings = bench.broker.settings.model_copy(update={"stage": stage})
    before = list(wiring._kept)
    wiring.use(replace(bench.broker, settings=settings))
    try:
        say(dossier_id, bench.clock.now() + timedelta(days=3650))
    finally:
        wiring._kept[:] = before
    assert (left(bench, dossier_id) == []) is goes
