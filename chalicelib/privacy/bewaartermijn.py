"""
How long personal data is kept, and when a whole dossier must be destroyed (art. 8 lid 1).

The terms are a choice of the broker, as short as possible; each names its ground. Months are calendar months in
Europe/Amsterdam. One function, `due`, gives the day of a dossier: the latest of its parts' ends.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.aanvraag import Aanvraag, AanvraagStatus
from chalicelib.domain.aanvraag_verloop import derive
from chalicelib.domain.kalender import add_days, add_months, end_of_day
from chalicelib.domain.offerte import Offerte, OfferteStatus, Overeenkomst, OvereenkomstStatus
from chalicelib.domain.persoonsgegeven import Grond
from chalicelib.domain.state import DossierState

Ending = tuple[datetime, str]


class Actie(StrEnum):
    """What happens at the end of a term."""

    CIJFERS_DAN_VERNIETIGEN = "cijfers_dan_vernietigen"  # art. 8 lid 3: statistics first, then nothing else remains
    VERNIETIGEN = "vernietigen"


@dataclass(frozen=True)
class Bewaartermijn:
    """One rule: `dagen` and `maanden` after `vanaf`; both 0 means at once."""

    id: str
    onderwerp: str
    vanaf: str
    grond: Grond
    bron: str
    dagen: int = 0
    maanden: int = 0
    actie: Actie = Actie.CIJFERS_DAN_VERNIETIGEN

    def ending(self, start: datetime) -> Ending:
        """When the term that begins at `start` is over, and by which rule."""
        return add_days(add_months(start, self.maanden), self.dagen), self.id


CONCEPT = Bewaartermijn(
    id="concept",
    onderwerp="dossier dat nooit is verzonden",
    vanaf="laatste wijziging",
    dagen=90,
    grond=Grond.OVEREENKOMST,
    bron="art. 8 lid 1; keuze van Lease-deal",
)
AANVRAAG_GEEINDIGD = Bewaartermijn(
    id="aanvraag_geeindigd",
    onderwerp="dossier van een afgewezen, ingetrokken of verlopen Aanvraag",
    vanaf="einde van de Aanvraag",
    maanden=6,
    grond=Grond.GERECHTVAARDIGD_BELANG,
    bron="art. 8 lid 1; keuze van Lease-deal: geschillen en een nieuwe Aanvraag",
)
OVEREENKOMST_GEEINDIGD = Bewaartermijn(
    id="overeenkomst_geeindigd",
    onderwerp="dossier van een Overeenkomst",
    vanaf="einde van de Overeenkomst, bij een eerder einde niet voor het bericht daarvan",
    maanden=24,
    grond=Grond.GERECHTVAARDIGD_BELANG,
    bron="art. 8 lid 1; keuze van Lease-deal, die voor een Overeenkomst niet onder de Wwft of Wft bewaart",
)
NIET_GEACTIVEERD = Bewaartermijn(
    id="niet_geactiveerd",
    onderwerp="dossier met een geaccepteerde Offerte, zonder bericht dat de Overeenkomst is ingegaan",
    vanaf="aanvaarding van de Offerte",
    maanden=24,
    grond=Grond.GERECHTVAARDIGD_BELANG,
    bron="art. 8 lid 1; keuze van Lease-deal, zodat geen dossier zonder einde blijft",
)
EINDE_DIENST = Bewaartermijn(
    id="einde_dienst",
    onderwerp="gegevens van een Account",
    vanaf="beëindiging van de Dienst",
    grond=Grond.OVEREENKOMST,
    bron="art. 8 lid 2",
    actie=Actie.VERNIETIGEN,
)
EINDE_AANSLUITING = Bewaartermijn(
    id="einde_aansluiting",
    onderwerp="contactpersoon van een Kredietverstrekker",
    vanaf="einde van de aansluiting",
    grond=Grond.GERECHTVAARDIGD_BELANG,
    bron="art. 8 lid 1; keuze van Lease-deal",
    actie=Actie.VERNIETIGEN,
)

ONBEVESTIGD = Bewaartermijn(
    id="onbevestigd",
    onderwerp="aanmelding die niemand heeft bevestigd",
    vanaf="aanmelding",
    dagen=1,
    grond=Grond.OVEREENKOMST,
    bron="art. 8 lid 1; keuze van Lease-deal",
    actie=Actie.VERNIETIGEN,
)

OF_A_DOSSIER = (CONCEPT, AANVRAAG_GEEINDIGD, OVEREENKOMST_GEEINDIGD, NIET_GEACTIVEERD)
BEWAARTERMIJNEN = {rule.id: rule for rule in (*OF_A_DOSSIER, EINDE_DIENST, EINDE_AANSLUITING, ONBEVESTIGD)}


def due(state: DossierState, now: datetime) -> Ending | None:
    """
    Art. 8 lid 1: when the whole dossier must be destroyed, and by which rule, if nothing happens from `now` on.

    None for a restricted dossier: what is restricted is only stored, its deletion included (I9).
    """
    if state.dossier.beperkt:
        return None
    endings = [_of_aanvraag(state, aanvraag, now) for aanvraag in state.aanvragen.values()]
    return max(endings, default=CONCEPT.ending(state.dossier.gewijzigd_op))


def _of_aanvraag(state: DossierState, aanvraag: Aanvraag, now: datetime) -> Ending:
    part = state.of_aanvraag(aanvraag.id)
    status = derive(state, aanvraag, now)
    if status is AanvraagStatus.CONCEPT:
        return CONCEPT.ending(max(aanvraag.gewijzigd_op, state.dossier.gewijzigd_op))
    if part.overeenkomsten:
        return max(_of_overeenkomst(overeenkomst) for overeenkomst in part.overeenkomsten.values())
    return AANVRAAG_GEEINDIGD.ending(_ended_at(aanvraag, list(part.offertes.values())))


def _of_overeenkomst(overeenkomst: Overeenkomst) -> Ending:
    if overeenkomst.status is OvereenkomstStatus.IN_ONDERTEKENING:
        return NIET_GEACTIVEERD.ending(overeenkomst.aanvaard_op)
    end = end_of_day(overeenkomst.agreed_end())
    # From when we were told, where the end was said to lie before that: a date from outside destroys nothing early.
    return OVEREENKOMST_GEEINDIGD.ending(max(end, overeenkomst.beeindigd_op or end))


def _ended_at(aanvraag: Aanvraag, offertes: list[Offerte]) -> datetime:
    """
    When the Aanvraag ended or, while it is open, will lapse.

    `geeindigd_op` is when a write noticed it. An Aanvraag that lapsed unseen ended at its last deadline, so that a
    late write never moves the term (I12).
    """
    if aanvraag.ingetrokken_op is not None:
        return aanvraag.ingetrokken_op
    deadline = aanvraag.uiterste_reactie or aanvraag.verzonden_op or aanvraag.gewijzigd_op
    counting = [offerte.ends() for offerte in offertes if aanvraag.geeindigd_op or _may_lapse(offerte)]
    lapse = max([deadline, *counting])
    return min(lapse, aanvraag.geeindigd_op or lapse)


def _may_lapse(offerte: Offerte) -> bool:
    """Open, or lapsed by time alone; what ended otherwise no longer keeps an Aanvraag open."""
    return offerte.status in (OfferteStatus.UITGEBRACHT, OfferteStatus.VERLOPEN)
