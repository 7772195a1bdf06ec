"""
When a whole dossier must be destroyed (art. 8 lid 1), from the table of terms and from what goes before it.

Pure: everything follows from the rows of the dossier and the moment it is asked. The day is that of the last of its
parts; a bewaarblokkade or a restriction leaves it without one (I9, I10).
"""

from collections.abc import Iterable
from datetime import datetime

from chalicelib.domain.aanvraag import Aanvraag, AanvraagStatus
from chalicelib.domain.aanvraag_verloop import derive
from chalicelib.domain.document import PASSED_ON, Document, DocumentStatus
from chalicelib.domain.ids import aanvraag_of
from chalicelib.domain.kalender import end_of_day
from chalicelib.domain.offerte import Offerte, OfferteStatus, Overeenkomst, OvereenkomstStatus
from chalicelib.domain.persoonsgegeven import Grond
from chalicelib.domain.state import DossierState
from chalicelib.privacy.bewaartermijn import (
    AANVRAAG_GEEINDIGD,
    BEWAARTERMIJNEN,
    CONCEPT,
    DOCUMENT_GEEINDIGD,
    DOCUMENT_INGEGAAN,
    EIGENAAR_VERWIJDERT,
    NIET_GEACTIVEERD,
    OPGEHEVEN,
    OVEREENKOMST_GEEINDIGD,
    Ending,
)
from chalicelib.privacy.voorrang import Besluit, Toegang, Uitspraak, Vlaggen, decide


def due(state: DossierState, now: datetime) -> Ending | None:
    """
    Art. 8 lid 1: when the whole dossier must be destroyed, and by which rule, if nothing happens from `now` on.

    None while something goes before it: what is held or restricted has no day (I9, I10).
    """
    ending = _last(state, now)
    return ending if _at_the_end(state).besluit is Besluit.VERNIETIGEN else None


def withheld_from(state: DossierState, now: datetime) -> datetime | None:
    """
    From when the data is kept for a duty alone, so that only `juridisch` reaches it (I10); None for never.

    What was out of reach does not come back when the duty ends: it only waits to be destroyed.
    """
    if state.dossier.withheld(now):
        return state.dossier.afgeschermd_op
    asked = state.dossier.wissing_gevraagd_op
    if asked is not None:
        return asked
    return _last(state, now)[0] if _at_the_end(state).toegang is Toegang.JURIDISCH else None


def judge_erasure(state: DossierState, now: datetime, *, door_beperker: bool = False) -> Uitspraak:
    """What becomes of a dossier whose owner has it erased at `now` (art. 7 lid 1)."""
    law = _by_law(_endings(state, now))
    return decide(
        Vlaggen(
            blokkade=bool(state.blokkades),
            wettelijke_termijn=law is not None and law[0] > now,
            beperking=state.dossier.beperkt,
            wissing=True,
            door_beperker=door_beperker,
        )
    )


def document_due(state: DossierState, aanvraag_id: str, now: datetime) -> Ending | None:
    """
    Art. 8 lid 1: when the documents of an Aanvraag go, where that is before their dossier; None where it is not.

    What became an Overeenkomst keeps them with the dossier, and what is held or restricted keeps all.
    """
    if state.blokkades or state.dossier.beperkt:
        return None
    part, aanvraag = state.of_aanvraag(aanvraag_id), state.aanvraag(aanvraag_id)
    if part.overeenkomsten or derive(state, aanvraag, now) is AanvraagStatus.CONCEPT:
        return None
    return DOCUMENT_GEEINDIGD.ending(_ended_at(aanvraag, part.offertes.values()))


def of_document(state: DossierState, document: Document, now: datetime) -> Ending | None:
    """
    Art. 8 lid 1: when one Document goes before its dossier; None where it goes with it.

    What was sent for an Aanvraag ends with that one; what nobody was sent, with the last Aanvraag of the dossier. One
    of which the object has still to go is due whatever else keeps the others, but a hold that came in between keeps it
    as well (I10): nobody opens it, and nothing of it goes.
    """
    if document.nog_wissen:
        return None if state.blokkades else (document.gemaakt_op, document.reden)
    if document.status is not DocumentStatus.GOEDGEKEURD:
        return None
    shared = {aanvraag_of(one) for one in document.gedeeld_met} & state.aanvragen.keys()
    ends = [_for_aanvraag(state, document, one, now) for one in shared or state.aanvragen]
    found = [end for end in ends if end is not None]
    return max(found) if found and len(found) == len(ends) else None


def documents_due(state: DossierState, now: datetime) -> Ending | None:
    """When the first of the Documents goes, if before the dossier; at once what only a hold kept, when that is over."""
    ends = [of_document(state, document, now) for document in state.documenten.values()]
    if outlived(state):
        ends.append((state.dossier.gemaakt_op, OPGEHEVEN.id))
    return min((end for end in ends if end is not None), default=None)


def outlived(state: DossierState) -> bool:
    """Whether contents that somebody removed while they were held are still there, and nothing holds them any more."""
    return bool(state.dossier.aangehouden) and not state.blokkades


def _for_aanvraag(state: DossierState, document: Document, aanvraag_id: str, now: datetime) -> Ending | None:
    begun = [
        overeenkomst
        for overeenkomst in state.of_aanvraag(aanvraag_id).overeenkomsten.values()
        if overeenkomst.status is not OvereenkomstStatus.IN_ONDERTEKENING
    ]
    if document.kind in PASSED_ON and begun and not state.blokkades and not state.dossier.beperkt:
        return DOCUMENT_INGEGAAN.ending(begun[0].aanvaard_op)
    return document_due(state, aanvraag_id, now)


def _at_the_end(state: DossierState) -> Uitspraak:
    """What will be decided once the schedule no longer keeps the dossier and each statutory term is over."""
    asked = state.dossier.wissing_gevraagd_op is not None
    return decide(
        Vlaggen(blokkade=bool(state.blokkades), beperking=state.dossier.beperkt, wissing=asked, verstreken=True)
    )


def _last(state: DossierState, now: datetime) -> Ending:
    """The end of the schedule or, where the owner had it erased before, that moment; not before a statutory term."""
    endings, asked = _endings(state, now), state.dossier.wissing_gevraagd_op
    if asked is None:
        return max(endings)
    law = _by_law(endings)
    return max([EIGENAAR_VERWIJDERT.ending(asked), *([law] if law else [])])


def _endings(state: DossierState, now: datetime) -> list[Ending]:
    found = [_of_aanvraag(state, aanvraag, now) for aanvraag in state.aanvragen.values()]
    return found or [CONCEPT.ending(state.dossier.gewijzigd_op)]


def _by_law(endings: list[Ending]) -> Ending | None:
    """The last of the terms that a law sets."""
    return max((end for end in endings if BEWAARTERMIJNEN[end[1]].grond is Grond.WETTELIJKE_PLICHT), default=None)


def _of_aanvraag(state: DossierState, aanvraag: Aanvraag, now: datetime) -> Ending:
    part = state.of_aanvraag(aanvraag.id)
    status = derive(state, aanvraag, now)
    if status is AanvraagStatus.CONCEPT:
        return CONCEPT.ending(max(aanvraag.gewijzigd_op, state.dossier.gewijzigd_op))
    if part.overeenkomsten:
        return max(_of_overeenkomst(overeenkomst) for overeenkomst in part.overeenkomsten.values())
    return AANVRAAG_GEEINDIGD.ending(_ended_at(aanvraag, part.offertes.values()))


def _of_overeenkomst(overeenkomst: Overeenkomst) -> Ending:
    if overeenkomst.status is OvereenkomstStatus.IN_ONDERTEKENING:
        return NIET_GEACTIVEERD.ending(overeenkomst.aanvaard_op)
    if overeenkomst.status is OvereenkomstStatus.GEANNULEERD:
        return AANVRAAG_GEEINDIGD.ending(overeenkomst.beeindigd_op or overeenkomst.aanvaard_op)
    if overeenkomst.status is OvereenkomstStatus.HERROEPEN:
        return OVEREENKOMST_GEEINDIGD.ending(overeenkomst.beeindigd_op or overeenkomst.aanvaard_op)
    end = end_of_day(overeenkomst.agreed_end())
    # From when we were told, where the end was said to lie before that: a date from outside destroys nothing early.
    return OVEREENKOMST_GEEINDIGD.ending(max(end, overeenkomst.beeindigd_op or end))


def lapse(aanvraag: Aanvraag, offertes: Iterable[Offerte]) -> datetime:
    """When an Aanvraag that is open ends by itself: at its deadline, or with the last Offerte that is open."""
    deadline = aanvraag.uiterste_reactie or aanvraag.verzonden_op or aanvraag.gewijzigd_op
    return max([deadline, *(offerte.ends() for offerte in offertes if _may_lapse(offerte))])


def _ended_at(aanvraag: Aanvraag, offertes: Iterable[Offerte]) -> datetime:
    """
    When the Aanvraag ended or, while it is open or lapsed and nobody looked since, when that is by itself.

    Whoever writes an end down gives `geeindigd_op` the moment of it, so that a late write never moves the term (I12).
    """
    return aanvraag.ingetrokken_op or aanvraag.geeindigd_op or lapse(aanvraag, offertes)


def _may_lapse(offerte: Offerte) -> bool:
    """Open, or lapsed by time alone; what ended otherwise no longer keeps an Aanvraag open."""
    return offerte.status in (OfferteStatus.UITGEBRACHT, OfferteStatus.VERLOPEN)
