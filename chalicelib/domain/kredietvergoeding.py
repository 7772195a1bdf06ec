"""
The highest effective rate that a Consument may be asked: the wettelijke rente plus eight percentage points.

Law that changes each half year is a dated table, not code. Each row says where it was found and when somebody checked
it against that source; a row without a check or without a rate is never taken for permission. An Overeenkomst keeps
the maximum of its own date. The cap is not for business customers.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from chalicelib.domain.annuity import EXACT

_EIGHT_POINTS = Decimal("0.08")
_CHECKED = date(2026, 11, 22)


class Toets(StrEnum):
    """What the table says about a rate."""

    BINNEN = "binnen"
    BOVEN = "boven"
    NIET_VASTGESTELD = "niet_vastgesteld"  # the rate of that date is unknown, or not yet checked


@dataclass(frozen=True)
class MaximaleKredietvergoeding:
    """One period; `wettelijke_rente` None and `geverifieerd_op` None mean: not known, not checked."""

    vanaf: date
    wettelijke_rente: Decimal | None
    bron: str
    geverifieerd_op: date | None
    opslag: Decimal = _EIGHT_POINTS

    @property
    def maximum(self) -> Decimal | None:
        """The effective rate a year that may not be exceeded."""
        return None if self.wettelijke_rente is None else EXACT.add(self.wettelijke_rente, self.opslag)


TABEL = (
    MaximaleKredietvergoeding(date(2020, 8, 10), Decimal("0.02"), "vfn.nl", _CHECKED),
    MaximaleKredietvergoeding(date(2023, 1, 1), Decimal("0.04"), "lening.nl/kennisbank", _CHECKED),
    MaximaleKredietvergoeding(date(2023, 7, 1), Decimal("0.06"), "rijksoverheid.nl", _CHECKED),
    MaximaleKredietvergoeding(date(2024, 1, 1), Decimal("0.07"), "rijksoverheid.nl, vfn.nl", _CHECKED),
    MaximaleKredietvergoeding(date(2025, 1, 1), Decimal("0.06"), "lening.com, emmenkrant.nl", _CHECKED),
    MaximaleKredietvergoeding(
        date(2026, 1, 1), Decimal("0.04"), "derived from the ECB rate of 2,15 % plus 2,25, not confirmed", None
    ),
    MaximaleKredietvergoeding(date(2026, 7, 1), None, "te verifiëren: rijksoverheid.nl", None),
)


def cap_on(day: date, table: tuple[MaximaleKredietvergoeding, ...] = TABEL) -> MaximaleKredietvergoeding | None:
    """The row in force on `day`; None before the first."""
    in_force = [row for row in table if row.vanaf <= day]
    return max(in_force, key=lambda row: row.vanaf, default=None)


def check_cap(effective: Decimal, day: date, table: tuple[MaximaleKredietvergoeding, ...] = TABEL) -> Toets:
    """
    Compare an effective rate, not rounded, with the maximum of `day`.

    A maximum that nobody checked still refuses what exceeds it, and permits nothing.
    """
    row = cap_on(day, table)
    if row is None or row.maximum is None:
        return Toets.NIET_VASTGESTELD
    if effective > row.maximum:
        return Toets.BOVEN
    return Toets.BINNEN if row.geverifieerd_op else Toets.NIET_VASTGESTELD
