"""
Art. 5 lid 12, Art. 7 lid 5, Art. 8 lid 1: what goes first when duties about one dossier collide.

"court or authority hold > statutory retention (restricted access) > restriction (art. 18, freezes scheduled deletion) >
erasure (art. 17) > withdrawal and objection > contractual retention > default schedule."
"""

from itertools import product

import pytest

from chalicelib.privacy.voorrang import Besluit, Reden, Toegang, Vlaggen, decide

# Every combination, written out: Blokkade, wettelijke termijn (S), bepeRking, wissing (E), intrekking (W), verstreken
# (D) -> what happens, who may reach it, and which duty decided.
TABLE = """
......  bewaren      eigenaar   termijn
.....D  vernietigen  niemand    termijn
....W.  bevriezen    eigenaar   intrekking
....WD  vernietigen  niemand    intrekking
...E..  vernietigen  niemand    wissing
...E.D  vernietigen  niemand    wissing
...EW.  vernietigen  niemand    wissing
...EWD  vernietigen  niemand    wissing
..R...  bevriezen    eigenaar   beperking
..R..D  bevriezen    eigenaar   beperking
..R.W.  bevriezen    eigenaar   beperking
..R.WD  bevriezen    eigenaar   beperking
..RE..  bevriezen    eigenaar   beperking
..RE.D  bevriezen    eigenaar   beperking
..REW.  bevriezen    eigenaar   beperking
..REWD  bevriezen    eigenaar   beperking
.S....  bewaren      eigenaar   wettelijke_termijn
.S...D  bevriezen    juridisch  wettelijke_termijn
.S..W.  bevriezen    eigenaar   wettelijke_termijn
.S..WD  bevriezen    juridisch  wettelijke_termijn
.S.E..  bevriezen    juridisch  wettelijke_termijn
.S.E.D  bevriezen    juridisch  wettelijke_termijn
.S.EW.  bevriezen    juridisch  wettelijke_termijn
.S.EWD  bevriezen    juridisch  wettelijke_termijn
.SR...  bevriezen    eigenaar   wettelijke_termijn
.SR..D  bevriezen    eigenaar   wettelijke_termijn
.SR.W.  bevriezen    eigenaar   wettelijke_termijn
.SR.WD  bevriezen    eigenaar   wettelijke_termijn
.SRE..  bevriezen    eigenaar   wettelijke_termijn
.SRE.D  bevriezen    eigenaar   wettelijke_termijn
.SREW.  bevriezen    eigenaar   wettelijke_termijn
.SREWD  bevriezen    eigenaar   wettelijke_termijn
B.....  bewaren      eigenaar   bewaarblokkade
B....D  bevriezen    juridisch  bewaarblokkade
B...W.  bevriezen    eigenaar   bewaarblokkade
B...WD  bevriezen    juridisch  bewaarblokkade
B..E..  bevriezen    juridisch  bewaarblokkade
B..E.D  bevriezen    juridisch  bewaarblokkade
B..EW.  bevriezen    juridisch  bewaarblokkade
B..EWD  bevriezen    juridisch  bewaarblokkade
B.R...  bevriezen    eigenaar   bewaarblokkade
B.R..D  bevriezen    eigenaar   bewaarblokkade
B.R.W.  bevriezen    eigenaar   bewaarblokkade
B.R.WD  bevriezen    eigenaar   bewaarblokkade
B.RE..  bevriezen    eigenaar   bewaarblokkade
B.RE.D  bevriezen    eigenaar   bewaarblokkade
B.REW.  bevriezen    eigenaar   bewaarblokkade
B.REWD  bevriezen    eigenaar   bewaarblokkade
BS....  bewaren      eigenaar   bewaarblokkade
BS...D  bevriezen    juridisch  bewaarblokkade
BS..W.  bevriezen    eigenaar   bewaarblokkade
BS..WD  bevriezen    juridisch  bewaarblokkade
BS.E..  bevriezen    juridisch  bewaarblokkade
BS.E.D  bevriezen    juridisch  bewaarblokkade
BS.EW.  bevriezen    juridisch  bewaarblokkade
BS.EWD  bevriezen    juridisch  bewaarblokkade
BSR...  bevriezen    eigenaar   bewaarblokkade
BSR..D  bevriezen    eigenaar   bewaarblokkade
BSR.W.  bevriezen    eigenaar   bewaarblokkade
BSR.WD  bevriezen    eigenaar   bewaarblokkade
BSRE..  bevriezen    eigenaar   bewaarblokkade
BSRE.D  bevriezen    eigenaar   bewaarblokkade
BSREW.  bevriezen    eigenaar   bewaarblokkade
BSREWD  bevriezen    eigenaar   bewaarblokkade
"""
ROWS = [tuple(line.split()) for line in TABLE.split("\n") if line]
# Art. 18(2) AVG: the erasure is asked by whoever asked for the restriction.
LIFTED = """
..RE..  vernietigen  niemand    wissing
..REWD  vernietigen  niemand    wissing
..R..D  bevriezen    eigenaar   beperking
..R.WD  bevriezen    eigenaar   beperking
.SRE.D  bevriezen    juridisch  wettelijke_termijn
B.RE..  bevriezen    juridisch  bewaarblokkade
BSREWD  bevriezen    juridisch  bewaarblokkade
"""


def flags(combination: str, *, door_beperker: bool = False) -> Vlaggen:
    blokkade, wettelijk, beperking, wissing, intrekking, verstreken = (letter != "." for letter in combination)
    return Vlaggen(blokkade, wettelijk, beperking, wissing, intrekking, verstreken, door_beperker)


def test_every_combination_stands_in_the_table() -> None:
    every = {"".join(letters) for letters in product(*((".", letter) for letter in "BSREWD"))}
    assert len(every) == 64
    assert [row[0] for row in ROWS] == sorted({row[0] for row in ROWS}, key=lambda row: [c != "." for c in row])
    assert {row[0] for row in ROWS} == every


@pytest.mark.parametrize(("combination", "besluit", "toegang", "reden"), ROWS)
def test_the_first_duty_that_speaks_decides(combination: str, besluit: str, toegang: str, reden: str) -> None:
    """Art. 8 lid 1: destruction waits for what goes before it, and for nothing else."""
    ruling = decide(flags(combination))
    assert (ruling.besluit, ruling.toegang, ruling.reden) == (Besluit(besluit), Toegang(toegang), Reden(reden))


@pytest.mark.parametrize(("combination", "besluit", "toegang", "reden"), [r.split() for r in LIFTED.split("\n") if r])
def test_who_asked_a_restriction_may_erase(combination: str, besluit: str, toegang: str, reden: str) -> None:
    """Art. 7 lid 5 and art. 18(2) AVG: his erasure lifts his restriction; a hold and a statutory term still stand."""
    ruling = decide(flags(combination, door_beperker=True))
    assert (ruling.besluit, ruling.toegang, ruling.reden) == (Besluit(besluit), Toegang(toegang), Reden(reden))


@pytest.mark.parametrize("combination", [row[0] for row in ROWS])
def test_nothing_under_a_hold_is_destroyed(combination: str) -> None:
    """I10, whoever asks."""
    held = flags("B" + combination[1:], door_beperker=True)
    assert decide(held).besluit is not Besluit.VERNIETIGEN
