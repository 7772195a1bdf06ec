"""Rows of one dossier, each field filled with something that is not its default."""

from datetime import UTC, date, datetime, timedelta, timezone

from chalicelib.domain.aanvraag import Aanvraag, AanvraagStatus
from chalicelib.domain.bewaarblokkade import Bewaarblokkade, BlokkadeGrond
from chalicelib.domain.document import Document, DocumentKind, DocumentStatus, Mediatype
from chalicelib.domain.dossier import Dossier
from chalicelib.domain.kennisgeving import Kennisgeving, KennisgevingSoort
from chalicelib.domain.levering import Levering, LeveringStatus, Poging
from chalicelib.domain.offerte import Offerte, OfferteStatus, Overeenkomst, OvereenkomstStatus
from chalicelib.domain.row import Inhoud
from chalicelib.domain.verstrekking import (
    Bericht,
    BerichtSoort,
    Toestemming,
    ToestemmingStatus,
    Verstrekking,
    VerstrekkingStatus,
)

NOON = datetime(2027, 6, 1, 12, 0, tzinfo=UTC)
LATER = datetime(2027, 6, 2, 0, 30, 0, 250_000, tzinfo=timezone(timedelta(hours=2)))  # still 1 June in UTC
DAY = date(2027, 7, 1)
STEM = "a" * 26
DOSSIER = f"dos_{STEM}"
AANVRAAG = f"aan_{STEM}{'b' * 8}"
CHILD = f"{STEM}{'b' * 8}{'c' * 8}"
ACCOUNT, ORGANISATIE, LESSOR = f"acc_{'d' * 26}", f"org_{'e' * 26}", f"kre_{'f' * 26}"
DIGEST = "0f" * 32
BYTES = bytes(range(256))


def dossier(stem: str = STEM, **fields: object) -> Dossier:
    """A dossier that is due at LATER, unless a field says otherwise."""
    row = Dossier(
        id=f"dos_{stem}",
        rev=3,
        bewijs_nr=7,
        bewijs_kop=DIGEST,
        eigenaar=ORGANISATIE,
        maker=ACCOUNT,
        betrokkene="klant",
        versie=2,
        revisie=4,
        gemaakt_op=NOON,
        gewijzigd_op=LATER,
        beperkt=True,
        beperkt_door=ACCOUNT,
        wissing_gevraagd_op=NOON,
        wissing_gevraagd_door=ACCOUNT,
        afgeschermd_op=LATER,
        aangehouden=(f"dossier/dos_{stem}/3",),
        vernietigd=True,
        vernietigen_op=LATER,
        documenten_op=LATER,
        regel="inactief",
        cijfers=(DIGEST[:32],),
    )
    return row.model_copy(update=fields)


def aanvraag(**fields: object) -> Aanvraag:
    row = Aanvraag(
        id=AANVRAAG,
        rev=1,
        eigenaar=ORGANISATIE,
        maker=ACCOUNT,
        product="operational_lease",
        status=AanvraagStatus.VERZONDEN,
        versie=2,
        revisie=3,
        dossier_revisie=4,
        gemaakt_op=NOON,
        gewijzigd_op=LATER,
        verzonden_op=LATER,
        uiterste_reactie=NOON,
        ingetrokken_op=NOON,
        geeindigd_op=LATER,
        cijfers=(DIGEST[:32], DIGEST[32:]),
    )
    return row.model_copy(update=fields)


def inhoud(record_id: str = AANVRAAG, revisie: int = 3, size: int = 256) -> Inhoud:
    return Inhoud(id=record_id, rev=1, revisie=revisie, model="aanvraag", versleuteld=BYTES * (size // 256))


def levering(status: LeveringStatus = LeveringStatus.ONDERWEG) -> Levering:
    return Levering(
        status=status,
        volgende=NOON,
        pogingen=2,
        ronde=1,
        verloop=(Poging(op=NOON, status=503, reden="timeout", duur=15),),
        eigenaar=ACCOUNT,
        vraag_op=LATER,
        eerste_voornemen=NOON,
        laatste_poging=LATER,
        digest=DIGEST,
        reden="timeout",
    )


def verstrekking() -> Verstrekking:
    return Verstrekking(
        id=f"ver_{CHILD}",
        rev=2,
        kredietverstrekker_id=LESSOR,
        naam="Voorbeeld Lease",
        status=VerstrekkingStatus.AANGEBODEN,
        versie=2,
        velden=("object", "financiering"),
        beantwoord=True,
        gemaakt_op=NOON,
        levering=levering(),
        gevraagd=1,
        vragen=2,
        opgehaald=2,
        stukken=3,
        portaal=True,
        reden_categorie="risico",
        herinneren_op=LATER,
    )


def toestemming() -> Toestemming:
    return Toestemming(
        id=f"toe_{CHILD}",
        rev=1,
        eigenaar=ORGANISATIE,
        kredietverstrekker_id=LESSOR,
        status=ToestemmingStatus.INGETROKKEN,
        epoch=2,
        tekst_versie="1.0",
        tekst_sha256=DIGEST,
        door=ACCOUNT,
        namens="klant",
        wijze="schriftelijk",
        verkregen_op=DAY,
        klant_geinformeerd_op=DAY,
        gegeven_op=NOON,
        ingetrokken_op=LATER,
    )


def bericht() -> Bericht:
    return Bericht(
        id=f"ber_{CHILD}",
        rev=1,
        verstrekking_id=f"ver_{CHILD}",
        kredietverstrekker_id=LESSOR,
        type=BerichtSoort.OFFERTE_AANVAARD,
        gemaakt_op=NOON,
        uiterlijk=LATER,
        levering=levering(),
        revisie=1,
        offerte_id=f"off_{CHILD}",
    )


def offerte() -> Offerte:
    return Offerte(
        id=f"off_{CHILD}",
        rev=1,
        verstrekking_id=f"ver_{CHILD}",
        kredietverstrekker_id=LESSOR,
        aard="bindend",
        status=OfferteStatus.VERVALLEN,
        geldig_tot=DAY,
        ontvangen_op=NOON,
        herinneren_op=LATER,
        revisie=2,
    )


def overeenkomst() -> Overeenkomst:
    return Overeenkomst(
        id=f"ove_{CHILD}",
        rev=1,
        eigenaar=ORGANISATIE,
        offerte_id=f"off_{CHILD}",
        verstrekking_id=f"ver_{CHILD}",
        kredietverstrekker_id=LESSOR,
        status=OvereenkomstStatus.ACTIEF,
        aanvaard_op=NOON,
        ingangsdatum=DAY,
        einddatum=DAY,
        ondertekend_op=DAY,
        bedenktijd_tot=DAY,
        beeindigd_op=NOON,
        herinneren_op=LATER,
        einde="kredietverstrekker",
        revisie=1,
    )


def kennisgeving() -> Kennisgeving:
    return Kennisgeving(
        id=f"ken_{CHILD}",
        rev=1,
        eigenaar=ORGANISATIE,
        wat=KennisgevingSoort.VRAAG_WACHT,
        over=f"ver_{CHILD}",
        gemaakt_op=NOON,
        gelezen_op=LATER,
    )


def document() -> Document:
    return Document(
        id=f"doc_{STEM}{'b' * 8}",
        rev=1,
        kind=DocumentKind.JAARCIJFERS,
        mediatype=Mediatype.PDF,
        status=DocumentStatus.ONTVANGEN,
        sha256=DIGEST,
        grootte=9,
        gemaakt_op=NOON,
        uiterlijk=LATER,
        reden="document_geeindigd",
        gedeeld_met=(f"ver_{CHILD}",),
        nog_wissen=True,
    )


def bewaarblokkade() -> Bewaarblokkade:
    return Bewaarblokkade(
        id=f"blo_{STEM}{'b' * 8}",
        rev=1,
        grond=BlokkadeGrond.TOEZICHT,
        herzien_op=DAY,
        geplaatst_door=ACCOUNT,
        geplaatst_op=NOON,
        zaak="zaak-1",
        opheffing_door=ACCOUNT,
        opheffing_gevraagd_op=LATER,
    )
