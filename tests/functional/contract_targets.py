"""
Where the contract is tried: on the stack that `make run` starts, and on the package, deployed on the local AWS.

One suite. On the package every test of it runs once, with the first of its parameters: the code is the same on both,
and what differs (gateway, functions, queues, schedules) differs for all parameters alike.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from infra.local.ministack import read_mails
from infra.local.mounted import newest_first
from tests.deployed import Deployed, deployed_as
from tests.deployment import deployed_package, start_deployment
from tests.functional.contract_client import Api
from tests.functional.contract_stack import run_job, running_stack, shared, shared_stack
from tests.package_build import Built

STACK, PACKAGE = "stack", "package"
CONTRACT = "test_contract_"
# Why a test of the contract, or a whole module of them, does not run on the package.
EXCEPTED: Mapping[str, str] = {
    "test_contract_races": (
        "ten requests at once are ten functions that start at once, half a minute of two processors each time; "
        "who wins is decided by the same conditional writes on the same local AWS"
    ),
    "test_contract_public::test_unknown_method_is_a_problem": (
        "the gateway knows no 405: it answers a method without route as it answers an unknown path"
    ),
    "test_contract_public::test_broken_http_is_answered_not_dropped": (
        "what is no HTTP ends at the gateway, and the local one is not that of AWS"
    ),
}


@dataclass(frozen=True)
class Target:
    """The broker to somebody who did not sign in, and how one of its scheduled functions is fired at a time."""

    api: Api
    run_job: Callable[[str, str], object]


def targets_of(test: str) -> tuple[str, ...]:
    """The targets of a test, by `module::name`."""
    excepted = {test, test.partition("::")[0]} & EXCEPTED.keys()
    return (STACK, PACKAGE) if test.startswith(CONTRACT) and not excepted else (STACK,)


@contextmanager
def shared_local_stack(folder: Path) -> Iterator[Target]:
    with shared_stack(folder) as environment:
        yield _on_stack(environment)


@contextmanager
def own_local_stack(folder: Path) -> Iterator[Target]:
    with running_stack(folder) as environment:
        yield _on_stack(environment)


@contextmanager
def shared_deployment(folder: Path, built: Built) -> Iterator[Target]:
    with shared(folder, lambda: start_deployment(built, folder).told(), lambda told: deployed_as(told).stop()) as told:
        yield on_package(deployed_as(told))


@contextmanager
def own_deployment(folder: Path, built: Built) -> Iterator[Target]:
    with deployed_package(built, folder) as deployed:
        yield on_package(deployed)


def on_package(deployed: Deployed) -> Target:
    """The gateway of a deployment; its mails are those that the local SES was given."""
    port = deployed.config.aws_port
    api = Api(port, base=deployed.base, mailbox=lambda _api: newest_first(read_mails(port)))
    return Target(api, lambda name, at: deployed.fire(name.capitalize(), datetime.fromisoformat(at)))


def _on_stack(environment: Mapping[str, str]) -> Target:
    return Target(Api(int(environment["PORT"])), partial(run_job, environment))
