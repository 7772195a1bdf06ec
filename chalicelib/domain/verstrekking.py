"""The Verstrekking: one Aanvraag to one Kredietverstrekker; the Toestemming it rests on; later messages."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AwareDatetime

from chalicelib.domain.dossier import listing, place
from chalicelib.domain.ids import sibling
from chalicelib.domain.levering import Levering, LeveringStatus
from chalicelib.domain.row import Bedrijf, Bewijs, Due, DueSoort, Regel, Row, Sleutel, Tijd, Toestand
from chalicelib.domain.toestand import Machine

DEAD_LETTERS = listing("leveringen", "mislukt")


class VerstrekkingStatus(StrEnum):
    KLAAR = "klaar"
    AANGEBODEN = "aangeboden"
    ONTVANGEN = "ontvangen"
    IN_BEOORDELING = "in_beoordeling"
    INFORMATIE_GEVRAAGD = "informatie_gevraagd"
    OFFERTE_ONTVANGEN = "offerte_ontvangen"
    AFGEWEZEN = "afgewezen"
    NIET_TE_VERWERKEN = "niet_te_verwerken"
    INGETROKKEN = "ingetrokken"
    VERLOPEN = "verlopen"
    TECHNISCH_MISLUKT = "technisch_mislukt"
    GEBLOKKEERD = "geblokkeerd"


_S = VerstrekkingStatus
ENDED = frozenset(
    {_S.AFGEWEZEN, _S.NIET_TE_VERWERKEN, _S.INGETROKKEN, _S.VERLOPEN, _S.TECHNISCH_MISLUKT, _S.GEBLOKKEERD}
)
_ANSWERS = frozenset(
    {
        _S.INFORMATIE_GEVRAAGD,
        _S.OFFERTE_ONTVANGEN,
        _S.AFGEWEZEN,
        _S.NIET_TE_VERWERKEN,
        _S.INGETROKKEN,
        _S.VERLOPEN,
    }
)
VERLOOP = Machine(
    {
        # An answer may come before our own POST has returned, so `klaar` knows every answer too; whether the intent
        # is committed is checked where the answer comes in.
        _S.KLAAR: _ANSWERS | {_S.AANGEBODEN, _S.ONTVANGEN, _S.IN_BEOORDELING, _S.TECHNISCH_MISLUKT, _S.GEBLOKKEERD},
        _S.AANGEBODEN: _ANSWERS | {_S.ONTVANGEN, _S.IN_BEOORDELING},
        _S.ONTVANGEN: _ANSWERS | {_S.IN_BEOORDELING},
        _S.IN_BEOORDELING: _ANSWERS,
        _S.INFORMATIE_GEVRAAGD: _ANSWERS | {_S.IN_BEOORDELING},
        _S.OFFERTE_ONTVANGEN: frozenset({_S.OFFERTE_ONTVANGEN, _S.AFGEWEZEN, _S.INGETROKKEN, _S.VERLOPEN}),
        # Consent can be withdrawn after an end as well: the recall still goes out.
        _S.AFGEWEZEN: frozenset({_S.INGETROKKEN}),
        _S.NIET_TE_VERWERKEN: frozenset({_S.INGETROKKEN}),
        _S.VERLOPEN: frozenset({_S.INGETROKKEN}),
        # An operator may have it sent again.
        _S.TECHNISCH_MISLUKT: frozenset({_S.KLAAR, _S.INGETROKKEN}),
        _S.GEBLOKKEERD: frozenset({_S.INGETROKKEN}),
    }
)


class Verstrekking(Row):
    """
    `velden` is the information need that the sender saw and consented to; nothing else leaves but the answers to the
    questions that came with it, when `beantwoord` says that there are any (`antwoorden_id`). `gevraagd` names
    the revision of the encrypted request for information that is open, None when none is. `opgehaald` counts how often
    its Kredietverstrekker came for it, `stukken` how often for a Document; with `portaal` its staff do, on a page.
    """

    soort: ClassVar[str] = "verstrekking"
    kredietverstrekker_id: Annotated[str, Sleutel]
    naam: Annotated[str, Bedrijf]
    status: Annotated[VerstrekkingStatus, Toestand] = VerstrekkingStatus.KLAAR
    versie: Annotated[int, Toestand]
    velden: Annotated[tuple[str, ...], Regel]
    beantwoord: Annotated[bool, Toestand] = False
    gemaakt_op: Annotated[AwareDatetime, Tijd]
    levering: Annotated[Levering, Toestand]
    gevraagd: Annotated[int | None, Toestand] = None
    vragen: Annotated[int, Toestand] = 0
    opgehaald: Annotated[int, Toestand] = 0
    stukken: Annotated[int, Toestand] = 0
    portaal: Annotated[bool, Toestand] = False
    reden_categorie: Annotated[str | None, Regel] = None
    herinneren_op: Annotated[AwareDatetime | None, Tijd] = None

    def due(self) -> Due | None:
        """Its delivery, and then when its sender is reminded of a question."""
        delivery = levering_due(self.levering)
        if delivery is None and self.gevraagd is not None and self.herinneren_op is not None:
            return Due(soort=DueSoort.TERMIJN, op=self.herinneren_op)
        return delivery

    def owner(self) -> tuple[str, str] | None:
        """With its Kredietverstrekker, from the moment that bytes may have left, but for what failed."""
        if self.portaal:
            return on_portal(self.kredietverstrekker_id), place(self.gemaakt_op, self.id)
        failed = dead_letter(self.levering, self.gemaakt_op, self.id)
        if failed is not None or not self.levering.intended:
            return failed
        return out_with(self.kredietverstrekker_id), self.id


def antwoorden_id(verstrekking_id: str) -> str:
    """Under which id the answers that were given when sending are kept: that of the permission they came with."""
    return sibling("toe", verstrekking_id)


class ToestemmingStatus(StrEnum):
    GEGEVEN = "gegeven"
    INGETROKKEN = "ingetrokken"
    VERVANGEN = "vervangen"  # by the one of a newer version


class Toestemming(Row):
    """
    Permission for one recipient (art. 6 lid 3): which text was shown, who gave it, for whom and how obtained.

    `epoch` rises with a withdrawal; an intent of an older epoch can never commit.
    """

    soort: ClassVar[str] = "toestemming"
    eigenaar: Annotated[str, Sleutel]
    kredietverstrekker_id: Annotated[str, Sleutel]
    status: Annotated[ToestemmingStatus, Toestand] = ToestemmingStatus.GEGEVEN
    epoch: Annotated[int, Toestand] = 1
    tekst_versie: Annotated[str, Regel]
    tekst_sha256: Annotated[str, Bewijs]
    door: Annotated[str, Sleutel]
    namens: Annotated[str, Regel]
    wijze: Annotated[str | None, Regel] = None
    verkregen_op: Annotated[date | None, Tijd] = None
    klant_geinformeerd_op: Annotated[date | None, Tijd] = None
    gegeven_op: Annotated[AwareDatetime, Tijd]
    ingetrokken_op: Annotated[AwareDatetime | None, Tijd] = None

    @property
    def in_force(self) -> bool:
        return self.status is ToestemmingStatus.GEGEVEN

    def owner(self) -> tuple[str, str]:
        return listing("toestemmingen", self.eigenaar), place(self.gegeven_op, self.id)


class BerichtSoort(StrEnum):
    """Messages to a Kredietverstrekker after `aanvraag.aangeboden`."""

    INGETROKKEN = "aanvraag.ingetrokken"
    INFORMATIE_BEANTWOORD = "informatie.beantwoord"
    OFFERTE_AANVAARD = "offerte.aanvaard"
    OFFERTE_NIET_GEKOZEN = "offerte.niet_gekozen"
    OFFERTE_VERLENGING_GEVRAAGD = "offerte.verlenging_gevraagd"
    OVEREENKOMST_HERROEPEN = "overeenkomst.herroepen"
    OPNIEUW_GEMELD = "aanvraag.opnieuw_gemeld"


# What a Kredietverstrekker may still be told after consent was withdrawn: only that it was.
WITHOUT_CONSENT = frozenset({BerichtSoort.INGETROKKEN, BerichtSoort.OFFERTE_NIET_GEKOZEN})


class Bericht(Row):
    """A later message of a Verstrekking; `revisie` names its encrypted content, None when it has none."""

    soort: ClassVar[str] = "bericht"
    verstrekking_id: Annotated[str, Sleutel]
    kredietverstrekker_id: Annotated[str, Sleutel]
    type: Annotated[BerichtSoort, Regel]
    gemaakt_op: Annotated[AwareDatetime, Tijd]
    uiterlijk: Annotated[AwareDatetime, Tijd]
    levering: Annotated[Levering, Toestand]
    revisie: Annotated[int | None, Toestand] = None
    offerte_id: Annotated[str | None, Sleutel] = None

    def due(self) -> Due | None:
        return levering_due(self.levering)

    def owner(self) -> tuple[str, str] | None:
        return dead_letter(self.levering, self.gemaakt_op, self.id)


def on_portal(lessor_id: str) -> str:
    """The list of what lies ready for the staff of a Kredietverstrekker."""
    return listing("portaal", lessor_id)


def out_with(lessor_id: str) -> str:
    """The list of what left for a Kredietverstrekker, of dossiers that are still there."""
    return listing("verstrekt", lessor_id)


def dead_letter(levering: Levering, gemaakt_op: datetime, row_id: str) -> tuple[str, str] | None:
    """What failed stands in one list, for operators, until it is asked for again or destroyed."""
    if levering.status is not LeveringStatus.MISLUKT:
        return None
    return DEAD_LETTERS, place(levering.laatste_poging or gemaakt_op, row_id)


def levering_due(levering: Levering) -> Due | None:
    if levering.open:
        return Due(soort=DueSoort.LEVERING, op=levering.listed_at) if levering.listed_at else None
    return Due(soort=DueSoort.BEVRAGING, op=levering.vraag_op) if levering.vraag_op else None
