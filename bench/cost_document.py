"""Writes docs/cost.md: what an Aanvraag costs, what an unused stage costs, and where each number is from."""

from collections.abc import Iterable, Sequence

from bench import counts, memory
from bench.capacity import USED, capacity_section, provisioned, tables_usd
from bench.cost import (
    WRITES,
    Line,
    Quantities,
    at_rest,
    lines,
    of_aanvraag,
    of_call,
    replica,
    stored,
    together,
    usd,
)
from bench.counts import Counts
from bench.durations import call_seconds
from bench.figures import Figure
from bench.markdown import table, title
from bench.metered import Invocation
from bench.parameters import ASSUMPTIONS, PRICES, REGION, TABLE_OF
from infra.package.build import ROOT

PATH = ROOT / "docs" / "cost.md"
GOAL = 110
MILLION = 1_000_000
DOLLARS = "dollars"
ROW_PARTS = ("write", "check", "due", "eigenaar", "koppen")
HEAD = f"""# What it costs

List prices of AWS in {REGION}, in dollars, without tax, discounts or free tiers: calls that are counted from the code
(`bench/counts.json`) times a dated table of prices (`bench/prices.toml`), with what is not counted but taken for true
in `bench/assumptions.toml`. Written by `python -m bench --only cost`; tests compare it with all three, and the counts
with the code. Table of {TABLE_OF:%d-%m-%Y}."""


def figures() -> list[Figure]:
    """Counts again, writes both files again, and says what a million Aanvragen cost."""
    found = counts.count()
    counts.write(found)
    PATH.write_text(document(found), encoding="utf-8")
    return [
        Figure("cost.million", _million(of_aanvraag(found.in_memory)), DOLLARS, GOAL),
        Figure("cost.million.provisioned", _million(provisioned(found.in_memory, USED)), DOLLARS),
        Figure("cost.million.keys_fetched_anew", _million(of_aanvraag(found.alone)), DOLLARS),
        Figure("cost.year_at_rest", round(usd(at_rest(found)), 2), DOLLARS),
        Figure("cost.million_kept_for_a_year", _million(stored(found)), DOLLARS),
    ]


def document(found: Counts) -> str:
    parts = (_aanvraag, capacity_section, _steps, _rows, _changes, _rest, _memory, _prices, _assumptions)
    return "\n".join([HEAD, *(line for part in parts for line in part(found))]) + "\n"


def _aanvraag(found: Counts) -> Iterable[str]:
    warm, cold = of_aanvraag(found.in_memory), of_aanvraag(found.alone)
    yield from title("One Aanvraag, five Kredietverstrekkers")
    yield (
        f"Dossier, Aanvraag, verzending, {ASSUMPTIONS.flow['looks']} looks at its page, dispatch, five signed Offertes "
        "and the comparison; signing up and in are not in it. *In memory*: all keys are, as `bench/calls.py` counts. "
        "*Apart*: each step comes more than a minute after the one before, so that every key is fetched anew; a real "
        "one lies between, the busier the nearer to the first."
    )
    yield from table("| Line | in memory | $ a million | apart | $ a million |", _beside(warm, cold))
    yield ""
    yield (
        f"**One costs ${usd(warm):.6f} to ${usd(cold):.6f}; a million ${_million(warm):.2f} to "
        f"${_million(cold):.2f}.** "
        f"With provisioned tables (below) a million costs ${_million(provisioned(found.in_memory, USED)):.2f} to "
        f"${_million(provisioned(found.alone, USED)):.2f}. "
        f"The goal is ${GOAL}: {_verdict(warm)}"
    )


def _verdict(warm: Quantities) -> str:
    million = _million(warm)
    if million <= GOAL:
        return "met."
    left = GOAL - (million - tables_usd(warm))
    units = int(left / _million({WRITES: 1}))
    return (
        f"missed by ${million - GOAL:.2f}. All but the tables takes ${GOAL - left:.2f} of it, and the requests of this "
        f"way fix most of that; ${left:.2f} are left for the tables, which is {units} write units and not one read. "
        "What changes it stands below."
    )


def _beside(warm: Quantities, cold: Quantities) -> Iterable[str]:
    for line in lines(cold):
        own = Line(line.name, warm[line.name])
        yield f"| {_name(line)} | {_own(own)} | {_own_usd(own)} | {_own(line)} | {_own_usd(line)} |"
    yield f"| **together** | | **{_million(warm):.2f}** | | **{_million(cold):.2f}** |"


def _steps(found: Counts) -> Iterable[str]:
    yield from title("Step by step, in memory")
    head = "| Step | write units | of an index | read units | calls of AWS | ms | $ a million |"
    yield from table(head, (_step(call) for call in found.in_memory))


def _step(call: Invocation) -> str:
    units = call.units
    milliseconds = call_seconds(call, memory.memory_of(call.function)) * 1000
    return (
        f"| {call.event} | {units.get('write', 0):.0f} | {units.get('index', 0):.0f} | {units.get('read', 0):g} "
        f"| {sum(call.calls.values())} | {milliseconds:.0f} | {_million(of_call(call)):.2f} |"
    )


def _rows(found: Counts) -> Iterable[str]:
    """Where the write units go, by the soort of row."""
    rows = together([call.rows for call in found.in_memory])
    kinds = {name.partition(" ")[2] for name in rows}
    several = {kind: [rows[f"{part} {kind}"] for part in ROW_PARTS] for kind in kinds}
    yield from title("What the write units are of")
    yield "A row is written at twice its price in a transaction; a check is a row that must not have changed meanwhile."
    yield from table(
        "| Rows of soort | written | checked | index `due` | index `eigenaar` | index `koppen` | $ a million |",
        (
            f"| {kind} | {' | '.join(map(str, units))} | {_million({WRITES: sum(units)}):.2f} |"
            for kind, units in sorted(several.items(), key=lambda pair: (-sum(pair[1]), pair[0]))
        ),
    )


def _changes(found: Counts) -> Iterable[str]:
    """Each a million times, beside the total."""
    warm = of_aanvraag(found.in_memory)
    look = next(call for call in found.in_memory if call.event == "GET /v1/aanvragen/{aanvraag_id}")
    several: Sequence[tuple[str, Quantities]] = [
        ("one look more at the page of an Aanvraag", of_call(look)),
        ("one question of the browser before a request (OPTIONS; the web page has another origin)", _question()),
        ("a second region, for every write", replica(warm)),
        ("a person who signs in that month", {"active_user": 1}),
        ("a mail", {"mail": 1}),
        ("a document: put, listed and fetched once", {"s3_put": 2, "s3_get": 1}),
        ("the end of a dossier by the sweep", of_call(found.destroyed)),
        ("a year in the tables, back-up included", stored(found)),
        ("each write unit less", {"dynamodb_write": 1}),
        ("a message a queue function sends again", {"sqs_request": ASSUMPTIONS.flow["sqs_requests_a_message"]}),
    ]
    yield from title("What changes it")
    yield from table(
        "| A million times | $ |", (f"| {name} | {_million(quantities):.2f} |" for name, quantities in several)
    )


def _question() -> Quantities:
    """Answered by the gateway itself; the browser keeps the answer for ten minutes."""
    return {"api_request": 1, "waf_request": 1}


def _rest(found: Counts) -> Iterable[str]:
    year = at_rest(found)
    yield from title("A year at rest")
    yield "A stage that nobody uses, without a second region: keys, firewall, alarms, `herstel` each minute."
    yield from table(
        "| Line | a year | $ |", (f"| {_name(x)} | {x.quantity:,.2f} | {x.usd:.2f} |" for x in lines(year))
    )
    yield f"| **together** | | **{usd(year):.2f}** |"


def _memory(found: Counts) -> Iterable[str]:
    yield from title("Memory")
    yield (
        f"The cheapest size that holds {ASSUMPTIONS.memory['headroom']} times what a process was seen to hold "
        f"({ASSUMPTIONS.work['resident_mib']} MiB) and, where somebody waits, starts within "
        f"{ASSUMPTIONS.memory['start_seconds']:g} s. `infra/functions.yaml` has the chosen ones; a test compares."
    )
    head = "| Function | " + " | ".join(f"{size} MB" for size in ASSUMPTIONS.memory["sizes_mb"]) + " | chosen |"
    yield from table(head, (_sizes(found, function) for function in memory.FUNCTIONS))
    yield ""
    yield "In a cell: milliseconds of a call / seconds of a start / dollars for a million calls."


def _sizes(found: Counts, function: str) -> str:
    cells = [f"{one.call * 1000:.0f} / {one.start:.1f} / {one.usd:.2f}" for one in memory.options(found, function)]
    return f"| {function} | {' | '.join(cells)} | {memory.choose(found, function).memory_mb} MB |"


def _prices(_found: Counts) -> Iterable[str]:
    yield from title("Prices")
    yield (
        "The source is where AWS publishes the price. What was seen of it: *list*, somebody's extract of that day of "
        "AWS's price list for this region; *page*, AWS's page itself; *retold*, what somebody else's page says, not of "
        "this region alone; *memory*, nothing: look it up before it decides anything."
    )
    rows = (
        f"| {one.unit} | {one.usd:g} per {one.per:,} | {one.read:%d-%m-%Y} | {one.checked} | <{one.source}> "
        f"| {one.note} |"
        for one in PRICES.values()
    )
    yield from table("| Of | $ | stood there on | checked | source | note |", rows)


def _assumptions(_found: Counts) -> Iterable[str]:
    yield from title("Not in it")
    yield (
        "Requests of AWS's own to the key under the tables (it keeps its table keys for minutes), the log of the "
        "organisation's trail, people who read logs and dashboards, names and certificates, work at a failed message, "
        "and what a flood costs that the firewall lets through. Milliseconds, instructions and bytes that are assumed "
        "stand in `bench/assumptions.toml`, each with its reason."
    )


def _name(line: Line) -> str:
    return PRICES[line.name].unit


def _own(line: Line) -> str:
    return f"{line.quantity:.6f}" if line.quantity < 1 else f"{line.quantity:.4g}"


def _own_usd(line: Line) -> str:
    return f"{line.usd * MILLION:.2f}"


def _million(quantities: Quantities) -> float:
    return round(usd(quantities) * MILLION, 2)
