"""Tries one endpoint: a broker, a relay, the endpoint itself, and every scenario in turn."""

import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from chalicelib.adapters.signatures import StandardWebhooks
from chalicelib.usecases.ports.leverwijze import Headers
from infra.local.client import Client
from infra.local.config import LOOPBACK, ROOT, LocalConfig, LocalError
from infra.local.ports import free_port, free_row
from infra.sandbox.asking import ApiTrial, submitted
from infra.sandbox.receiving import challenge
from infra.sandbox.relay import PATH, Relay, relaying
from infra.sandbox.scenarios import CASES_OF, Case
from infra.sandbox.sender import POLLING, PUSH, Registered, Sender, end, register
from infra.sandbox.trial import Failed, Pace, Trial

FOLDER = ROOT / "infra" / "sandbox"
EXAMPLE = FOLDER / "example.py"
SCENARIOS = ("answering", "asking", "fetching", "receiving", "scenarios", "trial")
WAIT_SECONDS = 300.0
POLL_SECONDS = 0.25
STOP_SECONDS = 10.0
HEALTH_SECONDS = 2.0

T = TypeVar("T")
Say = Callable[[str], None]


@dataclass(frozen=True)
class Order:
    """What is tried: an endpoint that runs already, or a command that starts one; neither: our own example."""

    endpoint: str | None = None
    start: str | None = None
    names: Sequence[str] = ()
    way: str = PUSH
    extra: Headers = ()
    wait: float = WAIT_SECONDS
    pace: Pace = field(default_factory=Pace)

    def cases(self) -> list[Case[Any]]:
        """Raises LocalError for a scenario that there is not."""
        cases = CASES_OF[self.way]
        known = {case.name: case for case in cases}
        if missing := [name for name in self.names if name not in known]:
            raise LocalError(f"there is no scenario {', '.join(missing)}; there are: {', '.join(known)}")
        return [known[name] for name in self.names] or list(cases)


@dataclass(frozen=True)
class Result:
    """`reason` says what was missing, empty when it passed."""

    name: str
    shows: str
    reason: str = ""

    @property
    def passed(self) -> bool:
        return not self.reason


def certify(order: Order, config: LocalConfig, say: Say) -> list[Result]:
    """Every scenario, also after one that failed. Raises LocalError when nothing could be tried."""
    cases = order.cases()
    if order.way == POLLING:
        return _certify_api(order, cases, say)
    with ExitStack() as parts:
        port = parts.enter_context(some_broker(config, say))
        endpoint = order.endpoint or f"http://{LOOPBACK}:{free_port()}/"
        relay = parts.enter_context(relaying(endpoint, port))
        registered = register(port, relay.url + PATH, order.way)
        parts.callback(end, port, registered.id)
        relay.lessor_id = registered.id
        check = _start(order, relay, registered, parts, say)
        trial = Trial(relay, Sender(port, registered.id), registered.geheim, order.pace)
        missing = f"{relay.endpoint} did not pass its challenge"
        _wait_for(lambda: challenge(trial), missing, order.wait, check)
        return [_tried(case, trial, say) for case in cases]


def _certify_api(order: Order, cases: Sequence[Case[Any]], say: Say) -> list[Result]:
    """Without a broker: an API says itself how things stand. There is no example of one to start."""
    if order.endpoint is None and order.start is None:
        raise LocalError(f"an API that is asked ({POLLING}) needs an endpoint, or a command that starts one")
    endpoint = order.endpoint or f"http://{LOOPBACK}:{free_port()}/"
    trial = ApiTrial(endpoint, StandardWebhooks().new_secret(), order.extra, order.pace)
    with ExitStack() as parts:
        check = _unasked
        if order.start is not None:
            values = {"LEASE_DEAL_SECRET": trial.secret, "PORT": endpoint.rpartition(":")[2].strip("/")}
            check = parts.enter_context(_child(shlex.split(order.start), values))
        else:
            say(f"give this to your API; it is for this run:\n  LEASE_DEAL_SECRET={trial.secret}")
        _wait_for(lambda: submitted(trial), f"{endpoint} did not take an Aanvraag", order.wait, check)
        return [_tried(case, trial, say) for case in cases]


def version() -> str:
    """Of the scenarios: another one as soon as anything about them changes."""
    content = b"".join((FOLDER / f"{name}.py").read_bytes() for name in SCENARIOS)
    return hashlib.sha256(content).hexdigest()[:8]


def reference(way: str, on: date) -> str:
    """What a report is called where an operator records it."""
    return f"certificering {way} {on.isoformat()} scenarios {version()}"


def report(endpoint: str, way: str, results: Sequence[Result], on: date) -> str:
    """For another program, as JSON; an operator records its digest when the endpoint is connected."""
    passed = [result for result in results if result.passed]
    found = [{**asdict(result), "passed": result.passed} for result in results]
    told = {
        "endpoint": endpoint,
        "levering": way,
        "datum": on.isoformat(),
        "versie": version(),
        "passed": len(passed),
        "of": len(results),
        "scenarios": found,
    }
    return json.dumps(told, indent=2)


@contextmanager
def some_broker(config: LocalConfig, say: Say) -> Iterator[int]:
    """The port of the broker that runs already (`make run`), or of one that is started for this alone."""
    if _answers(config.port):
        say(f"using the broker at {config.broker_url}")
        yield config.port
        return
    from infra.local.stack import running  # noqa: PLC0415 - a running broker does without its imports

    folder = Path(tempfile.mkdtemp(prefix="lease-deal-sandbox-"))
    own = replace(config, port=free_port(), sandbox_port=free_row(), aws_port=free_port(), data_dir=folder / "data")
    say("no broker answers there: starting one")
    try:
        with (folder / "broker.log").open("w", encoding="utf-8") as log, redirect_stdout(log), running(own):
            yield own.port
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _answers(port: int) -> bool:
    try:
        return bool(Client(port, timeout=HEALTH_SECONDS).get("/v1/gezondheid")["status"] == "ok")
    except (LocalError, KeyError, TypeError):
        return False


def _start(order: Order, relay: Relay, registered: Registered, parts: ExitStack, say: Say) -> Callable[[], None]:
    """What tells whether the endpoint can still be expected, as `_child` does."""
    values = {"LEASE_DEAL_URL": relay.url, "LEASE_DEAL_ID": registered.id, "LEASE_DEAL_SECRET": registered.geheim}
    if order.endpoint is not None:
        say("give these to your endpoint; they are for this run:")
        for name, value in values.items():
            say(f"  {name}={value}")
        say(f"waiting at most {order.wait:g} s until {order.endpoint} answers its challenge")
        return _unasked
    port = relay.endpoint.rpartition(":")[2].strip("/")
    check = parts.enter_context(_child(shlex.split(order.start or ""), {**values, "PORT": port}))
    say(f"started {order.start or 'the example'} at {relay.endpoint}")
    return check


@contextmanager
def _child(command: Sequence[str], values: dict[str, str]) -> Iterator[Callable[[], None]]:
    """
    The endpoint as a process of its own, ended with the block; with what raises LocalError once it ended by an error.
    One that ended well may have left something in the background.
    """
    try:
        process = subprocess.Popen(  # noqa: S603 - no shell; the command is the developer's own
            command or [sys.executable, str(EXAMPLE)], env={**os.environ, **values}, stdin=subprocess.DEVNULL
        )
    except OSError as error:
        raise LocalError(f"the command cannot be started: {error.strerror}") from error

    def check() -> None:
        if process.poll():
            raise LocalError(f"the command ended with {process.returncode} before it answered")

    try:
        yield check
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _unasked() -> None:
    """Of what runs already only its answers tell."""


def _wait_for(first: Callable[[], None], missing: str, seconds: float, check: Callable[[], None]) -> None:
    """Until the endpoint is there and holds the secret. Raises LocalError, at once when `check` does."""
    pause, reason = threading.Event(), ""
    for _ in range(max(1, int(seconds / POLL_SECONDS))):
        try:
            first()
        except Failed as failure:
            reason = str(failure)
        else:
            return
        check()
        pause.wait(POLL_SECONDS)
    raise LocalError(f"{missing} in {seconds:g} s: {reason}")


def _tried(case: Case[T], trial: T, say: Say) -> Result:
    try:
        case.play(trial)
    except Failed as failure:
        result = Result(case.name, case.shows, str(failure))
    except LocalError as error:
        result = Result(case.name, case.shows, f"the broker refused our own part of it: {error}")
    else:
        result = Result(case.name, case.shows)
    verdict = "passed" if result.passed else "FAILED"
    say(f"{verdict}  {case.name:17} the endpoint {case.shows}")
    if not result.passed:
        say(f"        {'':17} {result.reason}")
    return result
