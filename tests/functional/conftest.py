"""
The local AWS for functional tests: one per xdist worker, on a free port, made from infra/resources.yaml.

Unlike moto it keeps its promises when threads run in parallel: conclusions about concurrency rest on it. Tests
share its tables, so each makes ids of its own.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from chalicelib.settings import Settings
from infra.local.config import LocalConfig, LocalError, read_config
from infra.local.deploy import Deployment, deploy
from infra.local.ministack import CREDENTIALS, LocalAws
from infra.local.ports import free_port, free_row
from tests.functional.concept import THREE, listening_lenders
from tests.functional.contract_client import OPERATOR, OPERATOR_PASSWORD, Api, new_person, sign_in
from tests.functional.contract_lender import Lender, listening, register
from tests.functional.contract_targets import (
    PACKAGE,
    STACK,
    Target,
    own_deployment,
    own_local_stack,
    shared_deployment,
    shared_local_stack,
    targets_of,
)
from tests.functional.own_broker import OwnBroker, own_broker
from tests.package_build import Built, package_for_local_aws

TRIES = 3
SESSION_SECONDS = 300.0  # a third of what a token is good for
_operators: dict[tuple[int, str], Api] = {}


@pytest.fixture(scope="session")
def deployment_of_worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """The stack's settings and queues; its data is a temporary folder."""
    folder = tmp_path_factory.mktemp("aws")
    for attempt in range(TRIES):
        config = local_config(str(folder / str(attempt)))
        aws = LocalAws(config)
        try:
            aws.start()
            break
        except LocalError:  # somebody took the port in between
            if attempt + 1 == TRIES:
                raise
    try:
        yield deploy(config.aws_url)
    finally:
        aws.stop()


@pytest.fixture
def local_deployment(deployment_of_worker: Deployment, monkeypatch: pytest.MonkeyPatch) -> Deployment:
    """With its credentials in the environment for each test anew: moto, when it ends, restores what it found there."""
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    return deployment_of_worker


@pytest.fixture
def local_aws(local_deployment: Deployment) -> Settings:
    """The settings of a broker on the local AWS, for `make_session(settings)` and `wiring.build(settings, aws)`."""
    return local_deployment.settings


@pytest.fixture
def own(local_aws: Settings) -> Iterator[OwnBroker]:
    """A broker of this test alone, in this process, on the local AWS."""
    with own_broker(local_aws) as made:
        yield made


@pytest.fixture
def sender(own: OwnBroker) -> Api:
    """A vendor at the broker of this test."""
    return new_person(own.api).api


@pytest.fixture
def lenders(own: OwnBroker) -> Iterator[list[Lender]]:
    """Three Kredietverstrekkers at the broker of this test, each with an ear on loopback."""
    with listening_lenders(own.operator, THREE) as made:
        yield made


def local_config(data_dir: str) -> LocalConfig:
    """A stack of its own, on ports that are free at this moment."""
    config = read_config(
        {
            "PORT": str(free_port()),
            "SANDBOX_PORT": str(free_row()),
            "AWS_PORT": str(free_port()),
            "DATA_DIR": data_dir,
        }
    )
    config.data_dir.mkdir(parents=True, exist_ok=True)
    return config


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The contract is tried on every target; what else needs a whole broker, on the local stack."""
    test = f"{metafunc.module.__name__.rpartition('.')[2]}::{metafunc.function.__name__}"
    for name in {"target", "own_target"} & set(metafunc.fixturenames):
        metafunc.parametrize(name, targets_of(test), indirect=True, scope="session" if name == "target" else "function")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On the package each test runs once."""
    seen: set[str] = set()
    again = {item for item in items if _is_on_package(item) and _is_in(seen, item.nodeid.partition("[")[0])}
    items[:] = [item for item in items if item not in again]
    config.hook.pytest_deselected(items=list(again))


def _is_on_package(item: pytest.Item) -> bool:
    given = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    return PACKAGE in {given.get("target"), given.get("own_target")}


def _is_in(seen: set[str], name: str) -> bool:
    """Whether it was seen before; it is from now on."""
    before = name in seen
    seen.add(name)
    return before


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """What the functions of the local AWS run."""
    return package_for_local_aws(tmp_path_factory)


@pytest.fixture(scope="session")
def stack_target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """The stack that `make run` starts; the workers of a test run share it."""
    with shared_local_stack(_of_this_run(tmp_path_factory) / "contract") as target:
        yield target


@pytest.fixture(scope="session")
def package_target(tmp_path_factory: pytest.TempPathFactory, package: Built) -> Iterator[Target]:
    """The package, deployed; the workers of a test run share it."""
    with shared_deployment(_of_this_run(tmp_path_factory) / "deployed", package) as target:
        yield target


@pytest.fixture(scope="session")
def target(request: pytest.FixtureRequest) -> Target:
    """Where this test tries the contract."""
    found: Target = request.getfixturevalue(f"{request.param}_target")
    return found


@pytest.fixture
def own_target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Target]:
    """A target that no other test uses."""
    if request.param == STACK:
        with own_local_stack(tmp_path) as found:
            yield found
    else:
        with own_deployment(tmp_path, request.getfixturevalue("package")) as found:
            yield found


def _of_this_run(temporary: pytest.TempPathFactory) -> Path:
    """A folder that the workers of this test run share."""
    own = temporary.getbasetemp()
    return own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own


@pytest.fixture(scope="session")
def broker(target: Target) -> Api:
    """The running broker, to somebody who did not sign in."""
    return target.api


@pytest.fixture(scope="session")
def operator(broker: Api) -> Api:
    """
    The running broker, to the operator that every local stack has.

    Signed in once a worker: pytest makes this anew whenever the target changes, and the twentieth session of one
    person ends the first, which another worker may still use.
    """
    place = (broker.port, broker.base)
    if place not in _operators:
        _operators[place] = replace(broker, lasting=_Session(broker))
    return _operators[place]


class _Session:
    """Of the operator, begun again before it ends: a run may take longer than a token is good for."""

    def __init__(self, broker: Api) -> None:
        self._broker = broker
        self._token: str | None = None
        self._until = 0.0

    def __call__(self) -> str:
        if self._token is None or time.monotonic() >= self._until:
            self._token = sign_in(self._broker, OPERATOR, OPERATOR_PASSWORD).api.token
            self._until = time.monotonic() + SESSION_SECONDS
        assert self._token
        return self._token


@pytest.fixture
def vendor(broker: Api) -> Api:
    """The running broker, to a vendor whom nobody else is."""
    return new_person(broker).api


@pytest.fixture(scope="session")
def shared_vendor(broker: Api) -> Api:
    """A vendor for tests that leave nothing behind that another could see."""
    return new_person(broker).api


@pytest.fixture(scope="session")
def shared_lender(operator: Api) -> Iterator[Lender]:
    """A Kredietverstrekker for tests that change nothing and wait for nothing."""
    with listening() as ear:
        yield register(operator, ear)


@pytest.fixture
def lender(operator: Api) -> Iterator[Lender]:
    """A Kredietverstrekker of this test alone."""
    with listening() as ear:
        yield register(operator, ear)


@pytest.fixture
def other_lender(operator: Api) -> Iterator[Lender]:
    """A second Kredietverstrekker of this test alone."""
    with listening() as ear:
        yield register(operator, ear, naam="Voorbeeld Krediet N.V.")
