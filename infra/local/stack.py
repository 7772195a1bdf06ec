"""The whole stack, started part by part and stopped in the opposite order."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from infra.local.application import Application, load_application
from infra.local.clock import SCHEDULE, Clock
from infra.local.config import LocalConfig
from infra.local.consumers import Consumers
from infra.local.deploy import Deployment, client, deploy
from infra.local.gateway import Gateway, serving
from infra.local.ministack import LocalAws, read_mails
from infra.local.mounted import Jobs, mount
from infra.local.pidfile import PidFile
from infra.local.ports import check_free
from infra.local.sandbox.lender import lenders
from infra.local.sandbox.server import Sandbox
from infra.local.seed import seed_documents_and_operators, seed_sandboxes

Load = Callable[[Deployment], Application]


@dataclass(frozen=True)
class Stack:
    """What runs."""

    config: LocalConfig
    deployment: Deployment
    sandboxes: tuple[Sandbox, ...]


@contextmanager
def running(config: LocalConfig, load: Load = load_application) -> Iterator[Stack]:
    """
    The stack, as long as the block lasts. Raises LocalError before anything starts when it cannot run here.

    A crash leaves the local AWS running; the next start takes it up again.
    """
    with ExitStack() as parts:
        parts.enter_context(PidFile(config.broker_pid))
        check_free(config.own_ports)
        deployment = _start_aws(config, parts)
        application = load(deployment)
        functions = application.app.handler_map
        consumers = Consumers(client("sqs", config.aws_url), deployment.queues, functions)
        gateway = _gateway(config, application, consumers)
        sandboxes = _start_sandboxes(config, application, gateway, parts)
        consumers.start()
        parts.callback(consumers.stop)
        clock = Clock(functions)
        clock.start()
        parts.callback(clock.stop)
        # Last, so that whoever finds the broker answering finds everything in place.
        parts.enter_context(serving(config.port, gateway))
        yield Stack(config, deployment, sandboxes)


def _start_aws(config: LocalConfig, parts: ExitStack) -> Deployment:
    aws = LocalAws(config)
    aws.check()
    parts.callback(aws.stop)
    aws.start()
    return deploy(config.aws_url, consument_producten=config.consument_producten)


def _gateway(config: LocalConfig, application: Application, consumers: Consumers) -> Gateway:
    functions = application.app.handler_map
    jobs = Jobs(functions, frozenset(SCHEDULE) & frozenset(functions), consumers.busy, application.heard)
    mounted = mount(lambda: read_mails(config.aws_port), jobs, application.problems.other)
    return Gateway(application.app, application.problems, mounted)


def _start_sandboxes(
    config: LocalConfig, application: Application, gateway: Gateway, parts: ExitStack
) -> tuple[Sandbox, ...]:
    """Registered over HTTP as anybody would be, at an address that nobody else knows yet."""
    sandboxes = []
    for number, (lender, port) in enumerate(zip(lenders(), config.sandbox_ports, strict=True)):
        sandbox = Sandbox(lender, port, config.port, config.sandbox_file, number)
        parts.callback(sandbox.stop)
        sandboxes.append(sandbox)
    seed_documents_and_operators(application.broker)
    with serving(0, gateway) as port:
        accounts = seed_sandboxes(config.aws_url, port, sandboxes)
    for sandbox, account in zip(sandboxes, accounts, strict=True):
        sandbox.start(account)
    return tuple(sandboxes)
