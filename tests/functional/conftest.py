"""
The local AWS for functional tests: one per xdist worker, on a free port, made from infra/resources.yaml.

Unlike moto it keeps its promises when threads run in parallel: conclusions about concurrency rest on it. Tests
share its tables, so each makes ids of its own.
"""

import os
from collections.abc import Iterator, Mapping

import pytest

from chalicelib.settings import Settings
from infra.local.config import LocalConfig, LocalError, read_config
from infra.local.deploy import Deployment, deploy
from infra.local.ministack import CREDENTIALS, LocalAws
from infra.local.ports import free_port, free_row
from tests.functional.concept import THREE, listening_lenders
from tests.functional.contract_client import OPERATOR, OPERATOR_PASSWORD, Api, new_person, sign_in
from tests.functional.contract_lender import Lender, listening, register
from tests.functional.contract_stack import shared_stack
from tests.functional.own_broker import OwnBroker, own_broker

TRIES = 3


@pytest.fixture(scope="session")
def local_deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
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
        with pytest.MonkeyPatch.context() as environment:
            for name, value in CREDENTIALS.items():
                environment.setenv(name, value)
            yield deploy(config.aws_url)
    finally:
        aws.stop()


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="session")
def contract_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """The environment of the whole stack, started as `make run` does; the workers of a test run share it."""
    own = tmp_path_factory.getbasetemp()
    folder = own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own
    with shared_stack(folder / "contract") as environment:
        yield environment


@pytest.fixture(scope="session")
def broker(contract_environment: Mapping[str, str]) -> Api:
    """The running broker, to somebody who did not sign in."""
    return Api(int(contract_environment["PORT"]))


@pytest.fixture(scope="session")
def operator(broker: Api) -> Api:
    """The running broker, to the operator that every local stack has."""
    return sign_in(broker, OPERATOR, OPERATOR_PASSWORD).api


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
