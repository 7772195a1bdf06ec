"""Tables that are paid by the request, and tables that keep so many units a second ready and are paid by the hour."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bench.cost import READS, WRITES, YEAR_MINUTES, Quantities, of_aanvraag, usd
from bench.counts import Counts
from bench.markdown import table, title
from bench.metered import Invocation
from bench.parameters import ASSUMPTIONS, PRICES
from infra.package.build import ROOT
from infra.package.template import fragments, merge

WRITE_CAPACITY, READ_CAPACITY = "dynamodb_write_capacity", "dynamodb_read_capacity"
TABLE_LINES = (WRITES, READS, WRITE_CAPACITY, READ_CAPACITY)
TARGET, USED = ASSUMPTIONS.capacity["target"], ASSUMPTIONS.capacity["used"]
GLOBAL_TABLE = "AWS::DynamoDB::GlobalTable"
KEYS = "sleutel"  # its table stays on demand, as that of the figures does, to which no Aanvraag writes
AN_HOUR, MINUTES, MILLION = 3600, 60, 1_000_000


def provisioned(calls: Sequence[Invocation], used: float) -> Quantities:
    """
    The same calls in a stage that keeps its capacity, of which such a part is used. What is read of keys is taken for
    provisioned too.
    """
    found: dict[str, float] = dict(of_aanvraag(calls))
    on_demand = sum(call.rows.get(f"write {KEYS}", 0) for call in calls)
    found[WRITE_CAPACITY] = (found[WRITES] - on_demand) / AN_HOUR / used
    found[READ_CAPACITY] = found.pop(READS) / AN_HOUR / used
    found[WRITES] = on_demand
    return found


def as_dear() -> float:
    """The part of a provisioned write unit that must be used to cost no more than on demand."""
    return PRICES[WRITE_CAPACITY].usd / PRICES[WRITES].of(AN_HOUR)


def floor() -> Quantities:
    """What a provisioned stage that nobody uses keeps for a year, of writes and of reads."""
    number, least = _provisioned()
    kept = float(number * least * YEAR_MINUTES / MINUTES)
    return {WRITE_CAPACITY: kept, READ_CAPACITY: kept}


def capacity_section(found: Counts) -> Iterable[str]:
    """Beside each other: the tables paid by the request, and by what they keep ready."""
    yield from title("On demand or provisioned")
    yield (
        "A stage chooses how `broker` and `bewijs` are paid (`Capacity`, `docs/aws.md` section 3); the other two stay "
        f"on demand. Autoscaling aims at {TARGET:.0%} in use; a day and a night do not follow it: {USED:.0%} is what "
        f"`bench/assumptions.toml` takes for true. Under {as_dear():.0%} provisioned is the dearer one."
    )
    shares = [("provisioned, all used", 1.0), ("as autoscaling aims", TARGET), ("as assumed", USED)]
    several = [("on demand", of_aanvraag(found.in_memory), of_aanvraag(found.alone))]
    several += [
        (f"{name} ({used:.0%})", provisioned(found.in_memory, used), provisioned(found.alone, used))
        for name, used in [*shares, ("as dear as on demand", as_dear())]
    ]
    yield from table(
        "| A million Aanvragen | writes and reads $ | in memory $ | apart $ |",
        (
            f"| {name} | {tables_usd(warm):.2f} | {_million(warm):.2f} | {_million(cold):.2f} |"
            for name, warm, cold in several
        ),
    )
    yield ""
    kept = usd(floor())
    yield (
        f"What is kept at least (`CapacityLeast` as it comes) costs ${kept:.2f} a year, used or not: what "
        f"{kept / tables_usd(of_aanvraag(found.in_memory)) * MILLION:,.0f} Aanvragen a year take on demand. The "
        "alarms that autoscaling makes for itself come on top."
    )


def tables_usd(quantities: Quantities) -> float:
    """Of a million, what DynamoDB asks for writing and reading."""
    return _million({name: number for name, number in quantities.items() if name in TABLE_LINES})


def _provisioned() -> tuple[int, float]:
    """How many tables and indexes may be provisioned, and the least units a second that each keeps."""
    template: dict[str, Any] = merge(fragments(ROOT / "infra"))
    tables = [one["Properties"] for one in template["Resources"].values() if one.get("Type") == GLOBAL_TABLE]
    scaled = [table for table in tables if isinstance(table["BillingMode"], Mapping)]
    number = sum(1 + len(table.get("GlobalSecondaryIndexes", ())) for table in scaled)
    return number, template["Parameters"]["CapacityLeast"]["Default"]


def _million(quantities: Quantities) -> float:
    return round(usd(quantities) * MILLION, 2)
