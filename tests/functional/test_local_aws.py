"""The local AWS as a process: it outlives the broker, is taken up again, and keeps what it was told."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.settings import Settings, read_settings
from infra.local.config import ROOT, LocalConfig, LocalError
from infra.local.consumers import Consumers
from infra.local.deploy import Deployment, client, deploy, environment_of
from infra.local.ministack import LocalAws, read_mails
from infra.local.pidfile import is_alive, read_pid
from infra.local.ports import free_port
from infra.local.reset import reset
from tests.functional.conftest import local_config

PATIENCE = 60.0


@pytest.fixture
def config(tmp_path: Path) -> LocalConfig:
    return local_config(str(tmp_path / "data"))


@pytest.fixture
def aws(config: LocalConfig) -> Iterator[LocalAws]:
    made = LocalAws(config)
    yield made
    made.stop()


def test_the_settings_survive_the_environment(local_aws: Settings) -> None:
    assert local_aws.stage == "local"
    assert read_settings(environment_of(local_aws)) == local_aws


def test_deploying_twice_changes_nothing(local_deployment: Deployment) -> None:
    endpoint = local_deployment.settings.endpoint_url
    assert endpoint is not None
    assert deploy(endpoint) == local_deployment


def test_the_local_bucket_and_indexes_are_real(local_aws: Settings) -> None:
    assert local_aws.endpoint_url is not None
    s3, dynamodb = (client(name, local_aws.endpoint_url) for name in ("s3", "dynamodb"))
    assert s3.get_bucket_versioning(Bucket=local_aws.bucket_documenten)["Status"] == "Enabled"
    indexes = dynamodb.describe_table(TableName=local_aws.table_broker)["Table"]["GlobalSecondaryIndexes"]
    assert {index["IndexName"] for index in indexes} == {"due", "eigenaar", "koppen"}


def test_state_survives_a_clean_stop(config: LocalConfig, aws: LocalAws) -> None:
    aws.start()
    first = deploy(config.aws_url)
    wrapped, plain = _leave_traces(first)
    aws.stop()
    assert not config.aws_pid.exists()
    aws.start()
    assert deploy(config.aws_url) == first
    assert _find_traces(first, wrapped) == (plain, b"tweede", "bericht", "waarde")


def test_its_log_is_for_our_eyes_only(config: LocalConfig, aws: LocalAws) -> None:
    aws.start()
    deployment = deploy(config.aws_url)
    client("ses", config.aws_url).send_email(
        Source=deployment.settings.mail_from,
        Destination={"ToAddresses": ["testpersoon@example.com"]},
        Message={"Subject": {"Data": "code"}, "Body": {"Text": {"Data": "123456"}}},
    )
    assert [mail["To"] for mail in read_mails(config.aws_port)] == [["testpersoon@example.com"]]
    aws.stop()
    assert config.aws_log.stat().st_mode & 0o777 == 0o600
    assert "testpersoon" not in config.aws_log.read_text()


def test_another_start_adopts_what_a_crash_left(config: LocalConfig, aws: LocalAws) -> None:
    """The contract: the local AWS outlives a crash of the broker and is taken up again."""
    crash = f"""
import os
from infra.local.config import read_config
from infra.local.ministack import LocalAws
LocalAws(read_config()).start()
os.kill(os.getpid(), {signal.SIGKILL.value})
"""
    environment = {"DATA_DIR": str(config.data_dir), "AWS_PORT": str(config.aws_port), "PATH": os.environ["PATH"]}
    ended = subprocess.run(  # noqa: S603 - our own interpreter, no shell
        [sys.executable, "-c", crash], cwd=ROOT, env=environment, check=False, timeout=60
    )
    pid = read_pid(config.aws_pid)
    assert ended.returncode == -signal.SIGKILL
    assert pid is not None
    assert is_alive(pid)
    aws.check()
    aws.start()
    assert read_pid(config.aws_pid) == pid
    aws.stop()
    assert not config.aws_pid.exists()


def test_it_listens_nowhere_but_on_loopback(config: LocalConfig, aws: LocalAws) -> None:
    aws.start()
    pid = read_pid(config.aws_pid)
    inodes = {str(file.readlink()) for file in Path(f"/proc/{pid}/fd").iterdir() if file.is_symlink()}
    listening = [line.split() for line in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]]
    ours = [row[1] for row in listening if row[3] == "0A" and f"socket:[{row[9]}]" in inodes]
    assert ours == [f"0100007F:{config.aws_port:04X}"]


def test_a_foreign_local_aws_is_not_adopted(config: LocalConfig, local_aws: Settings) -> None:
    assert local_aws.endpoint_url is not None
    foreign = LocalConfig(
        config.port, config.sandbox_port, int(local_aws.endpoint_url[-5:].strip(":")), config.data_dir
    )
    with pytest.raises(LocalError, match="already in use"):
        LocalAws(foreign).check()


def test_one_data_directory_has_one_local_aws(config: LocalConfig, aws: LocalAws) -> None:
    aws.start()
    moved = LocalConfig(config.port, config.sandbox_port, free_port(), config.data_dir)
    for refused in (LocalAws(moved).check, lambda: reset(moved)):
        with pytest.raises(LocalError, match="still runs on another port"):
            refused()


def test_a_message_is_deleted_once_taken(local_deployment: Deployment) -> None:
    endpoint = local_deployment.settings.endpoint_url
    assert endpoint is not None
    sqs, url = client("sqs", endpoint), local_deployment.queues["wissingen"]
    taken = threading.Event()
    seen: list[Any] = []

    def function(event: Any, _context: Any) -> None:
        seen.extend(record["body"] for record in event["Records"])
        taken.set()

    consumers = Consumers(sqs, {"wissingen": url}, {"wissingen": function})
    consumers.start()
    sqs.send_message(QueueUrl=url, MessageBody="dos_a")
    assert taken.wait(PATIENCE)
    consumers.stop()
    assert (seen, consumers.busy()) == (["dos_a"], False)


def _leave_traces(deployment: Deployment) -> tuple[bytes, bytes]:
    endpoint, settings = str(deployment.settings.endpoint_url), deployment.settings
    made = client("kms", endpoint).generate_data_key(
        KeyId=settings.kms_key, KeySpec="AES_256", EncryptionContext={"soort": "dossier"}
    )
    for version in (b"eerste", b"tweede"):
        client("s3", endpoint).put_object(Bucket=settings.bucket_documenten, Key="dos_a/1", Body=version)
    client("sqs", endpoint).send_message(QueueUrl=settings.queue_verstrekkingen, MessageBody="bericht")
    row = {"pk": {"S": "a"}, "sk": {"S": "b"}, "waarde": {"S": "waarde"}}
    client("dynamodb", endpoint).put_item(TableName=settings.table_bewijs, Item=row)
    return made["CiphertextBlob"], made["Plaintext"]


def _find_traces(deployment: Deployment, wrapped: bytes) -> tuple[bytes, bytes, str, str]:
    endpoint, settings = str(deployment.settings.endpoint_url), deployment.settings
    plain = client("kms", endpoint).decrypt(CiphertextBlob=wrapped, EncryptionContext={"soort": "dossier"})
    found = client("s3", endpoint).get_object(Bucket=settings.bucket_documenten, Key="dos_a/1")["Body"].read()
    message = client("sqs", endpoint).receive_message(QueueUrl=settings.queue_verstrekkingen)["Messages"][0]
    key = {"pk": {"S": "a"}, "sk": {"S": "b"}}
    row = client("dynamodb", endpoint).get_item(TableName=settings.table_bewijs, Key=key)["Item"]
    return plain["Plaintext"], found, message["Body"], row["waarde"]["S"]
