"""What happens at a hundred and at ten thousand times as many Aanvragen; writes the tables of docs/scale.md."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench import counts, limits
from bench.counts import BEWAARTERMIJNEN, Counts
from bench.figures import Figure
from bench.limits import template
from bench.memory import memory_of
from bench.metered import API, DISPATCH
from bench.parameters import ASSUMPTIONS, QUOTAS
from bench.simulation import Scenario, Tally, run
from bench.sweep import sweep
from chalicelib.usecases.purge_due_dossiers import HERE, MOST, NAMED
from infra.package.build import ROOT

DOCUMENT = ROOT / "docs" / "scale.md"
PATH = Path(__file__).with_name("scale.json")
SCALE = ASSUMPTIONS.scale
WORKERS = (1, 10, 50, 150, 300)
SHARES = {"half": 0.5, "95 %": 0.95, "99 %": 0.99, "all": 1.0}
MORE_REQUESTS, MORE_DISPATCHES, MORE_LESSORS = 5_000, 450, 100
Json = dict[str, Any]


@dataclass(frozen=True)
class Run:
    """A scenario and its words in the document."""

    words: str
    scenario: Scenario


def scenarios() -> Mapping[str, Run]:
    """As deployed, then with one number after the other raised where it binds."""
    wide = replace(template(), stage_requests=MORE_REQUESTS, stage_burst=MORE_REQUESTS)
    wider = replace(wide, dispatches_at_once=MORE_DISPATCHES)
    some, all_of_them = SCALE["kredietverstrekkers"], MORE_LESSORS
    most, number = SCALE["factors"][-1], 8_000
    return {
        "1x": Run("1x", Scenario(1, 2_000)),
        "100x": Run("100x", Scenario(100, 4_000)),
        "10000x": Run("10,000x", Scenario(most, number)),
        "gateway": Run(f"… gateway at {MORE_REQUESTS:,} a second", Scenario(most, number, some, ours=wide)),
        "dispatches": Run(f"… and {MORE_DISPATCHES} dispatches at once", Scenario(most, number, some, ours=wider)),
        "pollers": Run("… and its pollers grown already", Scenario(most, number, some, ours=wider, grown=True)),
        "lessors": Run(
            f"… and {MORE_LESSORS} Kredietverstrekkers", Scenario(most, number, all_of_them, ours=wider, grown=True)
        ),
    }


def figures() -> list[Figure]:
    """Runs it all again, writes scale.json and the tables. None of it has a goal: it says what would have to change."""
    found = counts.read()
    results = measure(found)
    PATH.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    DOCUMENT.write_text(document(DOCUMENT.read_text(encoding="utf-8"), found, results), encoding="utf-8")
    first = limits.limits(found)[0]
    return [
        Figure("scale.first_limit_binds_at", round(first.factor), "x the base rate"),
        *(Figure(f"scale.{name}.age_99", result["ages"]["99 %"], "s") for name, result in results["runs"].items()),
        *(Figure(f"scale.{name}.refused", result["refused"], "Aanvragen") for name, result in results["runs"].items()),
        *(Figure(f"scale.sweep.{night['workers']}_workers", night["hours"], "h") for night in results["nights"]),
    ]


def measure(found: Counts) -> Json:
    one = sweep(found)
    nights = [one.parallel(workers, SCALE["sweep_dossiers"]) for workers in WORKERS]
    return {
        "runs": {name: _result(run(one.scenario, found)) for name, one in scenarios().items()},
        "nights": [vars(night) for night in nights],
    }


def document(text: str, found: Counts, results: Json) -> str:
    """The text with each of its tables made anew; raises KeyError for one that nobody makes."""
    made: Mapping[str, Callable[[], Iterable[str]]] = {
        "limits": lambda: limits.lines(found, SCALE["factors"]),
        "picture": lambda: _picture(found),
        "runs": lambda: _runs(results["runs"]),
        "sweep": lambda: _sweep(found, results["nights"]),
        "quotas": _quotas,
    }
    pattern = re.compile(r"(<!-- (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
    return pattern.sub(lambda m: m[1] + "\n" + "\n".join(made[m[2]]()) + "\n\n" + m[3], text)


def _result(tally: Tally) -> Json:
    return {
        "started": tally.started,
        "compared": tally.compared,
        "refused": tally.refused,
        "ages": {name: round(tally.age(share), 1) for name, share in SHARES.items()},
        "refusals": dict(sorted(tally.refusals.items())),
        "at_once": dict(sorted(tally.most_at_once.items())),
    }


def _runs(results: Mapping[str, Json]) -> Iterable[str]:
    yield (
        "| Run | started | compared | given up | message to end of dispatch: "
        f"{', '.join(SHARES)} (s) | said no, how often | at once: API, dispatch |"
    )
    yield "|---|---|---|---|---|---|---|"
    for name, one in results.items():
        ages = ", ".join(map(str, one["ages"].values()))
        refusals = ", ".join(f"{limit} {number:,}" for limit, number in one["refusals"].items()) or "-"
        ends = f"{one['started']:,} | {one['compared']:,} | {one['refused']:,}"
        at_once = f"{one['at_once'].get(API, 0)}, {one['at_once'].get(DISPATCH, 0)}"
        yield f"| {scenarios()[name].words} | {ends} | {ages} | {refusals} | {at_once} |"


def _sweep(found: Counts, nights: Sequence[Json]) -> Iterable[str]:
    one = sweep(found)
    listed = one.listed(memory_of(BEWAARTERMIJNEN))
    yield (
        f"Alone, one function would end {one.a_night:,} dossiers a night ({one.seconds * 1000:.0f} ms each, in its "
        f"900 s): {SCALE['sweep_dossiers']:,} would take {SCALE['sweep_dossiers'] / one.a_night:,.0f} nights. It ends "
        f"the first {HERE:,} itself, and names the others to workers of the queue `wissingen`, {NAMED} in a message. "
        f"A run looks at the {MOST:,} oldest ({listed:,} ids would fit in its memory), so **it bears "
        f"{MOST / SCALE['a_day']:,.0f}x the base a night**."
    )
    yield from ("", "| Workers at once | hours | what they wait for |", "|---|---|---|")
    yield from (f"| {night['workers']} | {night['hours']:,.1f} | {night['limit']} |" for night in nights)


def _picture(found: Counts) -> Iterable[str]:
    """The way of an Aanvraag; below each part, how many times the base rate it bears."""
    binds = {limit.name.partition(" (")[0]: limit.factor for limit in limits.limits(found)}
    yield "```mermaid"
    yield "flowchart LR"
    parts = {
        "gateway": ("requests through our gateway", "gateway"),
        "api": ("API functions at once", "API"),
        "table": ("write units of table `broker`", "table broker"),
        "due": ("today in the due index", "due index"),
        "queue": ("dispatches at once", "queue and dispatch"),
        "row": ("the row of a Kredietverstrekker, one transaction at a time", "row of a Kredietverstrekker"),
        "kms": ("requests under KMS keys", "KMS"),
    }
    for node, (limit, words) in parts.items():
        yield f'  {node}["{words}<br/>{binds[limit]:,.0f}x"]'
    yield "  gateway --> api --> table --> due"
    yield "  api --> queue --> row"
    yield "  queue --> table"
    yield "  api --> kms"
    yield "  queue -- callbacks --> gateway"
    yield "```"


def _quotas() -> Iterable[str]:
    yield "| Of AWS, in this region | there is | more for asking | source, read on |"
    yield "|---|---|---|---|"
    for one in QUOTAS.values():
        yield f"| {one.unit} | {one.value:,} | {'yes' if one.raised else 'no'} | <{one.source}>, {one.read} |"
