"""A stage at the local AWS, for what moto cannot serve: another process that calls AWS over a socket."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bench.stage import Stage
from chalicelib import wiring
from chalicelib.adapters.aws import CallCounter, make_session
from infra.local.config import read_config
from infra.local.deploy import deploy
from infra.local.ministack import CREDENTIALS, LocalAws
from infra.local.ports import free_port, free_row
from tests.fakes.egress import FakeEgress
from tests.fakes.mail import FakeMail


@contextmanager
def running(folder: Path) -> Iterator[Stage]:
    """Empty, on a free port, and ended with the block. Its credentials are in the environment meanwhile."""
    ports = {"PORT": str(free_port()), "SANDBOX_PORT": str(free_row()), "AWS_PORT": str(free_port())}
    config = read_config({**ports, "DATA_DIR": str(folder)})
    config.data_dir.mkdir(parents=True, exist_ok=True)
    aws = LocalAws(config)
    aws.start()
    kept = dict(os.environ)
    os.environ.update(CREDENTIALS)
    try:
        settings = deploy(config.aws_url).settings
        counter, egress, mail = CallCounter(), FakeEgress(), FakeMail()
        session = make_session(settings, counter=counter)
        broker = replace(wiring.build(settings, session), egress=egress, mail=mail)
        yield Stage(settings, broker, broker, counter, egress, mail, session.sqs)
    finally:
        os.environ.clear()
        os.environ.update(kept)
        aws.stop()
