"""How many calls to AWS one Aanvraag takes, whatever its size: they are what it costs and what its sender waits for."""

from collections import Counter

from bench.aanvraag import Parties, invite, play
from bench.figures import Figure
from bench.inputs import Json, full_dossier, small_dossier
from bench.stage import Stage, running

GOAL, KMS_GOAL = 40, 8
CALLS = "calls"


def figures() -> list[Figure]:
    """
    Dossier, Aanvraag, verzending, dispatch, five callbacks and the comparison, with every check of token and account.

    First with keys in memory, as after any other Aanvraag of the last minute; then once more with both functions
    just started, which explains the first figure and has no goal.
    """
    with running() as stage:
        parties = invite(stage)
        play(stage, parties, small_dossier())
        small = count(stage, parties, small_dossier())
        full = count(stage, parties, full_dossier())
        cold = count(stage.restarted(), parties, small_dossier())
    most = small | full
    return [
        Figure("aanvraag.aws_calls", most.total(), CALLS, GOAL),
        Figure("aanvraag.kms_calls", kms(most), CALLS, KMS_GOAL),
        Figure("aanvraag.aws_calls.small_against_full", difference(small, full), CALLS, 0),
        *(Figure(f"aanvraag.calls.{name}", number, CALLS) for name, number in sorted(most.items())),
        Figure("aanvraag.aws_calls.just_started", cold.total(), CALLS),
        Figure("aanvraag.kms_calls.just_started", kms(cold), CALLS),
    ]


def count(stage: Stage, parties: Parties, dossier: Json) -> Counter[str]:
    """The calls of one Aanvraag, per `service.operation`."""
    stage.calls.calls.clear()
    play(stage, parties, dossier)
    return Counter(stage.calls.calls)


def kms(calls: Counter[str]) -> int:
    return sum(number for name, number in calls.items() if name.startswith("kms."))


def difference(one: Counter[str], other: Counter[str]) -> int:
    """Calls that the one has more than the other, of any operation, in either direction."""
    return (one - other).total() + (other - one).total()
