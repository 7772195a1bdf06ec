"""Art. 8 lid 1: jaar na jaar verdwijnt elk dossier op tijd: geen te vroeg, geen later dan een dag na zijn termijn."""

from tests.lives import KINDS, live

DOSSIERS = 224  # sixteen of each kind


def test_five_years_destroy_nothing_early_or_late() -> None:
    """
    Art. 8 lid 1. Each night's run comes up to three hours late, some twice, some not at all. When a dossier must go is
    reckoned here, from what happened to it, and not asked of the code.

    Art. 5 lid 12: what is held stays, however long its term is over, and goes with the first run after the lifting.
    """
    lived = live(DOSSIERS, years=5, seed=8)
    assert lived.early == []
    assert lived.late == []
    assert lived.left == []
    assert lived.while_held == []
    assert len(lived.destroyed) == DOSSIERS
    assert lived.restricted > 0
    assert lived.held_past < lived.held
    assert lived.held_past
    assert lived.skipped > 0
    assert lived.after_skipped > 0
    assert lived.kinds.keys() == KINDS.keys()
