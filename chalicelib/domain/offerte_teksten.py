"""Dutch texts that go with the comparison of Offertes; the handlers show them, nothing here decides."""

from collections.abc import Mapping
from types import MappingProxyType

from chalicelib.domain.offerte_afwijking import AfwijkingCode
from chalicelib.domain.offerte_vergelijking import Sortering
from chalicelib.domain.rente import GeenRente

_VERVALLEN = "; wat niet meer geldt, staat helemaal onderaan."
UITLEG_VOLGORDE: Mapping[Sortering, str] = MappingProxyType(
    {
        Sortering.EFFECTIEF: (
            "De offerte met de laagste effectieve jaarrente, inclusief eenmalige kosten, staat bovenaan; bij een "
            "gelijke rente gaat het laagste totaalbedrag voor en offertes zonder berekenbare rente staan daaronder"
            f"{_VERVALLEN}"
        ),
        Sortering.TOTAAL: (
            "De offerte waarbij u in totaal het minst betaalt (alle termijnen, de slottermijn en de eenmalige "
            f"kosten) staat bovenaan{_VERVALLEN}"
        ),
        Sortering.TERMIJN: (
            "De offerte met het laagste termijnbedrag, omgerekend naar een bedrag per maand, staat bovenaan; bij een "
            f"gelijk bedrag gaat het laagste totaalbedrag voor{_VERVALLEN}"
        ),
    }
)

TOELICHTING: Mapping[AfwijkingCode, str] = MappingProxyType(
    {
        AfwijkingCode.FINANCIERINGSBEDRAG: "Het gefinancierde bedrag is anders dan u hebt gevraagd.",
        AfwijkingCode.LOOPTIJD: "De looptijd is anders dan u hebt gevraagd.",
        AfwijkingCode.TERMIJNEN_PER_JAAR: "Het aantal termijnen per jaar is anders dan u hebt gevraagd.",
        AfwijkingCode.BETAALWIJZE: "U betaalt op een ander moment (vooraf of achteraf) dan u hebt gevraagd.",
        AfwijkingCode.AANBETALING: "De aanbetaling is anders dan u hebt gevraagd.",
        AfwijkingCode.SLOTTERMIJN: "De slottermijn is anders dan u hebt gevraagd.",
        AfwijkingCode.SLOTTERMIJN_MOMENT: "U betaalt de slottermijn op een ander moment dan u hebt gevraagd.",
        AfwijkingCode.NOMINAAL_KLOPT_NIET: (
            "De opgegeven nominale jaarrente past niet bij het termijnbedrag. Vraag de kredietverstrekker om uitleg."
        ),
        AfwijkingCode.TOTAAL_TE_LAAG: (
            "U betaalt in totaal minder dan het gefinancierde bedrag. Vraag de kredietverstrekker wat er aan het einde "
            "van de looptijd nog overblijft."
        ),
        AfwijkingCode.GEEN_RENTE: "Uit deze bedragen volgt geen effectieve jaarrente.",
        AfwijkingCode.JKP_BOVEN_MAXIMUM: "De kosten zijn hoger dan de wet voor consumenten toestaat.",
        AfwijkingCode.JKP_NIET_GETOETST: "Wij konden de kosten niet aan het wettelijk maximum toetsen.",
    }
)

GEEN_RENTE_TEKST: Mapping[GeenRente, str] = MappingProxyType(
    {
        GeenRente.GEEN_OPLOSSING: "Tegenover de betalingen staat geen bedrag dat u langer gebruikt.",
        GeenRente.MEER_OPLOSSINGEN: "Bij deze betalingen past meer dan één rente.",
        GeenRente.NIET_GEVONDEN: "De rente kon niet betrouwbaar worden berekend.",
        GeenRente.BUITEN_BEREIK: "De berekende rente is hoger dan 1000% per jaar; er klopt iets niet.",
    }
)
