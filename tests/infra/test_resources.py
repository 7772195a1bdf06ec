"""What the template promises and the local AWS drops in silence: recovery, protection, versions, dead letters."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from cfnlint.decode import cfn_yaml  # type: ignore[import-untyped]

from bench.parameters import ASSUMPTIONS
from chalicelib.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE: dict[str, Any] = cfn_yaml.load(str(ROOT / "infra" / "resources.yaml"))
RESOURCES: dict[str, Any] = TEMPLATE["Resources"]
TABLES = {"TableBroker": 35, "TableSleutels": 1, "TableBewijs": 35, "TableCijfers": 35}
PROVISIONED = ("TableBroker", "TableBewijs")  # when the stage says so
SCALED: dict[str, Any] = {
    "MinCapacity": {"Ref": "CapacityLeast"},
    "MaxCapacity": {"Ref": "CapacityMost"},
    "SeedCapacity": {"Ref": "CapacityLeast"},
    "TargetTrackingScalingPolicyConfiguration": {"TargetValue": 70},
}
QUEUES = ("QueueVerstrekkingen", "QueueKennisgevingen", "QueueWissingen")
NAME_KEYS = ("TableName", "BucketName", "QueueName", "UserPoolName", "ClientName", "AliasName")


def _of_type(kind: str) -> dict[str, Any]:
    return {name: one["Properties"] for name, one in RESOURCES.items() if one["Type"] == kind}


def _replicas(table: str) -> list[dict[str, Any]]:
    """The replica in the stage's own region, and the one that a second region adds."""
    own, other = RESOURCES[table]["Properties"]["Replicas"]
    condition, replica, nothing = other["Fn::If"]
    assert (condition, nothing) == ("HasReplica", {"Ref": "AWS::NoValue"})
    return [own, replica]


@pytest.mark.parametrize(("table", "days"), TABLES.items())
def test_every_replica_recovers_for_its_declared_days(table: str, days: int) -> None:
    """Art. 8: a shredded key is gone after a day, everywhere; everything else can be restored for 35 days."""
    wanted = {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": days}
    assert [one["PointInTimeRecoverySpecification"] for one in _replicas(table)] == [wanted, wanted]


@pytest.mark.parametrize("table", TABLES)
def test_no_table_can_be_deleted_by_mistake(table: str) -> None:
    assert all(replica["DeletionProtectionEnabled"] for replica in _replicas(table))
    assert (RESOURCES[table]["DeletionPolicy"], RESOURCES[table]["UpdateReplacePolicy"]) == ("Retain", "Retain")


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_encrypted_under_our_key(table: str) -> None:
    assert RESOURCES[table]["Properties"]["SSESpecification"] == {"SSEEnabled": True, "SSEType": "KMS"}
    own, other = _replicas(table)
    assert own["SSESpecification"] == {"KMSMasterKeyId": {"Fn::GetAtt": ["Key", "Arn"]}}
    assert ":kms:${ReplicaRegion}:" in other["SSESpecification"]["KMSMasterKeyId"]["Fn::Sub"]


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_the_same_keys(table: str) -> None:
    schema = [(key["AttributeName"], key["KeyType"]) for key in RESOURCES[table]["Properties"]["KeySchema"]]
    assert schema == [("pk", "HASH"), ("sk", "RANGE")]


def test_all_four_tables_are_global_tables() -> None:
    assert set(_of_type("AWS::DynamoDB::GlobalTable")) == set(TABLES)
    assert not _of_type("AWS::DynamoDB::Table")


def test_the_keys_table_refuses_backup_export_and_end() -> None:
    """Design 3: a backup of the keys, or a deleted table's, would undo every shred."""
    for replica in _replicas("TableSleutels"):
        [statement] = replica["ResourcePolicy"]["PolicyDocument"]["Statement"]
        assert statement["Effect"] == "Deny"
        assert set(statement["Action"]) == {
            "dynamodb:CreateBackup",
            "dynamodb:DeleteTable",
            "dynamodb:ExportTableToPointInTime",
        }


def test_the_indexes_hold_keys_only() -> None:
    indexes = RESOURCES["TableBroker"]["Properties"]["GlobalSecondaryIndexes"]
    found = {one["IndexName"]: [key["AttributeName"] for key in one["KeySchema"]] for one in indexes}
    lists = {"due": ["due_bucket", "due_at"], "eigenaar": ["eigenaar", "eigenaar_plaats"]}
    assert found == {**lists, "koppen": ["kop_bucket", "pk"]}
    assert {one["Projection"]["ProjectionType"] for one in indexes} == {"KEYS_ONLY"}


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_on_demand_unless_its_stage_says(table: str) -> None:
    mode = RESOURCES[table]["Properties"]["BillingMode"]
    choice = {"Fn::If": ["IsProvisioned", "PROVISIONED", "PAY_PER_REQUEST"]}
    assert mode == (choice if table in PROVISIONED else "PAY_PER_REQUEST")
    assert TEMPLATE["Conditions"]["IsProvisioned"] == {"Fn::Equals": [{"Ref": "Capacity"}, "provisioned"]}
    assert TEMPLATE["Parameters"]["Capacity"]["Default"] == "on-demand"


@pytest.mark.parametrize("table", PROVISIONED)
def test_what_can_be_provisioned_is_so_with_its_indexes(table: str) -> None:
    """DynamoDB refuses a table of which one index lacks its capacity, and a switch without what to begin with."""
    properties = RESOURCES[table]["Properties"]
    indexes = properties.get("GlobalSecondaryIndexes", [])
    settings = [_when_provisioned(one["WriteProvisionedThroughputSettings"]) for one in (properties, *indexes)]
    for replica in _replicas(table):
        settings.append(_when_provisioned(replica["ReadProvisionedThroughputSettings"]))
        read = _when_provisioned(replica["GlobalSecondaryIndexes"]) if indexes else []
        assert [one["IndexName"] for one in read] == [one["IndexName"] for one in indexes]
        settings += [one["ReadProvisionedThroughputSettings"] for one in read]
    assert [value for one in settings for value in one.values()] == [SCALED] * len(settings)


def _when_provisioned(setting: dict[str, Any]) -> Any:
    condition, chosen, nothing = setting["Fn::If"]
    assert (condition, nothing) == ("IsProvisioned", {"Ref": "AWS::NoValue"})
    return chosen


def test_autoscaling_aims_at_what_the_price_says() -> None:
    assert ASSUMPTIONS.capacity["target"] * 100 == SCALED["TargetTrackingScalingPolicyConfiguration"]["TargetValue"]
    assert ASSUMPTIONS.capacity["used"] <= ASSUMPTIONS.capacity["target"]


def test_nothing_in_the_locked_bucket_can_be_hidden() -> None:
    """I8: its lock keeps every version, but who reads a name gets the newest, and a list leaves out what is marked."""
    bucket = RESOURCES["BucketIjkpunten"]["Properties"]
    assert bucket["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]["Mode"] == "COMPLIANCE"
    denied = {
        one["Sid"]: one for one in RESOURCES["BucketIjkpuntenPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    }
    assert {(one["Effect"], one["Principal"]) for one in denied.values()} == {("Deny", "*")}
    assert set(denied["NothingIsHidden"]["Action"]) == {"s3:DeleteObject", "s3:DeleteObjectVersion"}
    over = denied["NothingIsWrittenOver"]
    assert (over["Action"], over["Condition"]) == ("s3:PutObject", {"Null": {"s3:if-none-match": "true"}})
    everything = {"Fn::Sub": "${BucketIjkpunten.Arn}/*"}
    assert [denied[sid]["Resource"] for sid in ("NothingIsHidden", "NothingIsWrittenOver")] == [everything] * 2


def test_a_second_region_can_only_be_in_the_eea() -> None:
    """Art. 9 lid 5: no replica outside the EEA; London and Zürich are not in it."""
    regions = set(TEMPLATE["Parameters"]["ReplicaRegion"]["AllowedValues"]) - {""}
    assert regions == {"eu-central-1", "eu-west-1", "eu-west-3", "eu-north-1", "eu-south-1", "eu-south-2"}


def test_the_key_is_multi_region_and_rotates() -> None:
    key = RESOURCES["Key"]["Properties"]
    assert (key["MultiRegion"], key["EnableKeyRotation"], key["PendingWindowInDays"]) == (True, True, 30)


@pytest.mark.parametrize("queue", QUEUES)
def test_every_queue_has_a_dead_letter_queue(queue: str) -> None:
    redrive = RESOURCES[queue]["Properties"]["RedrivePolicy"]
    assert redrive == {"deadLetterTargetArn": {"Fn::GetAtt": [f"{queue}Dlq", "Arn"]}, "maxReceiveCount": 5}


def test_every_queue_is_encrypted_and_refuses_plain_http() -> None:
    queues = _of_type("AWS::SQS::Queue")
    assert set(queues) == {*QUEUES, *(f"{queue}Dlq" for queue in QUEUES)}
    assert all(queue["SqsManagedSseEnabled"] for queue in queues.values())
    policy = RESOURCES["QueuesTlsOnly"]["Properties"]
    assert {one["Ref"] for one in policy["Queues"]} == set(queues)
    _assert_tls_only(policy["PolicyDocument"], "sqs:*")


def test_the_queue_waits_six_time_outs_by_default() -> None:
    assert TEMPLATE["Parameters"]["QueueVisibilitySeconds"]["Default"] == 6 * 60


def test_the_bucket_keeps_versions_for_a_week() -> None:
    bucket = RESOURCES["BucketDocumenten"]["Properties"]
    rules = bucket["LifecycleConfiguration"]["Rules"]
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert [rule["NoncurrentVersionExpiration"] for rule in rules if "NoncurrentVersionExpiration" in rule] == [
        {"NoncurrentDays": 7}
    ]


def test_the_bucket_is_private_and_encrypted() -> None:
    bucket = RESOURCES["BucketDocumenten"]["Properties"]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    [rule] = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    _assert_tls_only(RESOURCES["BucketDocumentenPolicy"]["Properties"]["PolicyDocument"], "s3:*")


def test_the_user_pool_knows_no_address() -> None:
    """Stack: the pool's user name is our opaque id, and the pool holds no e-mail."""
    pool = RESOURCES["Gebruikers"]["Properties"]
    assert not {"AliasAttributes", "UsernameAttributes", "AutoVerifiedAttributes", "Schema"} & set(pool)
    assert pool["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] >= 12


def test_every_name_carries_its_stage() -> None:
    names = [one["Properties"][key] for one in RESOURCES.values() for key in NAME_KEYS if key in one["Properties"]]
    assert len(names) == 16
    assert all(name["Fn::Sub"].removeprefix("alias/").startswith("${Stage}-") for name in names)


def test_the_outputs_fill_every_name_of_the_settings() -> None:
    outputs = {re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() for name in TEMPLATE["Outputs"]}
    chosen = {"stage", "region", "token_keys_url"}
    assert {name for name, field in Settings.model_fields.items() if field.is_required()} - chosen <= outputs


def test_no_code_repeats_a_name_of_the_template() -> None:
    names = re.findall(r"\$\{Stage\}-([a-z-]+)", json.dumps(RESOURCES))
    code = [*(ROOT / "chalicelib").rglob("*.py"), *(ROOT / "infra").rglob("*.py")]
    hand_made = re.compile(rf"(local|prod|dev|test)-({'|'.join(sorted(set(names)))})\b")
    assert [str(file) for file in code if hand_made.search(file.read_text(encoding="utf-8"))] == []


def _assert_tls_only(policy: dict[str, Any], action: str) -> None:
    [statement] = policy["Statement"]
    assert (statement["Effect"], statement["Principal"], statement["Action"]) == ("Deny", "*", action)
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
