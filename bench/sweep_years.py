"""
Years of nightly sweeps with 2,000 dossiers of every kind, their papers, Overeenkomsten, holds and restrictions, and the
accounts and sign-ups beside them: nothing may go early, or a day late, or not at all. A night without a run is not
counted. Five years destroy the dossiers; the evidence of each takes five more, and the last year is for the last.
"""

from bench.figures import Figure
from tests.lifetimes import live
from tests.years import DOSSIER, EVIDENCE, PAPER, SIGN_UP

DOSSIERS, YEARS = 2000, 11
WHAT = (DOSSIER, PAPER, SIGN_UP, EVIDENCE)


def figures() -> list[Figure]:
    lived = live(DOSSIERS, YEARS, seed=5)
    return [
        Figure("retention.years.early", len(lived.early), "records", 0),
        Figure("retention.years.a_day_late", len(lived.late), "records", 0),
        Figure("retention.years.left", len(lived.left), "records", 0),
        Figure("retention.years.remains", len(lived.remains), "records", 0),
        *(Figure(f"retention.years.{what}", lived.count(what), "destroyed") for what in WHAT),
        *(
            Figure(f"retention.years.{how.replace(' ', '_')}", lived.seen[how], "dossiers")
            for how in sorted(lived.seen)
        ),
        Figure("retention.years.kinds", len(lived.kinds), "kinds"),
        Figure("retention.years.nights_without_a_run", lived.missed(), "nights"),
        Figure("retention.years.most_late", lived.most_late(), "hours, nights without a run included"),
    ]
