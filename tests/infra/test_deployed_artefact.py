"""The package on the local AWS: what its queues, schedules and alarms do by themselves, from its artefact alone."""

from collections.abc import Iterator
from functools import partial

import pytest

from infra.package.template import read
from tests.deployed import Deployed
from tests.deployed_parts import Queue, alarm_on, logged, queues_stopped, report, schedules_stopped
from tests.deployment import deployed_package
from tests.functional.contract_client import OPERATOR, OPERATOR_PASSWORD, Api, new_person, sign_in
from tests.functional.contract_journey import new_aanvraag, verzending_body
from tests.functional.contract_lender import Lender, listening, register
from tests.functional.contract_targets import on_package
from tests.functional.stack_process import within
from tests.package_build import Built, linux_only, package_for_local_aws

pytestmark = linux_only

MESSAGES, TRIES = 10, 5
WORK, VAIN = 10, 1  # seconds that a message is hidden: long enough for the work, and between tries that are in vain
PATIENCE = 120.0  # a schedule comes round each minute
VISIBLE = "ApproximateNumberOfMessages"  # what SQS reports as ApproximateNumberOfMessagesVisible


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return package_for_local_aws(tmp_path_factory)


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory, package: Built) -> Iterator[Deployed]:
    """A deployment whose queue may be stopped, and may hold poison."""
    with deployed_package(package, tmp_path_factory.mktemp("deployed")) as made:
        yield made


@pytest.fixture(scope="module")
def api(deployed: Deployed) -> Api:
    return on_package(deployed).api


@pytest.fixture
def lender(api: Api) -> Iterator[Lender]:
    with listening() as ear:
        yield register(sign_in(api, OPERATOR, OPERATOR_PASSWORD).api, ear)


def test_functions_run_what_the_template_names(deployed: Deployed, package: Built) -> None:
    """Issue: the artefact, unpacked without the repository, deploys its own template."""
    resources = read((package.folder / "template.yaml").read_text(encoding="utf-8"))["Resources"]
    lambdas = deployed.client("lambda")
    found = {
        name: lambdas.get_function_configuration(FunctionName=physical)["Handler"]
        for name, physical in deployed.functions.items()
    }
    wanted = {"APIHandler", "Verstrekkingen", "Herstel", "Bewaartermijnen"}
    assert wanted <= set(found)
    assert found == {name: resources[name]["Properties"]["Handler"] for name in found}


def test_one_poison_of_ten_ends_as_dead_letter(deployed: Deployed, api: Api, lender: Lender) -> None:
    """Issue: one poison message of ten; nine done once, the poison in the DLQ after five tries, the alarm set off."""
    queue, dead = Queue(deployed, "verstrekkingen"), Queue(deployed, "verstrekkingen-dlq")
    queue.hide(WORK)
    with schedules_stopped(deployed):
        with queues_stopped(deployed):
            sent = {_submitted(api, lender) for _ in range(MESSAGES - 1)}
            poison = queue.send("{")
            assert queue.count() == MESSAGES
        lender.ear.wait("aanvraag.aangeboden", MESSAGES - 1)
        queue.hide(VAIN)
        assert within(PATIENCE, lambda: dead.count(VISIBLE) == 1)
    assert queue.count() == 0
    assert dead.bodies() == ["{"]
    failures = partial(logged, deployed, "verstrekkingen", "queue:message:failed", poison)
    assert within(PATIENCE, lambda: len(failures()) == TRIES), "a line may come later than the message moves"
    offered = [message.data["verstrekking_id"] for message in lender.ear.messages("aanvraag.aangeboden")]
    assert (len(offered), set(offered)) == (MESSAGES - 1, sent)
    _alarm_rings(deployed, dead)


def test_a_lost_message_is_woken_by_the_schedule(deployed: Deployed, api: Api, lender: Lender) -> None:
    """I1: the due index is the outbox, and the schedule of the template reads it each minute."""
    queue = Queue(deployed, "verstrekkingen")
    with schedules_stopped(deployed), queues_stopped(deployed):
        sent = _submitted(api, lender)
        queue.empty()
        assert queue.count() == 0
    assert within(PATIENCE, lambda: bool(lender.ear.messages("aanvraag.aangeboden")))
    assert [one.data["verstrekking_id"] for one in lender.ear.messages("aanvraag.aangeboden")] == [sent]


def _alarm_rings(deployed: Deployed, dead: Queue) -> None:
    """I14: the alarm of the template watches this queue, and the number that SQS gives of it is enough."""
    alarm = alarm_on(deployed, dead.name)
    assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/SQS", "ApproximateNumberOfMessagesVisible")
    report(deployed, alarm, dead.count(VISIBLE))
    assert within(PATIENCE, lambda: alarm_on(deployed, dead.name)["StateValue"] == "ALARM")


def _submitted(api: Api, lender: Lender) -> str:
    """The id of a Verstrekking that is on its way, of a sender whom nobody else is."""
    sender = new_person(api).api
    body = verzending_body(sender, [lender.id])
    made = sender.made(f"/v1/aanvragen/{new_aanvraag(sender)}/verzending", body, 202, If_Match='"1"')
    [line] = made["verstrekkingen"]
    return str(line["id"])
