"""The one place where the runner meets the broker: its app, its problem answers, and its parts, wired for loopback."""

import importlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any

from chalicelib.adapters.egress import HttpsEgress
from chalicelib.usecases.ports.broker import Broker
from infra.local.clock import EARLIEST, SCHEDULE, YEARS_AHEAD
from infra.local.deploy import Deployment, environment_of
from infra.local.egress import LocalEgress
from infra.local.gateway import Answer, ChaliceApp, Problems
from infra.local.progress import Heard

# Nothing of a developer's own AWS set-up may reach the stack, nor a proxy stand between its parts.
FOREIGN = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_ROLE_ARN")
ISOLATION = {
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "NO_PROXY": "127.0.0.1,localhost",
    "no_proxy": "127.0.0.1,localhost",
}
REFUSALS = {
    HTTPStatus.BAD_REQUEST: ("onleesbaar", "Dit verzoek is niet te lezen."),
    HTTPStatus.NOT_FOUND: ("niet-gevonden", f"Deze taak bestaat niet. Kies uit: {' of '.join(SCHEDULE)}."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("te-groot", "Het bericht is te groot."),
    HTTPStatus.UNPROCESSABLE_ENTITY: (
        "ongeldige-invoer",
        f"Kies een tijdstip zoals 2027-06-01T02:00:00Z, na {EARLIEST:%Y-%m-%d} en binnen {YEARS_AHEAD} jaar.",
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: ("interne-fout", "Er ging iets mis bij ons. Probeer het later opnieuw."),
}


@dataclass(frozen=True)
class Application:
    app: ChaliceApp
    problems: Problems
    broker: Broker
    heard: Heard = field(default_factory=Heard)


def enter_stage(deployment: Deployment) -> None:
    """Give this process the environment that a function of the stage would find."""
    for name in FOREIGN:
        os.environ.pop(name, None)
    os.environ.update({**environment_of(deployment.settings), **ISOLATION})


def load_application(deployment: Deployment) -> Application:
    """Import the broker in its environment, and let it call sandboxes on loopback."""
    enter_stage(deployment)
    wiring = importlib.import_module("chalicelib.wiring")
    broker: Broker = wiring.broker()
    local = replace(broker, egress=LocalEgress(HttpsEgress()))
    wiring.use(local)
    app: ChaliceApp = importlib.import_module("app").app
    answers = importlib.import_module("chalicelib.handlers.problems")
    heard = Heard()
    importlib.import_module("chalicelib.events").listen(heard.hear)
    return Application(app, BrokerProblems(answers), local, heard)


class BrokerProblems:
    """The broker's own problem documents, as Lambda proxy answers."""

    def __init__(self, answers: Any) -> None:
        self._answers = answers

    def no_route(self, request_id: str) -> Answer:
        return _proxy(self._answers.no_route(request_id))

    def no_method(self, request_id: str, allowed: tuple[str, ...]) -> Answer:
        return _proxy(self._answers.no_method(request_id, allowed))

    def other(self, request_id: str, status: int) -> Answer:
        slug, title = REFUSALS.get(HTTPStatus(status), REFUSALS[HTTPStatus.BAD_REQUEST])
        return _proxy(self._answers.render(self._answers.Kind(status, slug, title), request_id))


def _proxy(response: Any) -> Answer:
    answer: Mapping[str, Any] = response.to_dict()
    return answer
