"""The verifier of signatures under a million hostile inputs: what it answered, and what it never may."""

from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from bench.figures import Figure
from tests.unit.signature_fuzz import verdicts

INPUTS = 1_000_000
PARTS = 40  # each with a seed of its own, spread over the processors


def figures() -> list[Figure]:
    """Anything but an acceptance or the one refusal is a fault, and the goal is none."""
    found = fuzzed()
    faults = found.total() - found["accepted"] - found["refused"]
    return [
        Figure("signatures.faults", faults, "inputs", 0),
        Figure("signatures.inputs", found.total(), "inputs"),
        Figure("signatures.accepted", found["accepted"], "inputs"),
        Figure("signatures.refused", found["refused"], "inputs"),
    ]


def fuzzed() -> Counter[str]:
    with ProcessPoolExecutor() as processes:
        return sum(processes.map(verdicts, range(PARTS), [INPUTS // PARTS] * PARTS), Counter[str]())
