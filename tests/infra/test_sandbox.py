"""The sandbox for a lessor's developer: its page is what the schemas make it, its commands say what they cannot do."""

import json
import os
import re
import shlex
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from chalicelib.domain.aansluiting import Bevinding, ControleOnderdeel
from chalicelib.domain.callback import DATA_OF
from chalicelib.handlers.openapi_webhooks import webhooks
from chalicelib.handlers.schemas.examples import OUTGOING
from infra.local.config import ROOT, LocalError
from infra.sandbox import page
from infra.sandbox.certification import EXAMPLE, SCENARIOS, reference
from infra.sandbox.command import main
from infra.sandbox.relay import PATH, Letter, Reply, place_of, relaying
from infra.sandbox.scenarios import CASES_OF
from infra.sandbox.tables import fields
from infra.sandbox.trial import Failed, expect_received
from tests.openapi import served

SECRET = "whsec_" + "QUJD" * 11  # pragma: allowlist secret
TEXT = page.PATH.read_text(encoding="utf-8")


def test_the_page_is_made_of_the_schemas() -> None:
    assert page.document() == TEXT, "run python -m infra.sandbox page --write"


def test_nothing_is_left_to_fill_in() -> None:
    assert re.findall(r"<!-- (?!Made by)", TEXT) == []


def test_every_kind_of_message_is_explained() -> None:
    assert set(map(str, OUTGOING)) == set(page.RECEIVED) == set(webhooks())
    assert set(map(str, DATA_OF)) == set(page.ANSWERED)
    for kind in [*page.RECEIVED, *page.ANSWERED]:
        assert f"### {kind}\n" in TEXT


def test_the_statuses_are_those_of_the_callback() -> None:
    """What only the gateway says (429, and 503 of a part that is away) stands beside what the document promises."""
    answers = served()["paths"][page.CALLBACK]["post"]["responses"]
    assert {int(code) for code in answers if code.isdigit()} - {500} <= set(page.STATUSES)


def test_every_scenario_stands_on_the_page() -> None:
    for cases in CASES_OF.values():
        assert all(f"| `{case.name}` | {case.shows} |" in TEXT for case in cases)
        assert len({case.name for case in cases}) == len(cases)


def test_the_example_needs_the_standard_library_alone() -> None:
    """And no word of the broker's own code."""
    (example,) = [block for block in page.code(TEXT, "python") if "__main__" in block]
    assert example == EXAMPLE.read_text(encoding="utf-8")
    assert "chalicelib" not in example
    assert "infra" not in example
    assert page.code(TEXT, "python")[0].startswith("def signature(")


def test_a_schema_becomes_a_table_with_paths() -> None:
    schema = {
        "properties": {
            "a": {"type": "array", "items": {"$ref": "#/$defs/B"}, "maxItems": 3},
            "c": {"anyOf": [{"type": "string", "pattern": "^x|y$", "minLength": 2}, {"type": "null"}]},
            "d": {"type": "integer", "minimum": 1, "maximum": 9},
            "e": {"type": "string", "format": "date"},
            "f": {"type": ["string", "boolean"]},
        },
        "required": ["a"],
        "$defs": {"B": {"type": "object", "properties": {"b": {"enum": ["x", "y"]}}, "required": ["b"]}},
    }
    assert fields(schema).splitlines()[2:] == [
        "| `a` | yes | list of object, at most 3 |",
        "| `a[].b` | yes | `x`, `y` |",
        "| `c` | no | text, at least 2, `^x\\|y$` |",
        "| `d` | no | integer, 1 to 9 |",
        "| `e` | no | date, `2026-11-22` |",
        "| `f` | no | text, true or false |",
    ]
    assert fields({}) == "No fields beside these."


@pytest.mark.parametrize("way", CASES_OF)
def test_a_report_can_be_recorded_as_it_is_called(way: str) -> None:
    """Its name is a reference as an operator may write one."""
    name = reference(way, date(2027, 6, 1))
    assert Bevinding(onderdeel=ControleOnderdeel.CERTIFICERING, bewijs=name, sha256="a" * 64).bewijs == name
    assert {case.play.__module__.rpartition(".")[2] for case in CASES_OF[way]} <= set(SCENARIOS)


def test_the_messages_are_printed_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["messages"]) == 0
    assert json.loads(capsys.readouterr().out) == dict(OUTGOING)


def test_the_signing_help_signs_for_curl(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Another library accepts what it prints."""
    body = tmp_path / "body.json"
    body.write_bytes(b'{"type":"aanvraag.ontvangen"}')
    assert main(["sign", "--secret", SECRET, "--id", "msg_1", str(body)]) == 0
    given = shlex.split(capsys.readouterr().out)
    headers = dict(one.split(": ", 1) for one in given if one != "-H")
    assert headers["webhook-id"] == "msg_1"
    assert abs(int(headers["webhook-timestamp"]) - datetime.now(UTC).timestamp()) < 60
    assert Webhook(SECRET).verify(body.read_bytes(), headers) == {"type": "aanvraag.ontvangen"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["sign", "--secret", "geheim", "/dev/null"], "a secret is whsec_"),
        (["sign", "--secret", SECRET, "--id", "a b", "/dev/null"], "an id within the grammar"),
        (["sign", "--secret", SECRET, "/nergens/body.json"], "the body cannot be read"),
        (["certify", "--endpoint", "https://example.com/"], "http://127.0.0.1:<port>/<path>"),
        (["certify", "--way", "polling"], "needs an endpoint, or a command that starts one"),
        (["certify", "--way", "polling", "--header", "x-sleutel"], 'a header is written as "name: value"'),
        (["certify", "--report", "/nergens/report.json"], "the report cannot be written: No such file"),
        (["certify", "--only", "nooit"], "there is no scenario nooit; there are: challenge, offered"),
    ],
)
def test_a_mistake_is_named_and_ends_with_two(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert said in capsys.readouterr().err


def test_a_command_that_fails_is_not_waited_for(capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelt START was waited for 300 seconds, with its own error far above."""
    start = shlex.join((sys.executable, "-c", "raise SystemExit(3)"))
    assert main(["certify", "--way", "polling", "--start", start, "--wait", "60"]) == 2
    assert "the command ended with 3 before it answered" in capsys.readouterr().err


@pytest.mark.parametrize("command", [[], ["certify"], ["messages"], ["sign"], ["page"]])
def test_every_command_explains_itself(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command, "--help"])
    assert ended.value.code == 0
    assert "usage: python -m infra.sandbox" in capsys.readouterr().out


def _outside_make() -> dict[str, str]:
    """As a developer's shell has it: a make within a make says more."""
    return {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}}


def test_make_passes_everything_on() -> None:
    """What a developer types reaches the command as it is meant."""
    done = subprocess.run(
        ["make", "--dry-run", "sandbox",  # noqa: S607 - make, wherever it is
         "START=python3 my_endpoint.py", "WAY=polling", "HEADER=x-sleutel: a", "ONLY=duplicate late",
         "REPORT=out.json"],
        cwd=ROOT, capture_output=True, text=True, check=True, env=_outside_make(),
    )  # fmt: skip
    line = shlex.split(done.stdout.replace("\\\n", " ").strip().splitlines()[-1])
    assert line[line.index("certify") :] == [
        *(
            "certify",
            "--start",
            "python3 my_endpoint.py",
            "--way",
            "polling",
            "--header",
            "x-sleutel: a",
            "--only",
            "duplicate",
            "--only",
            "late",
            "--report",
            "out.json",
        )
    ]


ELSEWHERE = (
    *("http://127.0.0.1/", "http://localhost:80/", "ftp://127.0.0.1:9000/", "http://10.0.0.1:9000/"),
    *("http://127.0.0.1:x/", "http://127.0.0.1:99999/", "x", ""),
)


@pytest.mark.parametrize("endpoint", ELSEWHERE)
def test_only_endpoints_on_this_machine_are_tried(endpoint: str) -> None:
    with pytest.raises(LocalError, match=re.escape("http://127.0.0.1:<port>/<path>")):
        place_of(endpoint)
    assert place_of("http://127.0.0.1:9000") == (9000, "/")
    assert place_of("http://127.0.0.1:9000/a/b") == (9000, "/a/b")


def test_the_relay_passes_on_and_keeps_both_logs() -> None:
    """Header, bytes and status, both ways; what one end does not answer is a 502 to the other."""
    with relaying("http://127.0.0.1:1/", 1) as dead, relaying(f"{dead.url}{PATH}", 1) as relay:
        dead.to_lessor = lambda letter, _forward: Reply(207, letter.body)
        letter = Letter({"webhook-id": "msg_1"}, b'{"type":"test","data":{"verstrekking_id":"ver_1"}}')
        assert (letter.id, letter.type, letter.about) == ("msg_1", "test", "ver_1")
        reply = relay.from_broker(letter)
        assert (reply.status, reply.body) == (207, letter.body)
        assert relay.messages == [(letter, reply)]
        assert dead.messages[0][0] == letter
        assert relay.call_back(letter).status == 0
        assert not relay.wait(lambda: bool(relay.callbacks), 0)


@pytest.mark.parametrize("body", [b"", b"[]", b"[" * 100_000, b'{"data":[]}'])
def test_an_unreadable_letter_has_no_kind(body: bytes) -> None:
    assert (Letter({}, body).type, Letter({}, body).about, Letter({}, body).id) == ("", "", "")


@pytest.mark.parametrize(
    ("reply", "said"),
    [(Reply(0), "did not answer"), (Reply(500), "answered 500"), (Reply(200, b"", 16.0), "took 16.0 s")],
)
def test_what_is_not_received_is_told(reply: Reply, said: str) -> None:
    with pytest.raises(Failed, match=said):
        expect_received(reply)
