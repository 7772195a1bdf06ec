"""Art. 8 lid 1: jaar na jaar verdwijnt alles op tijd: niets te vroeg, niets later dan een dag na zijn termijn."""

from tests.lifetimes import KINDS, live

EACH = 14


def test_five_years_destroy_nothing_early_or_late() -> None:
    """
    Art. 8 lid 1 and 2. Each night's sweep comes up to three hours late, some twice, and some not at all. When anything
    must go is reckoned here, from what happened to it, and not asked of the code.
    """
    lived = live(EACH * len(KINDS), years=5, seed=8)
    assert lived.early == []
    assert lived.late == []
    assert lived.left == []
    assert lived.remains == []
    assert set(lived.kinds.values()) == {EACH}
    assert lived.count("dossier") == EACH * len(KINDS) - lived.seen["voorgoed aangehouden"]
    assert lived.count("document") == 2 * EACH
    assert lived.count("aanmelding") == EACH
    for what in ("beperkt", "aangehouden", "aangehouden na de termijn", "voorgoed aangehouden"):
        assert lived.seen[what], what
    assert len(set(lived.runs)) < 5 * 365, "some nights had no run"
