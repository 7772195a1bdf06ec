"""What the broker costs at list prices: counted calls times a dated price table. `docs/cost.md` is written by it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bench.counts import Counts
from bench.durations import call_seconds, cold_seconds
from bench.memory import memory_of
from bench.metered import API, Invocation
from bench.parameters import ASSUMPTIONS, PRICES
from infra.package.build import ROOT
from infra.package.template import fragments, merge

Quantities = Mapping[str, float]
GB = 1e9
GIB = 2**30
MIB_IN_GB = 1024
MONTHS = 12
HOURS_24, MINUTES = 24, 60
YEAR_MINUTES = 365 * HOURS_24 * MINUTES
YEAR_SECONDS = YEAR_MINUTES * 60
FLOW, REST = ASSUMPTIONS.flow, ASSUMPTIONS.rest
WRITES, READS = "dynamodb_write", "dynamodb_read"
WRITE_CAPACITY, READ_CAPACITY = "dynamodb_write_capacity", "dynamodb_read_capacity"
AN_HOUR = 3600
ALARM = "AWS::CloudWatch::Alarm"
KEYS = "sleutel"  # its table stays on demand, as that of the figures does, to which no Aanvraag writes


@dataclass(frozen=True)
class Line:
    """So many units of one line of the price table."""

    name: str
    quantity: float

    @property
    def usd(self) -> float:
        return PRICES[self.name].of(self.quantity)


def lines(quantities: Quantities) -> list[Line]:
    """The dearest first."""
    return sorted((Line(*pair) for pair in quantities.items() if pair[1]), key=lambda line: -line.usd)


def usd(quantities: Quantities) -> float:
    return sum(line.usd for line in lines(quantities))


def together(parts: Iterable[Quantities]) -> Counter[str]:
    found: Counter[str] = Counter()
    for part in parts:
        found.update(part)
    return found


def of_call(call: Invocation) -> Quantities:
    """All that is paid for one call of a function: what led to it, its time, its calls of AWS, what it said."""
    requests = 1 if call.function == API else 0
    seconds = call_seconds(call, memory_of(call.function))
    seconds += FLOW["cold_share"] * cold_seconds(memory_of(call.function))
    return {
        "api_request": requests,
        "waf_request": requests,
        "lambda_request": 1,
        "lambda_gb_second": seconds * memory_of(call.function) / MIB_IN_GB,
        WRITES: call.units.get("write", 0) + call.units.get("index", 0),
        READS: call.units.get("read", 0),
        "kms_request": sum(number for name, number in call.calls.items() if name.startswith("kms.")),
        "sqs_request": _messages(call) * FLOW["sqs_requests_a_message"],
        "s3_put": sum(call.calls.get(f"s3.{name}", 0) for name in ("ListObjectVersions", "ListObjectsV2", "PutObject")),
        "logs_ingested": (call.log_bytes + FLOW["platform_log_bytes"] + requests * FLOW["access_log_bytes"]) / GB,
        "transfer_out": _bytes_out(call, requests) / GB,
        "mail": call.mails,
    }


def of_aanvraag(calls: Iterable[Invocation]) -> Quantities:
    return together(map(of_call, calls))


def at_rest(counts: Counts) -> Quantities:
    """A stage that nobody uses, for a year."""
    herstel = {name: number * YEAR_MINUTES for name, number in of_call(counts.herstel).items()}
    resources = _resources()
    monthly = {
        "kms_key": resources["AWS::KMS::Key"],
        "alarm": resources[ALARM],
        "dashboard": resources["AWS::CloudWatch::Dashboard"],
        "waf_acl": resources["AWS::WAFv2::WebACL"],
        "waf_rule": resources["waf rules"],
        "metric": resources["schedules"],
    }
    polls = {"sqs_request": REST["pollers"] * YEAR_SECONDS / REST["poll_seconds"]}
    return together([herstel, {name: number * MONTHS for name, number in monthly.items()}, polls])


def stored(counts: Counts) -> Quantities:
    """One Aanvraag that is kept for a year: its rows, and the back-up that follows each change."""
    kept = sum(counts.stored.values()) / GIB * MONTHS
    return {"dynamodb_storage": kept, "dynamodb_recovery": kept}


def replica(quantities: Quantities) -> Quantities:
    """
    What a second region adds to these: each write becomes a replicated write in both regions, at the same price, so
    it is paid once more. That a transaction is doubled there too is the dear reading of the price page.
    """
    return {"dynamodb_replicated_write": quantities[WRITES]}


def _messages(call: Invocation) -> int:
    return call.calls.get("sqs.SendMessage", 0)


def _bytes_out(call: Invocation, requests: int) -> float:
    """To the one who asked, and to the Kredietverstrekkers."""
    answered = call.answer_bytes + FLOW["header_bytes"] * requests
    return float(answered + call.sent_bytes + call.sends * FLOW["connection_bytes"])


def _resources() -> Counter[str]:
    """How many of each type the template of a stage has."""
    template: dict[str, Any] = merge(fragments(ROOT / "infra"))
    resources = template["Resources"].values()
    found = Counter(resource.get("Type", "") for resource in resources)
    found["waf rules"] = sum(len(one["Properties"]["Rules"]) for one in resources if "Rules" in one["Properties"])
    found[ALARM] = sum(_metrics(one) for one in resources if one.get("Type") == ALARM)
    found["schedules"] = sum("EventInvokeConfig" in one.get("Properties", {}) for one in resources)
    return found


def _metrics(alarm: Mapping[str, Any]) -> int:
    """What an alarm is paid for: each metric that it adds up."""
    return max(1, sum("MetricStat" in part for part in alarm["Properties"].get("Metrics", ())))
