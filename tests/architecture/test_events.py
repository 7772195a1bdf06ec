"""What is logged is declared: each event with the fields it may carry, and nothing else is ever written."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib import events
from tests.architecture.source import CODE, modules, tree_of

NAME = re.compile(r"[a-z]+:[a-z]+(_[a-z]+)*:[a-z]+(_[a-z]+)*")
# Words of personal data: no event has a field for them.
PERSONAL = {"naam", "schermnaam", "email", "telefoon", "adres", "iban", "tekst", "inhoud", "body", "ip"}
# What opens something to whoever also has a secret that operators see: no event has a field for it.
OPENING = {"document", "document_id", "geheim", "ophaalcode"}
LOGGING = {"logging", "print", "warnings", "sys.stdout.write", "sys.stderr.write"}


def constants() -> dict[str, events.Event]:
    return {name: value for name, value in vars(events).items() if isinstance(value, events.Event)}


def emits() -> Iterator[tuple[str, ast.Call]]:
    """Every call of `events.emit`, with its place."""
    for name, path in modules().items():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"emit", "events.emit"}:
                yield f"{name}:{node.lineno}", node


def writers() -> list[str]:
    """Whatever else writes or logs."""
    found = []
    for name, path in modules().items():
        for node in ast.walk(tree_of(path)):
            imports = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            called = [ast.unparse(node.func)] if isinstance(node, ast.Call) else []
            found += [f"{name}: {what}" for what in (*imports, *called) if what in LOGGING]
    return found


@pytest.mark.parametrize("event", constants().values(), ids=lambda event: event.name)
def test_an_event_is_named_source_subject_action(event: events.Event) -> None:
    assert NAME.fullmatch(event.name)
    assert event.fields & PERSONAL == set()
    assert event.fields & OPENING == set()


def test_no_two_events_share_a_name() -> None:
    names = [event.name for event in constants().values()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("place", "call"), [pytest.param(*found, id=found[0]) for found in emits()])
def test_what_is_logged_is_declared(place: str, call: ast.Call) -> None:
    """The event is a constant of events.py and each field stands in its declaration, by name."""
    event = constants()[ast.unparse(call.args[0]).rpartition(".")[2]]
    assert {keyword.arg for keyword in call.keywords} <= event.fields, place


def test_every_declared_event_is_logged_somewhere() -> None:
    logged = {ast.unparse(call.args[0]).rpartition(".")[2] for _, call in emits()}
    assert constants().keys() - logged == set()


# Names the log of a library, to keep it from writing what a file holds.
SILENCED = {"chalicelib.adapters.inspection.pdf"}


def test_only_one_file_writes_to_the_log() -> None:
    assert {found.split(":")[0] for found in writers()} <= {"chalicelib.events", *SILENCED}


def test_an_undeclared_field_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="does not declare: naam") as refused:
        events.emit(events.QUEUE_MESSAGE_LOST, naam="Testpersoon")
    assert "Testpersoon" not in str(refused.value)
    assert capsys.readouterr().out == ""


def test_what_a_line_is_within_is_declared_too(capsys: pytest.CaptureFixture[str]) -> None:
    """Ids of the work alone; what is empty is not said, and outside nothing of it is."""
    with pytest.raises(ValueError, match="no line is about: naam"), events.within(naam="Testpersoon"):
        pass
    with events.within(function="api", invocation=""), events.within(verzoek_id="verzoek-1"):
        events.emit(events.CALLBACK_ID_REUSED)
    events.emit(events.CALLBACK_ID_REUSED)
    inside, outside = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert inside.keys() - outside.keys() == {"function", "verzoek_id"}
    assert not events.AROUND & PERSONAL


def test_an_event_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    events.emit(events.QUEUE_MESSAGE_LOST, aanvraag="aan_x\ny")
    line = capsys.readouterr().out
    assert line.count("\n") == 1
    written = json.loads(line)
    assert (written["event"], written["aanvraag"]) == ("queue:message:lost", "aan_x\ny")
    assert written["time"].endswith("+00:00")


@pytest.mark.parametrize("number", ["111222333", "111 222 333", "111.222.333", "1112.22.333", "123456782"])
def test_what_looks_like_a_bsn_is_masked(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    events.emit(events.QUEUE_MESSAGE_LOST, aanvraag=f"ref {number} x")
    line = capsys.readouterr().out
    assert number not in line
    assert "ref ********* x" in line


@pytest.mark.parametrize("value", [111222333, "\n111222333", "é111222333", '"111222333"'])
def test_masking_leaves_valid_json(value: int | str, capsys: pytest.CaptureFixture[str]) -> None:
    """A number of a count and digits behind an escaped sign are masked too, and the line stays JSON."""
    events.emit(events.QUEUE_MESSAGE_LOST, aanvraag=value)
    assert "111222333" not in json.loads(capsys.readouterr().out)["aanvraag"]


def test_other_nine_digits_stay_readable(capsys: pytest.CaptureFixture[str]) -> None:
    events.emit(events.QUEUE_MESSAGE_LOST, aanvraag="111222334")
    assert "111222334" in capsys.readouterr().out


def test_an_error_is_told_without_its_message() -> None:
    """`where` gives kind, file and line; the message may hold what somebody sent."""
    with pytest.raises(ValueError, match="Testpersoon") as caught:
        raise ValueError("Testpersoon")
    told = events.where(caught.value)
    assert re.fullmatch(rf"ValueError at {Path(__file__).name}:\d+", told)
    assert events.where(KeyError("x")) == "KeyError at ?"


def test_the_registry_holds_every_constant() -> None:
    assert frozenset(constants().values()) == events.EVENTS
    assert (CODE / "events.py").exists()
