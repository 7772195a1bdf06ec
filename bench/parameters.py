"""The tables of numbers beside this file: prices, assumptions and quotas, each with where it is from."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Price:
    """`usd` for `per` units; see prices.toml for the rest."""

    usd: float
    per: int
    unit: str
    source: str
    read: date
    checked: str
    note: str

    def of(self, quantity: float) -> float:
        return quantity * self.usd / self.per


@dataclass(frozen=True)
class Assumptions:
    latency_ms: Mapping[str, float]
    work: Mapping[str, float]
    memory: Mapping[str, Any]
    flow: Mapping[str, Any]
    capacity: Mapping[str, float]
    rest: Mapping[str, float]
    scale: Mapping[str, Any]


@dataclass(frozen=True)
class Quota:
    """`raised`: AWS raises it for whoever asks; see quotas.toml for the rest."""

    value: int
    unit: str
    raised: bool
    source: str
    read: str


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


_PRICES = _table("prices")
REGION: str = _PRICES["region"]
TABLE_OF: date = _PRICES["table_of"]
PRICES: Mapping[str, Price] = {name: Price(**line) for name, line in _PRICES["price"].items()}
ASSUMPTIONS = Assumptions(**_table("assumptions"))
QUOTAS: Mapping[str, Quota] = {name: Quota(**line) for name, line in _table("quotas")["quota"].items()}
