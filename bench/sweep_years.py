"""Five years of daily sweeps with 2,000 dossiers of every kind: none may go early, or a day late, or not at all."""

from bench.figures import Figure
from tests.lives import live

DOSSIERS, YEARS = 2000, 5
UNIT = "dossiers"


def figures() -> list[Figure]:
    """A day late: not by the first night that came; where none was skipped, that is within 24 hours."""
    lived = live(DOSSIERS, YEARS, seed=5)
    return [
        Figure("retention.years.early", len(lived.early), UNIT, 0),
        Figure("retention.years.a_day_late", len(lived.late), UNIT, 0),
        Figure("retention.years.left", len(lived.left), UNIT, 0),
        Figure("retention.years.while_held", len(lived.while_held), UNIT, 0),
        Figure("retention.years.destroyed", len(lived.destroyed), UNIT),
        Figure("retention.years.restricted", lived.restricted, UNIT),
        Figure("retention.years.held", len(lived.held), UNIT),
        Figure("retention.years.held_past_term", len(lived.held_past), UNIT),
        Figure("retention.years.after_skipped_night", lived.after_skipped, UNIT),
        Figure("retention.years.nights_skipped", lived.skipped, "nights"),
        *(Figure(f"retention.years.kind.{kind}", number, UNIT) for kind, number in lived.kinds.items()),
    ]
