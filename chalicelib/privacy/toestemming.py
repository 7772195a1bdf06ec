"""
Permission to send an Aanvraag (art. 6 lid 3): which words were shown, and what the sender must say with it.

The words are versioned data and never change under a version, so that a Toestemming can always show what was
agreed to. Sending is the permission; whoever sends for a Klant says when and how that Klant agreed (art. 2 lid 4)
and when the Klant was informed (art. 4 lid 4).
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from chalicelib.domain.gebruiker import GebruikerSoort
from chalicelib.errors import Fault

ZELF, KLANT = "zelf", "klant"
WIJZEN = frozenset({"schriftelijk", "mondeling", "telefonisch", "digitaal"})
_FOR_THEMSELVES = frozenset({GebruikerSoort.KLANT, GebruikerSoort.CONSUMENT})


@dataclass(frozen=True)
class Toestemmingstekst:
    """One version of the words; `{naam}` stands for the Kredietverstrekker."""

    versie: str
    tekst: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.tekst.encode()).hexdigest()


HUIDIGE_TEKST = Toestemmingstekst(
    versie="2026-11-22",
    tekst=(
        "Stuur mijn aanvraag naar {naam}. {naam} krijgt de gegevens die u hierboven ziet en beoordeelt daarmee uw "
        "aanvraag. {naam} is daarna zelf verantwoordelijk voor deze gegevens. U kunt uw toestemming altijd "
        "intrekken."
    ),
)
# Every version that was ever shown; a text is added here, never changed.
TEKSTEN = {tekst.versie: tekst for tekst in (HUIDIGE_TEKST,)}


def check_text(versie: str) -> tuple[Fault, ...]:
    """Permission counts for the words that are shown now; who saw older ones looks again."""
    return () if versie == HUIDIGE_TEKST.versie else (Fault("toestemming.tekst_versie", "toestemming.verouderd"),)


def check_grant(
    soort: GebruikerSoort | None,
    namens: str,
    *,
    verkregen_op: date | None,
    wijze: str | None,
    klant_geinformeerd_op: date | None,
    today: date,
) -> tuple[Fault, ...]:
    """
    Art. 6 lid 3: what is wrong with a permission as it was given; nothing when it can stand.

    `soort` is the sender's; `today` the day in Europe/Amsterdam.
    """
    if namens == KLANT:
        days = {"verkregen_op": verkregen_op, "klant_geinformeerd_op": klant_geinformeerd_op}
        return (*_of_days(days, today), *_of_wijze(wijze))
    if namens != ZELF or soort not in _FOR_THEMSELVES:
        return (Fault("toestemming.namens", "toestemming.namens"),)
    return ()


def _of_days(days: dict[str, date | None], today: date) -> Iterator[Fault]:
    for field, day in days.items():
        if day is None:
            yield Fault(f"toestemming.{field}", f"toestemming.{field}")
        elif day > today:
            yield Fault(f"toestemming.{field}", "datum.toekomst")


def _of_wijze(wijze: str | None) -> Iterator[Fault]:
    if wijze not in WIJZEN:
        yield Fault("toestemming.wijze", "toestemming.wijze")
