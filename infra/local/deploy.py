"""Makes or adopts the resources of stage `local` from infra/resources.yaml, and reads their names from its outputs."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from chalicelib.settings import PREFIX, Settings
from infra.local.config import REGION, LocalError
from infra.local.ministack import CREDENTIALS
from infra.outputs import settings_of

TEMPLATE = Path(__file__).resolve().parents[1] / "resources.yaml"
STAGE = "local"
STACK = f"{STAGE}-broker"
# A crashed consumer's message comes back after this long, where AWS waits for six time-outs.
VISIBILITY_SECONDS = 30
DEPLOY_SECONDS = 60.0
POLL_SECONDS = 0.05
CONNECTIONS = 32  # one for every thread that polls a queue, and some
QUEUES = ("verstrekkingen", "kennisgevingen", "wissingen")


@dataclass(frozen=True)
class Deployment:
    """What stands at the local AWS: the broker's settings, and the URL of each queue by its bare name."""

    settings: Settings
    queues: Mapping[str, str]


def deploy(endpoint_url: str, *, consument_producten: bool = False) -> Deployment:
    """Create, update or adopt the stack; the same template as every other stage."""
    cloudformation = client("cloudformation", endpoint_url)
    _create_or_update(cloudformation)
    outputs = _settled_outputs(cloudformation)
    settings = _settings(outputs, endpoint_url, consument_producten=consument_producten)
    # The emulator refuses mail from an address that is not verified; on AWS the domain is verified once by hand.
    client("ses", endpoint_url).verify_email_identity(EmailAddress=settings.mail_from)
    return Deployment(settings, {name: outputs[f"queue_{name}"] for name in QUEUES})


def client(service: str, endpoint_url: str) -> Any:
    """A boto3 client of the local AWS; it looks at no environment and no profile."""
    session = boto3.Session(
        aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        region_name=REGION,
    )
    make: Any = session.client
    return make(service, endpoint_url=endpoint_url, config=Config(max_pool_connections=CONNECTIONS))


def environment_of(settings: Settings) -> dict[str, str]:
    """What a function of this stage finds in its environment; `read_settings` turns it into the same settings."""
    fields = settings.model_dump(mode="json", exclude_none=True)
    broker = {PREFIX + name.upper(): str(value) for name, value in fields.items()}
    return {**broker, **CREDENTIALS, "AWS_REGION": settings.region, "AWS_DEFAULT_REGION": settings.region}


def _create_or_update(cloudformation: Any) -> None:
    wanted = {
        "StackName": STACK,
        "TemplateBody": TEMPLATE.read_text(encoding="utf-8"),
        "Parameters": [
            {"ParameterKey": "Stage", "ParameterValue": STAGE},
            {"ParameterKey": "QueueVisibilitySeconds", "ParameterValue": str(VISIBILITY_SECONDS)},
        ],
    }
    try:
        cloudformation.create_stack(**wanted)
    except cloudformation.exceptions.AlreadyExistsException:
        _update(cloudformation, wanted)


def _update(cloudformation: Any, wanted: Mapping[str, Any]) -> None:
    try:
        cloudformation.update_stack(**wanted)
    except ClientError as error:
        if "No updates are to be performed" not in str(error):
            raise


def _settled_outputs(cloudformation: Any) -> dict[str, str]:
    """The outputs under the names of settings, once the stack stands."""
    end = time.monotonic() + DEPLOY_SECONDS
    while time.monotonic() < end:
        stack = cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]
        if not stack["StackStatus"].endswith("_IN_PROGRESS"):
            break
        time.sleep(POLL_SECONDS)
    if stack["StackStatus"] not in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
        raise LocalError(f"the local stack is {stack['StackStatus']}: {_reasons(cloudformation)}")
    return settings_of(stack["Outputs"])


def _reasons(cloudformation: Any) -> str:
    events = cloudformation.describe_stack_events(StackName=STACK)["StackEvents"]
    return "; ".join(
        f"{event['LogicalResourceId']} {event.get('ResourceStatusReason', '')}"
        for event in events
        if event["ResourceStatus"].endswith("_FAILED")
    )


def _settings(outputs: Mapping[str, str], endpoint_url: str, *, consument_producten: bool) -> Settings:
    known = {name: value for name, value in outputs.items() if name in Settings.model_fields}
    return Settings.model_validate(
        {
            **known,
            "stage": STAGE,
            "region": REGION,
            "endpoint_url": endpoint_url,
            "token_keys_url": f"{endpoint_url}/{outputs['user_pool']}/.well-known/jwks.json",
            "consument_producten": consument_producten,
        }
    )
