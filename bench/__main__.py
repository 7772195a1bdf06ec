"""The command line: `python -m bench [--only NAME]`, one JSON object a line, and a summary on stderr."""

import argparse
import io
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from contextlib import redirect_stdout

from bench import (
    calls,
    cold_start,
    cost_document,
    encryption,
    fan_out,
    reconciliation,
    scale,
    signatures,
    sweep_calls,
    sweep_years,
    validation,
)
from bench.figures import Figure

BENCHES: dict[str, Callable[[], list[Figure]]] = {
    "calls": calls.figures,
    "cold_start": cold_start.figures,
    "cost": cost_document.figures,
    "encryption": encryption.figures,
    "fan-out": fan_out.figures,
    "reconciliation": reconciliation.figures,
    "scale": scale.figures,
    "signatures": signatures.figures,
    "sweep": sweep_calls.figures,
    "sweep-years": sweep_years.figures,
    "validation": validation.figures,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """1 when a bench could not run; a figure that misses its goal is printed as such, and is no failure."""
    chosen = _parser().parse_args(arguments).only or list(BENCHES)
    found: list[Figure] = []
    failed = []
    for name in chosen:
        try:
            figures = _measured(BENCHES[name])
        except Exception:  # noqa: BLE001 - whatever stops one bench, the others still run
            traceback.print_exc()
            failed.append(name)
            continue
        print(*(figure.line() for figure in figures), sep="\n", flush=True)
        found += figures
    _summarise(found, failed)
    return 1 if failed else 0


def _measured(bench: Callable[[], list[Figure]]) -> list[Figure]:
    """The broker writes its events to stdout, which is for figures here."""
    with redirect_stdout(io.StringIO()):
        return bench()


def _summarise(found: Iterable[Figure], failed: Sequence[str]) -> None:
    goals = [figure for figure in found if figure.goal is not None]
    for figure in goals:
        verdict = "met" if figure.met else "MISSED"
        print(f"{verdict:6}  {figure.name}: {figure.value} of {figure.goal} {figure.unit}", file=sys.stderr)
    for name in failed:
        print(f"FAILED  {name} could not run", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Measures the broker: counts of AWS calls, and ratios of times taken in one run. "
        "A goal is an upper bound; figures without one explain another.",
    )
    parser.add_argument("--only", action="append", choices=BENCHES, metavar="NAME", help=f"one of {', '.join(BENCHES)}")
    return parser


if __name__ == "__main__":
    sys.exit(main())
