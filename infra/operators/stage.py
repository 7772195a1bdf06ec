"""The broker of a stage that stands on AWS, under the rights of the person at the keyboard."""

from dataclasses import dataclass
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import wiring
from chalicelib.adapters.aws import error_code, make_session
from chalicelib.settings import EEA_REGIONS, Settings
from chalicelib.usecases.ports.broker import Broker
from infra.outputs import settings_of

STANDS = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE"})


class StageError(Exception):
    """What was asked cannot be done; the message is for whoever asked."""


@dataclass(frozen=True)
class OpenStage:
    """`caller` is the AWS identity (ARN) that every call is made as."""

    broker: Broker
    stack: str
    caller: str


def open_stage(stage: str, region: str) -> OpenStage:
    """Reads the stack, and writes nothing. Raises StageError."""
    if region not in EEA_REGIONS:
        raise StageError(f"{region} is not one of the allowed regions of the EEA: {', '.join(sorted(EEA_REGIONS))}")
    session = boto3.Session(region_name=region)
    try:
        caller: str = session.client("sts").get_caller_identity()["Arn"]
        settings = _settings(session.client("cloudformation"), stage, region)
    except ClientError as error:
        raise StageError(
            f"AWS refused with {error_code(error)}: is the stack there, and may this role see it?"
        ) from None
    except BotoCoreError as error:
        raise StageError(f"no way to AWS ({type(error).__name__}): sign in first, in this shell") from None
    return OpenStage(wiring.build(settings, make_session(settings)), _stack(stage), caller)


def _stack(stage: str) -> str:
    return f"{stage}-broker"


def _settings(cloudformation: Any, stage: str, region: str) -> Settings:
    found = cloudformation.describe_stacks(StackName=_stack(stage))["Stacks"][0]
    if found["StackStatus"] not in STANDS:
        raise StageError(f"stack {_stack(stage)} is {found['StackStatus']}; wait for it, or mend it first")
    outputs = settings_of(found.get("Outputs", []))
    known = {name: value for name, value in outputs.items() if name in Settings.model_fields}
    keys = f"{outputs.get('token_issuer', '')}/.well-known/jwks.json"
    told = {"stage": stage, "region": region, "token_keys_url": keys, "scanner": "guardduty"}  # it takes no uploads in
    return Settings.model_validate({**known, **told})
