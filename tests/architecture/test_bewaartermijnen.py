"""Drift, Art. 8 lid 1: whatever is stored has a rule in the one table, and what storage drops by itself follows it."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.adapters.dynamodb.keys import ROW_CLASSES
from chalicelib.privacy.bewaartermijn import (
    BEWAARTERMIJNEN,
    HERSTELKOPIE,
    LOGBOEK,
    OUDE_VERSIE,
    SLEUTELKOPIE,
    TABEL,
    WACHTRIJ,
    Actie,
)
from chalicelib.privacy.register import REGISTER
from infra.package.build import ROOT
from infra.package.template import fragments, merge

RESOURCES: dict[str, Any] = merge(fragments(ROOT / "infra"))["Resources"]
# Kept outside the tables, or in part of a row.
STORES = {
    *("logboek", "wachtrij", "herstelkopie", "sleutelkopie", "oude_versie", "grafsteen", "grootboek", "ijkpunt"),
    "geheim",
}
NOT_STORED_YET = {"verzoek", "klacht", "datalek", "factuur"}


def of_type(kind: str) -> list[dict[str, Any]]:
    return [one["Properties"] for one in RESOURCES.values() if one.get("Type") == kind]


def ruled() -> set[str]:
    return {wat for wat, _ in TABEL}


def test_every_class_of_rows_has_a_rule() -> None:
    """Fail closed: a new class of rows is not stored before somebody said for how long."""
    assert {kind.soort for kind in ROW_CLASSES} - ruled() == set()


def test_every_rule_is_about_something_that_is_stored() -> None:
    assert ruled() - {kind.soort for kind in ROW_CLASSES} == STORES | NOT_STORED_YET


def test_no_two_rules_answer_for_the_same() -> None:
    """Kind of record by event: one term, one ground, one action."""
    assert len(TABEL) == sum(len(rule.wat) for rule in BEWAARTERMIJNEN.values())


@pytest.mark.parametrize("rule", BEWAARTERMIJNEN.values(), ids=lambda rule: rule.id)
def test_only_what_is_not_about_a_person_stays(rule: Any) -> None:
    """A term of nothing means at once, not for ever: what stays has an action that says so, and no category."""
    used = {term for row in REGISTER.values() for term in row.bewaartermijnen}
    assert rule.actie is not Actie.BLIJFT or rule.id not in used


def test_logs_are_kept_as_long_as_their_rule() -> None:
    groups = of_type("AWS::Logs::LogGroup")
    assert groups
    assert {group["RetentionInDays"] for group in groups} == {LOGBOEK.dagen}


def test_queues_are_kept_as_long_as_their_rule() -> None:
    days = {timedelta(seconds=queue["MessageRetentionPeriod"]).days for queue in of_type("AWS::SQS::Queue")}
    assert days == {WACHTRIJ.dagen}


def test_copies_for_recovery_are_kept_as_long_as_their_rule() -> None:
    """That of the keys a day, so that a shred is final in a day."""
    kept = {name: days for name, one in RESOURCES.items() if (days := _recovery(one))}
    assert kept.pop("TableSleutels") == {SLEUTELKOPIE.dagen}
    assert set().union(*kept.values()) == {HERSTELKOPIE.dagen}


def _recovery(resource: dict[str, Any]) -> set[int]:
    """Of each replica of a table."""
    if resource.get("Type") != "AWS::DynamoDB::GlobalTable":
        return set()
    text = str(resource["Properties"])
    return {int(part.split("}")[0]) for part in text.split("'RecoveryPeriodInDays': ")[1:]}


def test_old_versions_of_documents_go_with_their_rule() -> None:
    rules = RESOURCES["BucketDocumenten"]["Properties"]["LifecycleConfiguration"]["Rules"]
    old = [rule["NoncurrentVersionExpiration"] for rule in rules if "NoncurrentVersionExpiration" in rule]
    assert {term["NoncurrentDays"] for term in old} == {OUDE_VERSIE.dagen}
