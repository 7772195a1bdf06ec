"""What a bench finds: one figure, its unit, and the most that it should be."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """`goal` is an upper bound in the same unit; None for a figure that only explains another."""

    name: str
    value: float
    unit: str
    goal: float | None = None

    @property
    def met(self) -> bool:
        return self.goal is None or self.value <= self.goal

    def line(self) -> str:
        """One JSON object."""
        return json.dumps(asdict(self))
