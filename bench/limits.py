"""Which limit binds first as Aanvragen grow: what one takes of each, from the counts, beside what there is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bench.cost import together
from bench.counts import Counts
from bench.durations import call_seconds
from bench.memory import memory_of
from bench.metered import API, DISPATCH, Invocation
from bench.parameters import ASSUMPTIONS, QUOTAS
from chalicelib.adapters.dynamodb.codec import SHARDS
from infra.package.build import ROOT
from infra.package.template import fragments, merge

SCALE = ASSUMPTIONS.scale
MILLI = 1e-3
EVIDENCE, KEYS = "bewijs", "sleutel"  # rows of other tables than `broker`


@dataclass(frozen=True)
class Ours:
    """Our own numbers, from the templates."""

    stage_requests: int
    stage_burst: int
    api_at_once: int
    dispatches_at_once: int


@dataclass(frozen=True)
class Limit:
    """`taken` is what one Aanvraag takes of it, `there` what there is of it a second, or at once."""

    name: str
    taken: float
    there: float
    whose: str

    def share(self, rate: float) -> float:
        """At so many Aanvragen a second; above 1 there is too little."""
        return self.taken * rate / self.there

    @property
    def factor(self) -> float:
        """How many times the base rate it bears, in the busiest hour."""
        return self.there / self.taken / rate_at(1)


def rate_at(factor: float) -> float:
    """Aanvragen a second in the busiest hour."""
    return float(SCALE["a_day"] * factor * SCALE["busiest_hour"] / 3600)


def limits(counts: Counts) -> list[Limit]:
    """The first to bind first. All keys are fetched anew: the more there is of everything, the dearer each."""
    calls, ours = counts.alone, template()
    rows = together([call.rows for call in calls])
    requests = sum(call.function == API for call in calls)
    of_broker = sum(n for name, n in rows.items() if name.partition(" ")[2] not in {EVIDENCE, KEYS})
    kms = sum(n for call in calls for name, n in call.calls.items() if name.startswith("kms."))
    at_once = {name: _seconds(calls, name) for name in (API, DISPATCH)}
    partition = QUOTAS["partition_writes"].value
    found = [
        Limit("requests through our gateway (`ThrottlingRateLimit`)", requests, ours.stage_requests, "ours"),
        Limit("requests through all gateways of the account", requests, QUOTAS["gateway_requests"].value, "AWS"),
        Limit("API functions at once (`ConcurrencyApi`)", at_once[API], ours.api_at_once, "ours"),
        Limit("dispatches at once (`ConcurrencyVerstrekkingen`)", at_once[DISPATCH], ours.dispatches_at_once, "ours"),
        Limit("all functions at once", sum(at_once.values()), QUOTAS["functions_at_once"].value, "AWS"),
        Limit("requests under KMS keys", kms, QUOTAS["kms_requests"].value, "AWS"),
        Limit("write units of table `broker`", of_broker, QUOTAS["table_writes"].value, "AWS"),
        Limit(
            "write units of table `broker`, if it was never busy", of_broker, QUOTAS["new_table_writes"].value, "AWS"
        ),
        Limit(f"today in the due index ({SHARDS} shards)", rows["due verstrekking"], partition * SHARDS, "ours"),
        Limit("the row of a Kredietverstrekker, if all choose it", _check_of_one(rows), partition, "design"),
        Limit("the row of a Kredietverstrekker, one transaction at a time", _locked_seconds(), 1, "design"),
    ]
    return sorted(found, key=lambda limit: limit.factor)


def template() -> Ours:
    merged: dict[str, Any] = merge(fragments(ROOT / "infra"))
    [settings] = merged["Resources"]["RestAPI"]["Properties"]["MethodSettings"]
    return Ours(
        stage_requests=settings["ThrottlingRateLimit"],
        stage_burst=settings["ThrottlingBurstLimit"],
        api_at_once=merged["Parameters"]["ConcurrencyApi"]["Default"],
        dispatches_at_once=merged["Parameters"]["ConcurrencyVerstrekkingen"]["Default"],
    )


def lines(counts: Counts, factors: Sequence[int]) -> Iterable[str]:
    """A table for docs/scale.md."""
    yield (
        "| Limit | whose | one Aanvraag takes | there is | " + " | ".join(f"{f:,}x" for f in factors) + " | binds at |"
    )
    yield "|---|---|---|---|" + "---|" * (len(factors) + 1)
    for limit in limits(counts):
        shares = " | ".join(f"{limit.share(rate_at(factor)):.1%}" for factor in factors)
        yield (
            f"| {limit.name} | {limit.whose} | {limit.taken:.3g} | {limit.there:,} | {shares} | {limit.factor:,.0f}x |"
        )


def _seconds(calls: Sequence[Invocation], function: str) -> float:
    return sum(call_seconds(call, memory_of(function)) for call in calls if call.function == function)


def _check_of_one(rows: Any) -> float:
    return float(rows["check kredietverstrekker"]) / 5


def _locked_seconds() -> float:
    """A transaction that checks a row keeps others from checking it until it is done."""
    return ASSUMPTIONS.latency_ms["dynamodb.TransactWriteItems"] * MILLI
