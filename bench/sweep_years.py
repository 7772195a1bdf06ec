"""Five years of daily sweeps with 2,000 dossiers of every kind: none may go early, or a day late, or not at all."""

from bench.figures import Figure
from tests.years import live

DOSSIERS, YEARS = 2000, 5


def figures() -> list[Figure]:
    lived = live(DOSSIERS, YEARS, seed=5)
    return [
        Figure("retention.years.early", len(lived.early), "dossiers", 0),
        Figure("retention.years.a_day_late", len(lived.late), "dossiers", 0),
        Figure("retention.years.left", len(lived.left), "dossiers", 0),
        Figure("retention.years.destroyed", len(lived.destroyed), "dossiers"),
        Figure("retention.years.restricted", lived.restricted, "dossiers"),
    ]
