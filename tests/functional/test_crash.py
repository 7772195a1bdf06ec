"""A killed broker loses no Aanvraag, and sends none again that was acknowledged (I1, I2); on real processes."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from infra.local.config import LocalConfig
from infra.local.consumers import THREADS_PER_QUEUE
from infra.local.deploy import client
from infra.local.pidfile import is_alive, read_pid
from infra.local.ports import free_port, free_row
from tests.functional.concept import Concept, listening_lenders, new_concept
from tests.functional.conftest import local_config
from tests.functional.contract_client import OPERATOR, OPERATOR_PASSWORD, Api, Json, new_person, sign_in
from tests.functional.contract_lender import Answerer, Lender, Message, Reply, polite
from tests.functional.stack_process import kill, own_data, refused, started, stop, within

OFFERED = "aanvraag.aangeboden"
# The lease of a send ends after 15 s and its message comes back after 30 s.
RECOVERY_SECONDS = 120.0
THREE = 3


@pytest.fixture
def config(tmp_path: Path) -> Iterator[LocalConfig]:
    with own_data(local_config(str(tmp_path / "data"))) as made:
        yield made


class Silence:
    """Takes a connection and answers only when it is told to; then nobody listens any more."""

    def __init__(self) -> None:
        self._over = threading.Event()

    def __call__(self, message: Message) -> Reply:
        self._over.wait(RECOVERY_SECONDS)
        return polite(message)

    def end(self) -> None:
        self._over.set()


@pytest.fixture
def silence() -> Iterator[Silence]:
    made = Silence()
    yield made
    made.end()


def test_a_killed_broker_delivers_everything_once(config: LocalConfig, silence: Silence) -> None:
    """Killed after the 202, with every message on its way and none acknowledged."""
    with ExitStack() as parts:
        with started(config) as process:
            lenders = parts.enter_context(listening_lenders(_operator(config), THREE))
            _answer(lenders, silence)
            concept = new_concept(new_person(Api(config.port)).api, lenders).submitted()
            first = [lender.ear.wait(OFFERED)[0] for lender in lenders]
            aws = read_pid(config.aws_pid)
            kill(config, process)
        assert aws is not None
        assert is_alive(aws)
        _answer(lenders, polite)
        with started(config):
            assert read_pid(config.aws_pid) == aws
            assert within(RECOVERY_SECONDS, lambda: _statuses(concept) == ["aangeboden"] * THREE)
            _let_everything_leave(config)
            heard = [lender.ear.messages(OFFERED) for lender in lenders]
            tries = [row["pogingen"] for row in _rows(concept)]
        assert [len(messages) for messages in heard] == [2] * THREE
        assert tries == [2] * THREE
        assert [_same(message) for message in first] == [_same(messages[1]) for messages in heard]
        assert len({message.headers["webhook-id"] for message in first}) == THREE


def test_an_aanvraag_that_nobody_began_to_send_leaves(config: LocalConfig, silence: Silence) -> None:
    """Killed between the 202 and any dispatch, and its message lost as well: the due index is the outbox."""
    with ExitStack() as parts:
        with started(config) as process:
            slow, lender = parts.enter_context(listening_lenders(_operator(config), 2))
            sender = new_person(Api(config.port)).api
            _answer([slow], silence)
            for number in range(THREADS_PER_QUEUE):  # each keeps one consumer busy
                new_concept(sender, [slow]).submitted()
                slow.ear.wait(OFFERED, number + 1)
            concept = new_concept(sender, [lender]).submitted()
            kill(config, process)
        assert lender.ear.heard == []
        _lose_messages(config)
        with started(config):
            lender.ear.wait(OFFERED)
            assert within(RECOVERY_SECONDS, lambda: _statuses(concept) == ["aangeboden"])
            _let_everything_leave(config)
        assert len(lender.ear.heard) == 1


def test_a_clean_stop_keeps_dossiers_and_sessions(config: LocalConfig) -> None:
    with ExitStack() as parts:
        with started(config) as process:
            lenders = parts.enter_context(listening_lenders(_operator(config), 1))
            person = new_person(Api(config.port))
            concept = new_concept(person.api, lenders).submitted()
            lenders[0].ear.wait(OFFERED)
            assert within(RECOVERY_SECONDS, lambda: _statuses(concept) == ["aangeboden"])
            before = person.api.seen(f"/v1/dossiers/{concept.dossier}")
            aws = read_pid(config.aws_pid)
            stop(process)
        assert aws is not None
        assert not is_alive(aws)
        with started(config):
            assert person.api.seen(f"/v1/dossiers/{concept.dossier}") == before
            assert person.api.seen("/v1/account")["schermnaam"] == person.schermnaam
            assert _statuses(concept) == ["aangeboden"]
            body = {"refresh_token": person.refresh_token}
            assert Api(config.port).made("/v1/sessies/verversing", body, 200)["access_token"]
            _let_everything_leave(config)
        assert len(lenders[0].ear.heard) == 1


def test_a_second_run_names_the_first(config: LocalConfig) -> None:
    """The same data: the process that has it. Other data, same ports: the ports."""
    with started(config) as process:
        status, said = refused(config)
        assert (status, said.count("\n")) == (1, 1)
        assert said.startswith(f"error: the stack already runs with this data directory (process {process.pid})")
        status, said = refused(replace(config, data_dir=config.data_dir.with_name("other"), aws_port=free_port()))
        assert (status, said.count("\n")) == (1, 1)
        assert said.startswith(f"error: already in use on 127.0.0.1: {config.port} (PORT); ")
        assert Api(config.port).get("/v1/gezondheid").status == 200


@pytest.mark.parametrize("name", ["PORT", "SANDBOX_PORT", "AWS_PORT"])
def test_a_taken_port_is_named(config: LocalConfig, name: str) -> None:
    port = {**config.own_ports, "AWS_PORT": (config.aws_port,)}[name][-1]
    with socket.create_server(("127.0.0.1", port)):
        status, said = refused(config)
    assert (status, said.count("\n")) == (1, 1)
    assert said.startswith(f"error: already in use on 127.0.0.1: {port} ({name}")
    assert list(config.data_dir.iterdir()) == []


def test_another_sandbox_port_is_explained(config: LocalConfig) -> None:
    """The data know the sandboxes by their addresses, so a start with others says so and stops what it started."""
    with started(config) as process:
        stop(process)
    status, said = refused(replace(config, sandbox_port=free_row()))
    assert (status, said.count("\n")) == (1, 1)
    assert f"knows its sandboxes at SANDBOX_PORT={config.sandbox_port}; " in said
    assert not config.aws_pid.exists()


def _operator(config: LocalConfig) -> Api:
    return sign_in(Api(config.port), OPERATOR, OPERATOR_PASSWORD).api


def _answer(lenders: list[Lender], answer: Answerer) -> None:
    for lender in lenders:
        lender.ear.answer = answer


def _rows(concept: Concept) -> list[Json]:
    found: list[Json] = concept.sender.seen(f"/v1/aanvragen/{concept.aanvraag}")["verstrekkingen"]
    return found


def _statuses(concept: Concept) -> list[str]:
    return [row["status"] for row in _rows(concept)]


def _same(message: Message) -> tuple[str, bytes]:
    """What a repeat shares with the first try."""
    return message.headers["webhook-id"], message.raw


def _let_everything_leave(config: LocalConfig) -> None:
    """Whatever is due is sent again, if there is anything; answers when the queues are empty."""
    answer = Api(config.port).post("/v1/lokaal/taken/herstel")
    assert answer.status == 200, answer.raw


def _lose_messages(config: LocalConfig) -> None:
    sqs = client("sqs", config.aws_url)
    for url in sqs.list_queues()["QueueUrls"]:
        sqs.purge_queue(QueueUrl=url)
