"""
The local AWS for functional tests: one per xdist worker, on a free port, made from infra/resources.yaml.

Unlike moto it keeps its promises when threads run in parallel: conclusions about concurrency rest on it. Tests
share its tables, so each makes ids of its own.
"""

from collections.abc import Iterator

import pytest

from chalicelib.settings import Settings
from infra.local.config import LocalConfig, LocalError, read_config
from infra.local.deploy import Deployment, deploy
from infra.local.ministack import CREDENTIALS, LocalAws
from infra.local.ports import free_port, free_row

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
