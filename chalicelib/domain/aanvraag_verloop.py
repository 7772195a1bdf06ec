"""The state of an Aanvraag follows from its Verstrekkingen: one pure function, first match wins (contract)."""

from collections.abc import Iterable
from datetime import datetime

from chalicelib.domain.aanvraag import Aanvraag, AanvraagStatus
from chalicelib.domain.offerte import Offerte, Overeenkomst, OvereenkomstStatus
from chalicelib.domain.state import DossierState
from chalicelib.domain.verstrekking import ENDED, Verstrekking, VerstrekkingStatus

_V, _A = VerstrekkingStatus, AanvraagStatus
_UNDER_WAY = frozenset({_V.ONTVANGEN, _V.IN_BEOORDELING, _V.OFFERTE_ONTVANGEN})
_REFUSED = frozenset({_V.AFGEWEZEN, _V.NIET_TE_VERWERKEN})
_OF_OVEREENKOMST = {
    OvereenkomstStatus.ACTIEF: _A.OVEREENKOMST_ACTIEF,
    OvereenkomstStatus.IN_ONDERTEKENING: _A.GEACCEPTEERD,
    OvereenkomstStatus.IN_BEDENKTIJD: _A.GEACCEPTEERD,
    OvereenkomstStatus.BEEINDIGD: _A.BEEINDIGD,
    OvereenkomstStatus.HERROEPEN: _A.BEEINDIGD,
    OvereenkomstStatus.GEANNULEERD: _A.BEEINDIGD,
}


def derive(state: DossierState, aanvraag: Aanvraag, now: datetime) -> AanvraagStatus:
    """The status at `now`; what has passed its deadline counts as ended, whether or not a job saw it."""
    if aanvraag.ingetrokken_op is not None:
        return _A.INGETROKKEN
    if aanvraag.verzonden_op is None:
        return _A.CONCEPT
    part = state.of_aanvraag(aanvraag.id)
    return (
        _from_overeenkomst(list(part.overeenkomsten.values()), now)
        or _from_offertes(list(part.offertes.values()), now)
        or _from_verstrekkingen(aanvraag, latest(part.verstrekkingen.values()), now)
    )


def status_at(aanvraag: Aanvraag, verstrekking: Verstrekking, *, open_offer: bool, now: datetime) -> VerstrekkingStatus:
    """As a Verstrekking counts now: without an open Offerte it lapses at the deadline."""
    late = aanvraag.uiterste_reactie is not None and now >= aanvraag.uiterste_reactie
    if late and not open_offer and verstrekking.status not in ENDED:
        return _V.VERLOPEN
    return verstrekking.status


def latest(rows: Iterable[Verstrekking]) -> list[Verstrekking]:
    """Of each Kredietverstrekker the one of the newest version; those before it are history."""
    newest: dict[str, Verstrekking] = {}
    for row in rows:
        known = newest.get(row.kredietverstrekker_id)
        if known is None or known.versie < row.versie:
            newest[row.kredietverstrekker_id] = row
    return list(newest.values())


def _from_overeenkomst(overeenkomsten: list[Overeenkomst], now: datetime) -> AanvraagStatus | None:
    return _OF_OVEREENKOMST[overeenkomsten[-1].at(now).status] if overeenkomsten else None


def _from_offertes(offertes: list[Offerte], now: datetime) -> AanvraagStatus | None:
    return _A.OFFERTE_UITGEBRACHT if any(offerte.is_open(now) for offerte in offertes) else None


def _from_verstrekkingen(aanvraag: Aanvraag, rows: list[Verstrekking], now: datetime) -> AanvraagStatus:
    found = {status_at(aanvraag, row, open_offer=False, now=now) for row in rows}
    if _V.INFORMATIE_GEVRAAGD in found:
        return _A.INFORMATIE_GEVRAAGD
    if found & _UNDER_WAY:
        return _A.IN_BEHANDELING
    if found - ENDED:
        return _A.VERZONDEN
    if found == {_V.INGETROKKEN}:
        return _A.INGETROKKEN
    return _A.AFGEWEZEN if found & _REFUSED else _A.VERLOPEN
