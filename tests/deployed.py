"""A deployment of the package on the local AWS, as whoever uses it knows it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from infra.local.config import LocalConfig, read_config
from infra.local.deploy import client
from infra.local.events import scheduled_event
from infra.local.ministack import LocalAws

STACK = "local-broker"


@dataclass(frozen=True)
class Deployed:
    """Where it answers, and the names that CloudFormation gave, by those of the template."""

    config: LocalConfig
    base: str
    functions: Mapping[str, str]
    outputs: Mapping[str, str]

    def client(self, service: str) -> Any:
        return client(service, self.config.aws_url)

    def told(self) -> dict[str, Any]:
        """All of it in JSON, for another worker; `deployed_as` reads it."""
        places = {"DATA_DIR": str(self.config.data_dir), "AWS_PORT": str(self.config.aws_port)}
        return {"places": places, "base": self.base, "functions": self.functions, "outputs": self.outputs}

    def stop(self) -> None:
        """Ends the local AWS, whoever started it."""
        aws = LocalAws(self.config)
        if aws.adopt():
            aws.stop()

    def environment(self, function: str) -> dict[str, str]:
        """What this function finds in its environment."""
        found = self.client("lambda").get_function_configuration(FunctionName=self.functions[function])
        variables: dict[str, str] = found["Environment"]["Variables"]
        return variables

    def fire(self, function: str, at: datetime) -> Any:
        """Call a scheduled function as EventBridge does, at a time of choice; what it returned."""
        name = self.functions[function]
        event = json.dumps(scheduled_event(name, at)).encode()
        answer = self.client("lambda").invoke(FunctionName=name, Payload=event)
        assert "FunctionError" not in answer, answer["Payload"].read()
        return json.loads(answer["Payload"].read())


def deployed_as(told: Mapping[str, Any]) -> Deployed:
    """What another worker deployed, by what it told."""
    return Deployed(read_config(told["places"]), told["base"], told["functions"], told["outputs"])
