"""Dossiers and Aanvragen of every size, made from the examples; nobody in them exists."""

import copy
import json
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
TEN_KB = 10 * 1024
LAST_YEAR = 2025
JAARCIJFERS = 30  # as many as a dossier may have
LONG_NAME = "Voorbeeld Transport 24 " * 21 + "B.V."  # of the 500 characters that it may have

Json = dict[str, Any]


def small_dossier() -> Json:
    """No field that may be left out."""
    dossier = _example("dossier-klant")
    optional = {
        "betrokkene": ("aanhef", "tussenvoegsel", "functie"),
        "onderneming": ("handelsnaam", "sbi_code", "rsin", "btw_id"),
    }
    for part, names in optional.items():
        for name in names:
            del dossier[part][name]
    del dossier["betrokkene"]["adres"]["toevoeging"]
    del dossier["financieel"]
    return dossier


def full_dossier() -> Json:
    """Every field that a Klant has, and figures of as many years as there is room for: about 10 KB."""
    dossier = _example("dossier-klant")
    dossier["onderneming"] |= {
        "statutaire_naam": LONG_NAME,
        "handelsnaam": LONG_NAME,
        "vestigingsnummer": "000012345678",
        "iban": "NL91ABNA0417164300",
        "adres": copy.deepcopy(dossier["betrokkene"]["adres"]),
    }
    dossier["financieel"] = [_figures(LAST_YEAR - number) for number in range(JAARCIJFERS)]
    return dossier


def ten_kilobytes() -> bytes:
    """A dossier of 10 KiB to the byte, the last of it spaces that belong to JSON."""
    raw = json.dumps(full_dossier()).encode()
    if len(raw) > TEN_KB:
        raise ValueError("the full dossier has outgrown 10 KiB")
    return raw[:-1] + b" " * (TEN_KB - len(raw)) + raw[-1:]


def aanvraag() -> Json:
    return _example("aanvraag-financial-lease")


def _figures(year: int) -> Json:
    return {
        "boekjaar": year,
        "soort": "definitief",
        "omzet": f"{850_000 + year}.00",
        "nettowinst": f"-{year}.50",
        "eigen_vermogen": f"{120_000 + 7 * year}.00",
        "balanstotaal": f"{400_000 + 3 * year}.00",
        "brutomarge": f"{300_000 + 11 * year}.25",
        "liquide_middelen": f"{50_000 + 13 * year}.00",
        "kortlopende_schulden": f"{60_000 + 17 * year}.75",
        "werkzame_personen": 12,
    }


def _example(name: str) -> Json:
    found: Json = json.loads((EXAMPLES / f"{name}.json").read_bytes())
    return found
