"""What the broker costs: the document is what counts and prices make, and memory is what the model chooses."""

from typing import Any

import pytest

from bench import counts, memory
from bench.capacity import READ_CAPACITY, WRITE_CAPACITY, as_dear, floor, provisioned
from bench.cost import Line, at_rest, of_aanvraag, of_call, replica, usd
from bench.cost_document import PATH, document
from bench.metered import Invocation
from bench.parameters import PRICES, REGION, TABLE_OF
from infra.package.build import ROOT
from infra.package.template import fragments, merge

COUNTS = counts.read()
RESOURCES: dict[str, Any] = merge(fragments(ROOT / "infra"))["Resources"]
RERUN = "run python -m bench --only cost"


def test_the_document_is_made_of_these_numbers() -> None:
    assert PATH.read_text(encoding="utf-8") == document(COUNTS), RERUN


@pytest.mark.parametrize("function", memory.FUNCTIONS)
def test_a_function_has_the_memory_that_the_model_chose(function: str) -> None:
    assert memory.memory_of(function) == memory.choose(COUNTS, function).memory_mb, RERUN


def test_waiting_gets_little_memory_and_starting_much() -> None:
    """Who waits for others pays for all of it; who is waited for starts in time."""
    chosen = {name: memory.choose(COUNTS, name) for name in memory.FUNCTIONS}
    assert chosen["Verstrekkingen"].memory_mb < chosen["APIHandler"].memory_mb
    assert all(one.fits for one in chosen.values())


@pytest.mark.parametrize("name", PRICES)
def test_each_price_says_when_and_where_it_stood(name: str) -> None:
    price = PRICES[name]
    assert REGION == "eu-central-1"
    assert price.read <= TABLE_OF
    assert price.source.startswith("https://aws.amazon.com/")
    assert price.checked in {"list", "page", "retold", "memory"}
    assert price.usd >= 0
    assert price.per > 0


def test_a_call_is_paid_for_all_that_it_takes() -> None:
    """By hand: a request with two write units, one of an index, a read, a key, and a message."""
    calls = {"dynamodb.TransactWriteItems": 1, "dynamodb.GetItem": 1, "kms.Decrypt": 1, "sqs.SendMessage": 1}
    call = Invocation("APIHandler", "GET /x", calls, {"write": 2, "index": 1, "read": 0.5}, {})
    found = of_call(call)
    assert (found["dynamodb_write"], found["dynamodb_read"], found["kms_request"]) == (3, 0.5, 1)
    assert (found["api_request"], found["waf_request"], found["lambda_request"], found["sqs_request"]) == (1, 1, 1, 3)
    assert Line("dynamodb_write", 1_000_000).usd == pytest.approx(0.7625)


def test_keys_fetched_anew_cost_more() -> None:
    warm, cold = of_aanvraag(COUNTS.in_memory), of_aanvraag(COUNTS.alone)
    assert usd(warm) < usd(cold)
    assert usd(replica(warm)) == pytest.approx(Line("dynamodb_write", warm["dynamodb_write"]).usd)


def test_what_is_provisioned_is_paid_by_the_hour() -> None:
    """By hand: of 7202 units 2 are of the table of keys, which stays on demand; half of what is paid is used."""
    call = Invocation(
        "APIHandler", "GET /x", {}, {"write": 7202, "read": 3600}, {"write sleutel": 2, "write dossier": 7200}
    )
    found = provisioned([call], 0.5)
    assert (found[WRITE_CAPACITY], found[READ_CAPACITY], found["dynamodb_write"]) == (4, 2, 2)
    assert "dynamodb_read" not in found
    assert found["lambda_gb_second"] == of_call(call)["lambda_gb_second"]


def test_capacity_is_dearer_when_little_is_used() -> None:
    costs = [usd(provisioned(COUNTS.in_memory, used)) for used in (1, 0.7, 0.5, as_dear())]
    assert costs == sorted(costs)
    assert costs[-2] < usd(of_aanvraag(COUNTS.in_memory))
    assert costs[-1] == pytest.approx(usd(of_aanvraag(COUNTS.in_memory)), rel=0.001)
    assert floor()[WRITE_CAPACITY] == 5 * 10 * 365 * 24


def test_an_alarm_is_paid_for_each_metric() -> None:
    alarms = [one["Properties"] for one in RESOURCES.values() if one.get("Type") == "AWS::CloudWatch::Alarm"]
    more = sum(len([part for part in one.get("Metrics", ()) if "MetricStat" in part][1:]) for one in alarms)
    assert more > 0
    assert at_rest(COUNTS)["alarm"] == 12 * (len(alarms) + more)


def test_a_stage_at_rest_pays_for_what_its_template_has() -> None:
    year = at_rest(COUNTS)
    assert year["kms_key"] == 3 * 12
    assert year["waf_acl"] == 12
    assert year["alarm"] >= 19 * 12
    assert year["lambda_request"] == 365 * 24 * 60


def test_the_user_pool_is_on_the_plan_that_is_priced() -> None:
    """The plan of a new pool asks nearly three times as much for each person, and nothing of it is used."""
    [pool] = [one for one in RESOURCES.values() if one.get("Type") == "AWS::Cognito::UserPool"]
    assert f"plan {pool['Properties']['UserPoolTier'].capitalize()};" in PRICES["active_user"].unit
