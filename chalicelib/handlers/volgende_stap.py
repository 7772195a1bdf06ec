"""What the sender can do now, in one Dutch sentence."""

from chalicelib.domain.aanvraag import AanvraagStatus
from chalicelib.domain.verstrekking import BerichtSoort, VerstrekkingStatus
from chalicelib.usecases.end_verstrekkingen import ENDED_THERE
from chalicelib.usecases.read_aanvraag import AanvraagBeeld

_S = AanvraagStatus
TEKSTEN = {
    _S.CONCEPT: "Controleer de aanvraag en kies naar welke kredietverstrekkers u hem verstuurt.",
    _S.VERZONDEN: "Wacht op een reactie van de kredietverstrekkers.",
    _S.IN_BEHANDELING: "De kredietverstrekkers beoordelen uw aanvraag. Wacht op hun reactie.",
    _S.INFORMATIE_GEVRAAGD: "Een kredietverstrekker vraagt om informatie. Beantwoord de vragen.",
    _S.OFFERTE_UITGEBRACHT: "Vergelijk de offertes en aanvaard er een.",
    _S.GEACCEPTEERD: "De kredietverstrekker stuurt u de overeenkomst om te ondertekenen.",
    _S.OVEREENKOMST_ACTIEF: "Uw overeenkomst loopt. U hoeft niets te doen.",
    _S.BEEINDIGD: "De overeenkomst is beëindigd of ging niet door. U hoeft niets te doen.",
    _S.AFGEWEZEN: "Er kwam geen offerte. Vraag de kredietverstrekker om uitleg, of maak een nieuwe aanvraag.",
    _S.INGETROKKEN: "De aanvraag is ingetrokken. Maak een nieuwe aanvraag als u toch verder wilt.",
    _S.VERLOPEN: "De termijn is voorbij. Maak een nieuwe aanvraag als u verder wilt.",
}
NIET_BEREIKT = " Let op: {namen} konden wij niet bereiken; die aanvraag is daar niet aangekomen."
GESTOPT = " Let op: {namen} is gestopt bij ons; van daar komt geen antwoord meer."
NIET_GEHOORD = {
    BerichtSoort.OFFERTE_AANVAARD: " Let op: uw aanvaarding kwam niet aan bij {namen}. Bel die kredietverstrekker.",
    BerichtSoort.INFORMATIE_BEANTWOORD: " Let op: uw antwoord kwam niet aan bij {namen}. Bel die kredietverstrekker.",
}
# The status shows the offers once there are any; a question of another stays open beside them.
OOK_GEVRAAGD = " Er staan nog vragen open van {namen}. Beantwoord die als u ook van daar een offerte wilt."
_UNREACHED = (VerstrekkingStatus.TECHNISCH_MISLUKT, VerstrekkingStatus.GEBLOKKEERD)


def volgende_stap(seen: AanvraagBeeld) -> str:
    rows = seen.verstrekkingen
    asking = [row.row.naam for row in rows if row.status is VerstrekkingStatus.INFORMATIE_GEVRAAGD]
    more = [
        _naming(OOK_GEVRAAGD, asking if seen.status is _S.OFFERTE_UITGEBRACHT else []),
        _naming(NIET_BEREIKT, [row.row.naam for row in rows if row.status in _UNREACHED]),
        _naming(GESTOPT, [row.row.naam for row in rows if row.row.reden_categorie == ENDED_THERE]),
    ]
    for soort, text in NIET_GEHOORD.items():
        more.append(_naming(text, [row.row.naam for row in rows if row.onverzonden is soort]))
    return TEKSTEN[seen.status] + "".join(more)


def _naming(text: str, names: list[str]) -> str:
    return text.format(namen=", ".join(names)) if names else ""
