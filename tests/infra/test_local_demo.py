"""The demonstration shows figures as a Dutch reader prints them."""

from infra.local.demo.play import COLUMNS, day, euro, percentage


def test_figures_are_printed_the_dutch_way() -> None:
    assert (euro("42155.70"), euro("0.00"), euro("1234567.80")) == ("€ 42.155,70", "€ 0,00", "€ 1.234.567,80")
    assert (percentage("0.060123"), percentage("0.066500"), percentage("0")) == ("6,01 %", "6,65 %", "0,00 %")
    assert day("2026-12-06") == "06-12-2026"


def test_every_column_fits_a_narrow_screen() -> None:
    """The widest that the three sandboxes give; eighty columns are what a screen without a name has."""
    offer = {
        "naam": "Sandbox Zorgvuldig",
        "soort": "indicatief",
        "termijnbedrag": "635.95",
        "eenmalige_kosten": "195.00",
        "totaal_te_betalen": "42155.70",
        "effectieve_jaarrente": "0.060123",
        "geldig_tot": "2026-12-06",
    }
    widths = [max(len(heading), len(shown(offer[name]))) for name, (heading, shown, _) in COLUMNS.items()]
    assert sum(widths) + len(widths) - 1 <= 80
