"""How far a run is: a bar at a terminal, nothing elsewhere, and the same numbers as metrics in the cloud."""

import io
import json
import sys
import threading
from collections.abc import Iterator

import pytest

from chalicelib import events
from infra.local import progress
from infra.local.mounted import Jobs, mount
from infra.local.progress import Heard, with_bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def heard() -> Iterator[Heard]:
    made = Heard()
    before = list(events._listeners)
    events.listen(made.hear)
    yield made
    events._listeners[:] = before


@pytest.mark.parametrize("event", [events.SWEEP_PROGRESSED, events.REPLAY_PROGRESSED], ids=["sweep", "replay"])
def test_the_last_step_of_a_run_is_heard(event: events.Event, heard: Heard, capsys: pytest.CaptureFixture[str]) -> None:
    events.emit(event, gedaan=25, totaal=80)
    events.emit(events.DOSSIER_DESTROYED, dossier="dos_voorbeeld", regel="concept")
    assert heard.latest == {"gedaan": 25, "totaal": 80}
    told = json.loads(capsys.readouterr().out.splitlines()[0])["_aws"]["CloudWatchMetrics"][0]
    assert {one["Name"] for one in told["Metrics"]} == {"gedaan", "totaal"}


def test_who_fired_a_job_can_ask_how_far_it_is(heard: Heard) -> None:
    events.emit(events.SWEEP_PROGRESSED, gedaan=1, totaal=2)
    routes = mount(list, Jobs({}, frozenset(), lambda: False, heard), lambda *_: {})
    answer = routes["/v1/lokaal/taken/{naam}"]["GET"]({})
    assert json.loads(answer["body"]) == {"gedaan": 1, "totaal": 2}


def test_a_terminal_shows_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, drawn = Terminal(), threading.Event()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "POLL_SECONDS", 0.001)
    asked: list[int] = []

    def ask() -> dict[str, int]:
        asked.append(1)
        if len(asked) > 2:
            drawn.set()
        return {"gedaan": 25, "totaal": 80}

    assert with_bar("bewaartermijnen", lambda: drawn.wait(20), ask) is True
    assert "bewaartermijnen" in terminal.getvalue()
    assert "25/80" in terminal.getvalue()


def test_elsewhere_nothing_is_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    assert with_bar("bewaartermijnen", lambda: 7, dict) == 7
    assert capsys.readouterr().err == ""
