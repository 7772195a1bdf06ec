"""Art. 9 lid 2: each function may do what its own code can call, under a role of its own, and nothing else."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import botocore.session
import pytest

from chalicelib.adapters.dynamodb.keys import IN_DOSSIER, ROOTS, find_key
from chalicelib.domain.cijfer import Cijfer, Publicatie
from chalicelib.domain.row import Inhoud, Row
from chalicelib.handlers import queues, scheduled
from chalicelib.privacy.bewijs import Bewijsstuk
from chalicelib.settings import EEA_REGIONS
from infra.package.build import ROOT
from infra.package.parameters import stages
from infra.package.template import fragments, merge
from tests.calls import Reach, http_entries, reach
from tests.policies import POLICIES, granted, place_of, policy

FUNCTIONS = {
    "api_handler": "APIHandler",
    "verstrekkingen": "Verstrekkingen",
    "wissingen": "Wissingen",
    "herstel": "Herstel",
    "termijnen": "Termijnen",
    "bewaartermijnen": "Bewaartermijnen",
    "anonimisering": "Anonimisering",
    "controle": "Controle",
}
ENTRIES: Mapping[str, tuple[Any, ...]] = {
    "api_handler": http_entries(),
    "verstrekkingen": (queues.on_verstrekkingen,),
    "wissingen": (queues.on_wissingen,),
    "herstel": (scheduled.on_herstel,),
    "termijnen": (scheduled.on_termijnen,),
    "bewaartermijnen": (scheduled.on_bewaartermijnen,),
    "anonimisering": (scheduled.on_anonimisering,),
    "controle": (scheduled.on_controle,),
}
SWEEP = {"bewaartermijnen", "wissingen"}  # who destroys what is due, many at a time
IN_BROKER: tuple[type[Row], ...] = (*IN_DOSSIER, *ROOTS, Inhoud)
# What each operation asks of IAM. A transaction asks for what stands in it, and is looked up in CHANGES.
ACTIONS: Mapping[str, frozenset[str]] = {
    "cognito-idp.AdminCreateUser": frozenset({"cognito-idp:AdminCreateUser"}),
    "cognito-idp.AdminDeleteUser": frozenset({"cognito-idp:AdminDeleteUser"}),
    "cognito-idp.AdminInitiateAuth": frozenset({"cognito-idp:AdminInitiateAuth"}),
    "cognito-idp.AdminSetUserPassword": frozenset({"cognito-idp:AdminSetUserPassword"}),
    "cognito-idp.AdminUserGlobalSignOut": frozenset({"cognito-idp:AdminUserGlobalSignOut"}),
    "dynamodb.BatchGetItem": frozenset({"dynamodb:BatchGetItem"}),
    "dynamodb.BatchWriteItem": frozenset({"dynamodb:BatchWriteItem"}),
    "dynamodb.GetItem": frozenset({"dynamodb:GetItem"}),
    "dynamodb.Query": frozenset({"dynamodb:Query"}),
    "kms.Decrypt": frozenset({"kms:Decrypt"}),
    "kms.GenerateDataKey": frozenset({"kms:GenerateDataKey"}),
    "kms.GetPublicKey": frozenset({"kms:GetPublicKey"}),
    "kms.Sign": frozenset({"kms:Sign"}),
    "s3.DeleteObject": frozenset({"s3:DeleteObject"}),
    "s3.DeleteObjects": frozenset({"s3:DeleteObjectVersion"}),  # each object is named with its version
    "s3.GetObjectTagging": frozenset({"s3:GetObjectTagging"}),
    "s3.GetObject": frozenset({"s3:GetObject", "s3:ListBucket"}),  # without the second a missing object is a 403
    "s3.ListObjectsV2": frozenset({"s3:ListBucket"}),
    "s3.ListObjectVersions": frozenset({"s3:ListBucketVersions"}),
    "s3.PutObject": frozenset({"s3:PutObject"}),
    "ses.SendEmail": frozenset({"ses:SendEmail"}),
    "sqs.SendMessage": frozenset({"sqs:SendMessage"}),
}
WRITES = {"dynamodb.DeleteItem", "dynamodb.PutItem", "dynamodb.TransactWriteItems"}
CHANGES = {
    "Insert": "dynamodb:PutItem",
    "Replace": "dynamodb:PutItem",
    "Remove": "dynamodb:DeleteItem",
    "Require": "dynamodb:ConditionCheckItem",
    "Add": "dynamodb:UpdateItem",
}
# The store and its codec know every kind of row and change, whoever uses them.
OF_ALL_KINDS = {f"chalicelib.adapters.dynamodb.{name}" for name in ("bundles", "codec", "keys", "writes")}
# Statements about everything, each with its reason; a deny can only take away.
EVERYWHERE = {
    "StayInTheEea": "denies: no resource outside the EEA is named, so none can be left out",
    "EncryptedTransportOnly": "denies: there is no resource for which plain http is fine",
    "OwnTraces": "X-Ray names no resources: these two actions add traces, and read none",
}
SIGNING = {"kms:GetPublicKey", "kms:Sign"}
TRACING = {"xray:PutTelemetryRecords", "xray:PutTraceSegments"}
POLLING = {"sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"}
BOUND = {"Null": {"kms:EncryptionContext:sleutel_id": "false"}}


@cache
def reached(function: str) -> Reach:
    return reach(*ENTRIES[function])


@cache
def template() -> dict[str, Any]:
    return merge(fragments(ROOT / "infra"))


def asked(function: str) -> set[str]:
    """What its code asks of IAM, and what Lambda does in its name."""
    reach = reached(function)
    found = {action for name in reach.operations - WRITES if not _public(name) for action in ACTIONS[name]}
    kinds = {name for module, name in reach.classes if module not in OF_ALL_KINDS}
    return found | {action for kind, action in CHANGES.items() if kind in kinds} | by_lambda(function)


def by_lambda(function: str) -> set[str]:
    """Logs, traces, the messages of its queue, and the report of a call that failed to the end."""
    properties = template()["Resources"][FUNCTIONS[function]]["Properties"]
    found = {"logs:CreateLogStream", "logs:PutLogEvents"}
    found |= TRACING if template()["Globals"]["Function"]["Tracing"] == "Active" else set()
    if any("Queue" in event["Properties"] for event in properties.get("Events", {}).values()):
        found |= POLLING
    if "DestinationConfig" in properties.get("EventInvokeConfig", {}):
        found |= {"sqs:SendMessage"}
    return found


def _public(operation: str) -> bool:
    """Operations that anybody may call, signed or not, ask nothing of IAM (to revoke one's own token)."""
    service, name = operation.split(".")
    model = botocore.session.Session().get_service_model(service).operation_model(name)
    return bool(model.auth_type == "none")


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_may_all_that_it_can_call(function: str) -> None:
    assert asked(function) - {action for action, _, _ in granted(function)} == set()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_may_nothing_that_it_cannot_call(function: str) -> None:
    assert {action for action, _, _ in granted(function)} - asked(function) == set()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_reaches_the_tables_of_its_rows(function: str) -> None:
    """`broker` holds nearly all; the keys, the evidence and the figures only where its code names such a row."""
    kinds = {name for module, name in reached(function).classes if module not in OF_ALL_KINDS}
    wanted = {f"TableBroker/{index}" for index in reached(function).indexes}
    wanted |= {"TableBroker"} if kinds & {kind.__name__ for kind in IN_BROKER} else set()
    wanted |= {"TableCijfers"} if kinds & {Cijfer.__name__, Publicatie.__name__} else set()
    wanted |= {"TableSleutels"} if "DataSleutel" in kinds else set()
    wanted |= {"TableBewijs"} if "Bewijsstuk" in kinds else set()
    assert {place_of(resource) for action, resource, _ in granted(function) if action.startswith("dynamodb:")} == wanted


@pytest.mark.parametrize("function", FUNCTIONS)
def test_two_functions_sign_and_one_of_them_checkpoints(function: str) -> None:
    """I5: who writes a checkpoint opens no dossier, and who opens dossiers can put none in its place."""
    rights = {action for action, _, _ in granted(function)}
    checkpoints = {action for action, resource, _ in granted(function) if "/koppen/" in json.dumps(resource)}
    assert rights >= SIGNING if function in {"api_handler", "controle"} else not rights & SIGNING
    assert checkpoints == ({"s3:GetObject", "s3:PutObject"} if function == "controle" else set())
    assert "kms:Decrypt" not in rights or function != "controle"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_evidence_can_only_be_added_to(function: str) -> None:
    """
    I5: no function can read, change or delete what was written down. But the sweep takes away evidence whose own term
    is over (art. 8 lid 1): each entry by its place, of dossiers that were destroyed; and an operator may see what
    happened to a Kredietverstrekker.
    """
    rights = {action for action, resource, _ in granted(function) if place_of(resource) == "TableBewijs"}
    more = {name: {"dynamodb:BatchWriteItem"} for name in SWEEP}
    more |= {name: {"dynamodb:BatchGetItem"} for name in ("controle", "api_handler")}
    assert rights <= {"dynamodb:PutItem"} | more.get(function, set())


def test_over_http_only_chains_of_kredietverstrekkers_are_read() -> None:
    """The key of an entry begins with whom it is about; a request that names none is no such request."""
    [statement] = [
        statement
        for action, resource, statement in granted("api_handler")
        if (action, place_of(resource)) == ("dynamodb:BatchGetItem", "TableBewijs")
    ]
    assert statement["Condition"] == {
        "ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["kre_*"]},
        "Null": {"dynamodb:LeadingKeys": "false"},
    }
    assert find_key(Bewijsstuk, "kre_x/1").pk == "kre_x"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_keys_are_read_one_at_a_time(function: str) -> None:
    """
    Whoever could list the table of keys could take all of them along. The sweep deletes by name in batches, and reads
    again that they are gone; it may not unwrap any.
    """
    rights = {action for action, resource, _ in granted(function) if place_of(resource) == "TableSleutels"}
    batches = {"dynamodb:BatchGetItem", "dynamodb:BatchWriteItem"} if function in SWEEP else set()
    assert rights <= {"dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem"} | batches
    assert not batches or "kms:Decrypt" not in {action for action, _, _ in granted(function)}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_statement_is_about_everything_unless_listed(function: str) -> None:
    wide = {s["Sid"] for s in policy(function) if "*" in (s["Resource"], s["Action"]) or s["Effect"] == "Deny"}
    assert wide == set(EVERYWHERE)
    allowed = [(action, resource) for action, resource, _ in granted(function)]
    assert not [action for action, _ in allowed if "*" in action]
    assert all(_is_named(resource) for action, resource in allowed if action not in TRACING)


def _is_named(resource: Any) -> bool:
    """One resource of the template, or the objects of its bucket; no pattern that could fit another."""
    text = json.dumps(resource)
    for bucket in ("Documenten.Arn}", "Quarantaine.Arn}", "Ijkpunten.Arn}/wissingen", "Ijkpunten.Arn}/koppen"):
        text = text.replace(f"${{Bucket{bucket}/*", "")
    return isinstance(resource, dict) and text.count("*") == 0


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_key_is_used_for_a_known_kind_only(function: str) -> None:
    """The kinds are those of the rows that have a key, and the search key's own."""
    for action, resource, statement in granted(function):
        if action in SIGNING:
            assert resource == {"Fn::GetAtt": ["SigningKey", "Arn"]}
        elif action.startswith("kms:"):
            kinds = statement["Condition"]["StringEquals"]["kms:EncryptionContext:soort"]
            assert set(kinds) <= {"account", "dossier", "kredietverstrekker", "stelsel"}
            assert statement["Condition"]["Null"] == BOUND["Null"]
            assert resource == {"Fn::GetAtt": ["Key", "Arn"]}


def opened(function: str) -> set[str]:
    """The kinds of key that it may open."""
    conditions = [statement["Condition"] for action, _, statement in granted(function) if action == "kms:Decrypt"]
    return {kind for one in conditions for kind in one["StringEquals"]["kms:EncryptionContext:soort"]}


def test_only_two_functions_open_dossiers() -> None:
    """The sweeps destroy without reading; what publishes statistics knows the names of groups, and of nobody."""
    assert {function for function in FUNCTIONS if "dossier" in opened(function)} == {"api_handler", "verstrekkingen"}
    assert opened("anonimisering") == {"stelsel"}
    assert opened("herstel") == opened("termijnen") == opened("bewaartermijnen") == set()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_each_policy_denies_other_regions_and_plain_http(function: str) -> None:
    conditions = {s["Sid"]: s["Condition"] for s in policy(function) if s["Effect"] == "Deny"}
    assert conditions["StayInTheEea"] == {"StringNotEquals": {"aws:RequestedRegion": sorted(EEA_REGIONS)}}
    assert conditions["EncryptedTransportOnly"] == {"Bool": {"aws:SecureTransport": "false"}}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_writes_to_its_own_log_group(function: str) -> None:
    group = template()["Resources"][FUNCTIONS[function]]["Properties"]["LoggingConfig"]["LogGroup"]["Ref"]
    places = [resource for action, resource, _ in granted(function) if action.startswith("logs:")]
    assert places == [{"Fn::GetAtt": [group, "Arn"]}] * 2
    others = [FUNCTIONS[other] for other in FUNCTIONS if other != function]
    assert all(template()["Resources"][o]["Properties"]["LoggingConfig"]["LogGroup"]["Ref"] != group for o in others)


def test_every_function_of_every_stage_has_its_policy() -> None:
    config = json.loads((ROOT / ".chalice" / "config.json").read_text(encoding="utf-8"))
    wanted = {function: {"iam_policy_file": f"../infra/policies/{function}.json"} for function in FUNCTIONS}
    assert config["autogen_policy"] is False
    for stage in stages(ROOT / "infra"):
        assert config["stages"][stage]["lambda_functions"] == wanted
    assert {path.stem for path in POLICIES.glob("*.json")} == set(FUNCTIONS)
