"""How long a function takes: its calls of AWS, its Kredietverstrekkers, its own work on a share of a processor."""

from bench.metered import Invocation
from bench.parameters import ASSUMPTIONS

MILLI = 1e-3
WORK = ASSUMPTIONS.work


def call_seconds(call: Invocation, memory_mb: int) -> float:
    """Of one call of a function that is running already."""
    return waiting(call) + computing(call) / share(memory_mb)


def waiting(call: Invocation) -> float:
    """On others: one after the other, as the code does it, and the Kredietverstrekkers all at once."""
    aws = sum(number * ASSUMPTIONS.latency_ms[name] for name, number in call.calls.items()) * MILLI
    return aws + (float(ASSUMPTIONS.flow["lessor_seconds"]) if call.sends else 0.0)


def computing(call: Invocation) -> float:
    """Seconds of one whole processor."""
    return _seconds(WORK["warm_instructions"] + call.sends * WORK["handshake_instructions"])


def cold_seconds(memory_mb: int) -> float:
    """From nothing to the first answer, without its calls of AWS."""
    return _seconds(WORK["cold_instructions"]) / share(memory_mb)


def share(memory_mb: int) -> float:
    """Of a processor; memory buys it, and one thread cannot use more than one."""
    return min(1.0, memory_mb / WORK["whole_processor_mb"])


def _seconds(instructions: float) -> float:
    return instructions / WORK["instructions_per_second"]
