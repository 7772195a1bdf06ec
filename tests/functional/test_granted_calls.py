"""
Art. 9 lid 2: the calls that each function really makes, in a flow from sign-up to destruction, are all granted.

What a function may call is read from its code (tests/infra/test_policies.py). Here its calls are looked at one by one,
each with the table, the index or the kind of key that it is about.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from botocore.model import OperationModel

from bench.aanvraag import OPERATOR, PASSWORD, VERSION, invite, play, submit
from bench.inputs import aanvraag, small_dossier
from bench.stage import Stage, ran_until, running
from chalicelib import wiring
from chalicelib.errors import Unavailable
from chalicelib.handlers.queues import on_wissingen
from chalicelib.handlers.scheduled import on_anonimisering, on_bewaartermijnen, on_controle, on_herstel, on_termijnen
from chalicelib.settings import Settings
from chalicelib.usecases.ports.broker import Broker
from infra.local.events import sqs_event
from tests.once import once, run_folder
from tests.policies import granted, place_of

SCHEDULED = {
    "herstel": on_herstel,
    "termijnen": on_termijnen,
    "bewaartermijnen": on_bewaartermijnen,
    "anonimisering": on_anonimisering,
    "controle": on_controle,
}
# The days from now on which each runs; the nights between have found nothing.
ON_DAYS = {
    "herstel": (0,),
    "termijnen": (368,),  # more than a year after an Offerte was accepted
    "bewaartermijnen": (2, 186),  # a sign-up that nobody confirmed, and half a year after an Aanvraag ended
    "anonimisering": (300,),  # the quarter of the destruction is over
    "controle": (1,),
}
NIGHTS_READ = 5  # before the day of a run
FUNCTIONS = ("api_handler", "verstrekkingen", "wissingen", *SCHEDULED)
OTHER = "anders@example.com"
Asked = set[tuple[str, str]]
CHANGES = {"Put": "PutItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem", "Update": "UpdateItem"}
BY_LAMBDA = {
    ("logs:CreateLogStream", ""),
    ("logs:PutLogEvents", ""),
    ("xray:PutTelemetryRecords", ""),
    ("xray:PutTraceSegments", ""),
}
# Rights that this flow does not use.
UNUSED: Mapping[str, Mapping[tuple[str, str], str]] = {
    "api_handler": {
        ("cognito-idp:AdminDeleteUser", ""): "an account that ends, a password that the pool refuses",
        ("cognito-idp:AdminUserGlobalSignOut", ""): "a new password",
        ("dynamodb:GetItem", "TableCijfers"): "an operator who looks at the statistics",
        ("dynamodb:UpdateItem", "TableCijfers"): "a dossier whose owner deletes it after it was sent",
        ("kms:Decrypt", "account"): "every key is still in memory",
        ("kms:Decrypt", "dossier"): "every key is still in memory",
        ("kms:Decrypt", "kredietverstrekker"): "every key is still in memory",
        ("s3:DeleteObjectVersion", ""): "no dossier of the flow has a document",
        ("s3:DeleteObject", ""): "no dossier of the flow has a document",
        ("s3:GetObjectTagging", ""): "no dossier of the flow has a document",
        ("kms:GetPublicKey", ""): "nobody asks for a statement of destruction",
        ("kms:Sign", ""): "nobody asks for a statement of destruction",
        ("ses:SendEmail", ""): "the mailbox of the flow is in memory",
        ("s3:GetObject", ""): "nothing in the ledger is older than ten minutes",
    },
    "verstrekkingen": {
        ("dynamodb:PutItem", "TableSleutels"): "the search key, when nobody made it before",
        ("kms:GenerateDataKey", "stelsel"): "the search key, when nobody made it before",
        ("s3:GetObject", ""): "nothing in the ledger is older than ten minutes",
        ("sqs:DeleteMessage", ""): "by Lambda",
        ("sqs:GetQueueAttributes", ""): "by Lambda",
        ("sqs:ReceiveMessage", ""): "by Lambda",
        ("sqs:SendMessage", ""): "the next try of what did not arrive",
    },
    "wissingen": {
        ("dynamodb:BatchGetItem", "TableBroker"): "nothing in the ledger is older than ten minutes",
        ("dynamodb:DeleteItem", "TableBroker"): "no evidence of the flow is five years old",
        ("dynamodb:DeleteItem", "TableSleutels"): "nothing in the ledger is older than ten minutes",
        ("dynamodb:GetItem", "TableSleutels"): "nothing in the ledger is older than ten minutes",
        ("dynamodb:UpdateItem", "TableCijfers"): "the dossier of the message was never sent",
        ("dynamodb:BatchWriteItem", "TableBewijs"): "no evidence of the flow is five years old",
        ("s3:GetObject", ""): "nothing in the ledger is older than ten minutes",
        ("s3:DeleteObjectVersion", ""): "no dossier of the flow has a document",
        ("s3:DeleteObject", ""): "no upload of the flow waits in quarantine",
        ("sqs:DeleteMessage", ""): "by Lambda",
        ("sqs:GetQueueAttributes", ""): "by Lambda",
        ("sqs:ReceiveMessage", ""): "by Lambda",
    },
    "herstel": {  # what it sends to the queue and what Lambda reports about it is one action
        ("s3:DeleteObjectVersion", ""): "no dossier of the flow has a document",
        ("s3:DeleteObject", ""): "no upload of the flow waits in quarantine",
        ("s3:GetObject", ""): "nothing in the ledger is older than two minutes",
    },
    "termijnen": {
        ("dynamodb:ConditionCheckItem", "TableBroker"): "nobody of the flow asked to hear of refinancing",
        ("s3:GetObject", ""): "nothing in the ledger is older than ten minutes",
    },
    "anonimisering": {
        ("dynamodb:PutItem", "TableSleutels"): "the search key, when nobody made it before",
        ("kms:GenerateDataKey", "stelsel"): "the search key, when nobody made it before",
        ("sqs:SendMessage", ""): "by Lambda, about a run that failed to the end",
    },
    "controle": {
        ("sqs:SendMessage", ""): "by Lambda, about a run that failed to the end",
    },
    "bewaartermijnen": {
        ("dynamodb:BatchWriteItem", "TableBewijs"): "no evidence of the flow is five years old",
        ("dynamodb:BatchGetItem", "TableBroker"): "more is due than goes without approval",
        ("s3:GetObject", ""): "nothing in the ledger is older than ten minutes",
        ("s3:DeleteObjectVersion", ""): "no dossier of the flow has a document",
        ("s3:DeleteObject", ""): "no upload of the flow waits in quarantine",
        ("sqs:SendMessage", ""): "by Lambda, about a run that failed to the end",
    },
}
S3 = {
    "ListObjectVersions": "s3:ListBucketVersions",
    "DeleteObjects": "s3:DeleteObjectVersion",
    "ListObjectsV2": "s3:ListBucket",
}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Asked]:
    """Per function what it asked for, and of what: a table, an index or the kind of a key."""
    found = once(run_folder(tmp_path_factory) / "granted", _ask)
    return {name: {(action, about) for action, about in calls} for name, calls in found.items()}


def _ask() -> Mapping[str, list[tuple[str, str]]]:
    with running() as stage:
        found: dict[str, Asked] = {name: set() for name in FUNCTIONS}
        s3: Any = stage.http.documents
        location = {"LocationConstraint": stage.settings.region}
        s3._client.create_bucket(Bucket=stage.settings.bucket_documenten, CreateBucketConfiguration=location)
        s3._client.put_object(Bucket=stage.settings.bucket_documenten, Key="niemand/1", Body=b"")
        _listen(stage.http, stage.settings, found["api_handler"])
        _listen(stage.queue, stage.settings, found["verstrekkingen"])
        _hand_over(stage, _play(stage), found["wissingen"])
        for name, run in SCHEDULED.items():
            broker = stage.restarted().http
            _listen(broker, stage.settings, found[name])
            wiring.use(broker)
            for days in ON_DAYS[name]:
                at = datetime.now(UTC) + timedelta(days=days)
                ran_until(stage, (at - timedelta(days=NIGHTS_READ)).date())
                assert sum(run({"time": at.isoformat()}).values()) > 0, (name, days)
        return {name: sorted(calls) for name, calls in found.items()}


def _hand_over(stage: Stage, dossier_id: str, heard: Asked) -> None:
    """As a night does with what it cannot destroy itself."""
    url = stage.settings.queue_wissingen
    stage.http.queues.hand_over([dossier_id], datetime.now(UTC) + timedelta(days=100))
    messages: list[Any] = stage.lambdas.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    broker = stage.restarted().http
    _listen(broker, stage.settings, heard)
    wiring.use(broker)
    assert on_wissingen(sqs_event(messages, "arn:wissingen")) == {"batchItemFailures": []}


def _play(stage: Stage) -> str:
    """
    Offers, a withdrawal that waits for its recall, a dossier destroyed, a sign-up left open, two ends half-way; and a
    dossier that is never sent, of which this is the id.
    """
    parties = invite(stage)
    play(stage, parties, small_dossier())
    token = parties.token
    dossier = stage.call("POST", "/v1/dossiers", small_dossier(), token)["id"]
    made = stage.call("POST", f"/v1/dossiers/{dossier}/aanvragen", aanvraag(), token)
    sent = next(
        row["id"] for row in stage.call("GET", "/v1/aanvragen", token=token)["aanvragen"] if row["id"] != made["id"]
    )
    stage.call("POST", f"/v1/aanvragen/{sent}/intrekking", {}, token)
    stage.call("DELETE", f"/v1/aanvragen/{made['id']}", token=token)
    stage.call("DELETE", f"/v1/dossiers/{dossier}", token=token)
    stage.call("POST", "/v1/accounts", _sign_up())
    agreed = submit(stage, parties, small_dossier())
    offers = stage.call("GET", f"{agreed}/offertes", token=token)["offertes"]
    stage.call("POST", f"/v1/offertes/{offers[0]['id']}/aanvaarding", token=token)
    left = str(stage.call("POST", "/v1/dossiers", small_dossier(), token)["id"])
    _look_after(stage, parties.lessors[0].id)
    _stop_half_way(stage, token)
    stage.call("DELETE", "/v1/sessies", token=token)
    return left


def _look_after(stage: Stage, lessor_id: str) -> None:
    """An operator who asks what happened to a Kredietverstrekker."""
    signed_in = stage.call("POST", "/v1/sessies", {"schermnaam": OPERATOR, "wachtwoord": PASSWORD})
    path = f"/v1/beheer/kredietverstrekkers/{lessor_id}/verloop"
    assert stage.call("GET", path, token=signed_in["access_token"])["stappen"]


def _stop_half_way(stage: Stage, token: str) -> None:
    """A dossier and an account that began to be destroyed when their store and their pool stopped answering."""
    dossier = stage.call("POST", "/v1/dossiers", small_dossier(), token)["id"]
    adapters: Any = stage.http
    for part, name, path in (
        (adapters.documents, "erase", f"/v1/dossiers/{dossier}"),
        (adapters.identity, "remove", "/v1/account"),
    ):
        setattr(part, name, _down)
        with pytest.raises(RuntimeError, match="503"):
            stage.call("DELETE", path, token=token)
        delattr(part, name)


def _down(_: str) -> None:
    raise Unavailable


def _sign_up() -> dict[str, Any]:
    agreed = {"privacyreglement": VERSION, "gebruikersvoorwaarden": VERSION}
    said = {"schermnaam": OTHER, "wachtwoord": PASSWORD, "soort": "klant", "naam": "Testpersoon Anders"}
    return {**said, "akkoord": agreed}


def _listen(broker: Broker, settings: Settings, heard: Asked) -> None:
    tables = {
        settings.table_broker: "TableBroker",
        settings.table_sleutels: "TableSleutels",
        settings.table_bewijs: "TableBewijs",
        settings.table_cijfers: "TableCijfers",
    }

    def hear(params: dict[str, Any], model: OperationModel, **_: object) -> None:
        heard.update(_about(model.service_model.service_name, model.name, params, tables))

    adapters: Any = broker
    clients = (
        adapters.store._tables.client,
        adapters.vault._keys._kms,
        adapters.vault._store._tables.client,
        adapters.documents._client,
        adapters.queues._client,
        adapters.identity._client,
    )
    for client in {id(one): one for one in clients}.values():
        client.meta.events.register("provide-client-params", hear, unique_id=str(uuid4()))


def _about(service: str, name: str, params: Mapping[str, Any], tables: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if name == "TransactWriteItems":
        for item in params["TransactItems"]:
            [(change, inside)] = item.items()
            yield f"dynamodb:{CHANGES[change]}", tables[inside["TableName"]]
    elif "RequestItems" in params:
        yield from ((f"dynamodb:{name}", tables[table]) for table in params["RequestItems"])
    elif service == "dynamodb":
        index = f"/{params['IndexName']}" if "IndexName" in params else ""
        yield f"dynamodb:{name}", tables[params["TableName"]] + index
    elif service == "kms":
        yield f"kms:{name}", params.get("EncryptionContext", {}).get("soort", "")
    elif name != "RevokeToken":  # anybody may, with the token itself
        yield S3.get(name, f"{service}:{name}"), ""


def _allowed(function: str) -> Asked:
    found: Asked = set()
    for action, resource, statement in granted(function):
        if action.startswith("kms:") and "Condition" in statement:
            found |= {(action, kind) for kind in statement["Condition"]["StringEquals"]["kms:EncryptionContext:soort"]}
        else:
            found.add((action, place_of(resource) if action.startswith("dynamodb:") else ""))
    return found


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_call_that_is_made_is_granted(asked: Mapping[str, Asked], function: str) -> None:
    assert asked[function] - _allowed(function) == set()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_right_is_used_or_has_a_reason(asked: Mapping[str, Asked], function: str) -> None:
    """A flow that calls nothing would prove nothing."""
    assert _allowed(function) - asked[function] == BY_LAMBDA | set(UNUSED[function])
