"""
The package on the local AWS: artefact, template and parameters, in a folder without the project, deployed as the AWS
CLI deploys them. Its functions run from the artefact, behind the gateway, the queues and the schedules of its template.
"""

import json
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from botocore.exceptions import WaiterError

from infra.local.config import REGION, LocalConfig, LocalError, read_config
from infra.local.deploy import client
from infra.local.ministack import CREDENTIALS, LocalAws
from infra.local.ports import free_port, free_row
from infra.local.seed import DOCUMENTS, OPERATOR_PASSWORD, OPERATORS
from infra.package.build import PARAMETERS, ROOT, TEMPLATE
from infra.package.deploy import CAPABILITIES
from infra.package.template import ARTEFACT, FUNCTION, Json, read, write
from tests.deployed import STACK, Deployed
from tests.deployed_locally import CHANGED, LEFT_OUT, make_local
from tests.package_build import Built

BUCKET = "artefacten"
TRIES = 3
QUICKLY = {"Delay": 1, "MaxAttempts": 60}

_started: list[LocalAws] = []


@contextmanager
def deployed_package(built: Built, folder: Path) -> Iterator[Deployed]:
    """A local AWS that holds nothing but the package, as long as the block lasts."""
    deployed = start_deployment(built, folder)
    try:
        yield deployed
    finally:
        deployed.stop()


def start_deployment(built: Built, folder: Path) -> Deployed:
    """A new local AWS with the package, its documents and its operators; it runs until somebody stops it."""
    config, aws = _start_aws(folder)
    # The process belongs to whoever stops it, and this one must not be warned that it still runs.
    _started.append(aws)
    try:
        with tempfile.TemporaryDirectory() as empty:
            place = Path(empty)
            for name in (ARTEFACT, TEMPLATE, PARAMETERS):
                shutil.copyfile(built.folder / name, place / name)
            deployed = _deploy(config, place)
        make_local(deployed, built.runtime.version)
        _seed(deployed, built)
    except BaseException:
        aws.stop()
        raise
    return deployed


def _start_aws(folder: Path) -> tuple[LocalConfig, LocalAws]:
    for attempt in range(TRIES):
        config = _own_place(folder)
        aws = LocalAws(config)
        try:
            aws.start()
            break
        except LocalError:  # somebody took the port in between
            if attempt + 1 == TRIES:
                raise
    return config, aws


def _own_place(folder: Path) -> LocalConfig:
    """Free ports, and a data directory that no earlier deployment of this test run had."""
    ports = {"PORT": free_port(), "SANDBOX_PORT": free_row(), "AWS_PORT": free_port()}
    place = {"DATA_DIR": str(folder / uuid.uuid4().hex)}
    config = read_config({**{name: str(port) for name, port in ports.items()}, **place})
    config.data_dir.mkdir(parents=True)
    return config


def _deploy(config: LocalConfig, folder: Path) -> Deployed:
    """What `aws cloudformation package` and `aws cloudformation deploy` do: upload, a change set, and its execution."""
    template = read((folder / TEMPLATE).read_text(encoding="utf-8"))
    _take(config, template, folder)
    cloudformation = client("cloudformation", config.aws_url)
    asked = {"StackName": STACK, "ChangeSetName": "first"}
    cloudformation.create_change_set(
        **asked,
        ChangeSetType="CREATE",
        TemplateURL=f"{config.aws_url}/{BUCKET}/{TEMPLATE}",
        Parameters=_parameters(folder),
        Capabilities=list(CAPABILITIES),
    )
    cloudformation.get_waiter("change_set_create_complete").wait(**asked, WaiterConfig=QUICKLY)
    cloudformation.execute_change_set(**asked)
    try:
        cloudformation.get_waiter("stack_create_complete").wait(StackName=STACK, WaiterConfig=QUICKLY)
    except WaiterError:
        raise AssertionError(_reasons(cloudformation)) from None
    return _found(config, cloudformation)


def _take(config: LocalConfig, template: Json, folder: Path) -> None:
    """Artefact and template into a bucket, with the artefact's place there, and without what is left out."""
    for name in LEFT_OUT:
        del template["Resources"][name]
    for resource in template["Resources"].values():
        if resource["Type"] == FUNCTION:
            resource["Properties"]["CodeUri"] = f"s3://{BUCKET}/{ARTEFACT}"
    s3 = client("s3", config.aws_url)
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.upload_file(str(folder / ARTEFACT), BUCKET, ARTEFACT)
    s3.put_object(Bucket=BUCKET, Key=TEMPLATE, Body=write(template).encode())


def _parameters(folder: Path) -> list[dict[str, str]]:
    listed = json.loads((folder / PARAMETERS).read_text(encoding="utf-8"))
    given = {one["ParameterKey"]: one["ParameterValue"] for one in listed} | CHANGED
    return [{"ParameterKey": name, "ParameterValue": value} for name, value in given.items()]


def _reasons(cloudformation: Any) -> list[tuple[str, str]]:
    events = cloudformation.describe_stack_events(StackName=STACK)["StackEvents"]
    failed = [event for event in events if event["ResourceStatus"].endswith("_FAILED")]
    return [(event["LogicalResourceId"], event.get("ResourceStatusReason", "")) for event in failed]


def _found(config: LocalConfig, cloudformation: Any) -> Deployed:
    outputs = cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]["Outputs"]
    given = {output["OutputKey"]: output["OutputValue"] for output in outputs}
    resources = cloudformation.describe_stack_resources(StackName=STACK)["StackResources"]
    functions = {
        one["LogicalResourceId"]: one["PhysicalResourceId"]
        for one in resources
        if one["ResourceType"] == "AWS::Lambda::Function"
    }
    # ministack serves `https://<id>.execute-api.…/<stage>` of the output under this path of its own port.
    stage = urlsplit(given["EndpointURL"]).path.strip("/")
    return Deployed(config, f"/restapis/{given['RestAPIId']}/{stage}/_user_request_", functions, given)


def _seed(deployed: Deployed, built: Built) -> None:
    """Documents and operators, by the code of the artefact in the environment of the HTTP function."""
    texts = {soort.value: (ROOT / "examples" / file).read_text(encoding="utf-8") for soort, file in DOCUMENTS.items()}
    given = deployed.config.data_dir / "seed.json"
    wanted = {"documents": texts, "operators": list(OPERATORS), "password": OPERATOR_PASSWORD}
    given.write_text(json.dumps(wanted), encoding="utf-8")
    environment = deployed.environment("APIHandler") | CREDENTIALS | {"AWS_REGION": REGION}
    built.run("seed", str(given), **environment)
