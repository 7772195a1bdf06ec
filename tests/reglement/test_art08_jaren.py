"""Art. 8 lid 1: jaar na jaar verdwijnt elk dossier op tijd: geen te vroeg, geen later dan een dag na zijn termijn."""

from tests.years import live

DOSSIERS = 300


def test_five_years_destroy_nothing_early_or_late() -> None:
    """
    Art. 8 lid 1. Each day's sweep comes up to three hours late, and some twice. When a dossier must go is reckoned
    here, from what happened to it, and not asked of the code.
    """
    lived = live(DOSSIERS, years=5, seed=8)
    assert lived.early == []
    assert lived.late == []
    assert lived.left == []
    assert len(lived.destroyed) == DOSSIERS
    assert lived.restricted > 0
    assert set(lived.kinds) == {"leeg", "concept", "afgewezen", "ingetrokken", "verlopen", "verwijderd", "overeenkomst"}
