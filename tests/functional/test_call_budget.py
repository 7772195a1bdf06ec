"""What one Aanvraag may cost: the calls to AWS from its dossier to the comparison, every check included."""

from collections import Counter
from collections.abc import Iterator

import pytest

from bench.aanvraag import Parties, invite, play
from bench.calls import GOAL, KMS_GOAL, count, difference, kms
from bench.inputs import full_dossier, small_dossier
from bench.stage import Stage, running


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with running() as stage:
        yield stage


@pytest.fixture(scope="module")
def parties(stage: Stage) -> Parties:
    """Five Kredietverstrekkers and a Klant, after an Aanvraag that left their keys in memory."""
    parties = invite(stage)
    play(stage, parties, small_dossier())
    return parties


@pytest.fixture(scope="module")
def calls(stage: Stage, parties: Parties) -> Counter[str]:
    return count(stage, parties, small_dossier())


def test_an_aanvraag_stays_within_its_calls(calls: Counter[str]) -> None:
    assert calls.total() <= GOAL, calls


def test_few_of_its_calls_go_to_kms(calls: Counter[str]) -> None:
    assert kms(calls) <= KMS_GOAL, calls


def test_more_fields_cost_no_more_calls(stage: Stage, parties: Parties, calls: Counter[str]) -> None:
    assert difference(calls, count(stage, parties, full_dossier())) == 0


def test_the_counter_sees_every_part(calls: Counter[str]) -> None:
    """One write for each of the twelve steps that change something, or write down that somebody read."""
    assert calls["dynamodb.TransactWriteItems"] == 12
    assert calls["kms.GenerateDataKey"] == calls["sqs.SendMessage"] == 1
