"""One row of every class, each field filled with something that is not its default."""

from chalicelib.domain.aansluiting import Controle, ControleOnderdeel
from chalicelib.domain.aanvraag_inhoud import Product
from chalicelib.domain.account import Account, AccountStatus, Akkoord, Code, Schermnaam, Sessie, Voorkeur
from chalicelib.domain.bereikbaarheid import Bereikbaarheid
from chalicelib.domain.bezorging import Bezorging, Openingstijd
from chalicelib.domain.cijfer import Cel, Cijfer, Publicatie
from chalicelib.domain.gebruiker import GebruikerSoort, Rol
from chalicelib.domain.kredietverstrekker import (
    Kredietverstrekker,
    KredietverstrekkerStatus,
    Levering,
    ProductBehoefte,
)
from chalicelib.domain.persoonsgegeven import Categorie
from chalicelib.domain.register_rows import (
    BulkStatus,
    Bulkvernietiging,
    Herberekening,
    Idempotentie,
    Ontvangst,
    Vernietiging,
    Voortgang,
)
from chalicelib.domain.reglement_versie import DocumentSoort, ReglementVersie
from chalicelib.domain.row import DataSleutel, Row
from chalicelib.domain.vraag import AanvullendeVraag, AntwoordSoort
from chalicelib.domain.wissing import Grootboekstand
from chalicelib.privacy.bewijs import Bewijsstuk, Waarde
from tests.functional.dossier_rows import (
    ACCOUNT,
    BYTES,
    CHILD,
    DAY,
    DIGEST,
    DOSSIER,
    LATER,
    LESSOR,
    NOON,
    ORGANISATIE,
    aanvraag,
    bericht,
    bewaarblokkade,
    document,
    dossier,
    inhoud,
    kennisgeving,
    offerte,
    overeenkomst,
    toestemming,
    verstrekking,
)


def account() -> Account:
    code = Code(hash=DIGEST, tot=LATER, pogingen=2)
    return Account(
        id=ACCOUNT,
        rev=1,
        bewijs_nr=2,
        bewijs_kop=DIGEST,
        gebruiker=GebruikerSoort.ADVISEUR,
        rollen=(Rol.BEHEER, Rol.AUDITOR),
        eigenaar=ORGANISATIE,
        status=AccountStatus.BEEINDIGD,
        gemaakt_door=ACCOUNT,
        schermnaam_hash=DIGEST,
        gemaakt_op=NOON,
        versie=2,
        revisie=3,
        sessies=(Sessie(jti="sessie-1", tot=LATER), Sessie(jti="sessie-2", tot=NOON)),
        bevestiging=code,
        herstel=code.tried(),
        akkoorden=(Akkoord(soort="privacyreglement", versie="1.0", sha256=DIGEST, op=NOON),),
        post=(NOON, LATER),
        voorkeuren=(Voorkeur.HERFINANCIERING,),
        einde_gevraagd_op=NOON,
        einde_door=ACCOUNT,
        beeindigd_op=LATER,
        bewijs_tot=LATER,
    )


def kredietverstrekker() -> Kredietverstrekker:
    return Kredietverstrekker(
        id=LESSOR,
        rev=1,
        bewijs_nr=2,
        bewijs_kop=DIGEST,
        status=KredietverstrekkerStatus.ACTIEF,
        naam="Voorbeeld Lease",
        kvk_nummer="00000000",
        land="NL",
        endpoint="https://lessor.example.com/aanvragen",
        producten=("operational_lease",),
        informatiebehoefte=("object",),
        informatiebehoefte_per_product=(ProductBehoefte(product=Product.OPERATIONAL_LEASE, velden=("product",)),),
        vragen=(
            AanvullendeVraag(
                sleutel="gebruik",
                tekst="Waarvoor gebruikt u het?",
                soort=AntwoordSoort.KEUZE,
                categorie=Categorie.OBJECT,
                verplicht=True,
                producten=(Product.OPERATIONAL_LEASE,),
                keuzes=("weg", "terrein"),
            ),
        ),
        privacyverklaring="https://lessor.example.com/privacy",
        verwerkingsafspraak="2027-01",
        levering=Levering.MELDING,
        bezorging=Bezorging(
            wachttijden=(5, 60),
            tijdslimiet=4,
            vraag_elke=60,
            openingstijden=(Openingstijd(dagen=(1, 2), van="09:00", tot="24:00"),),
        ),
        verwachte_reactie="2 dagen",
        gemaakt_op=NOON,
        versie=2,
        contact=3,
        contact_door=ACCOUNT,
        controles=(
            Controle(
                onderdeel=ControleOnderdeel.EER, van="NL", bewijs="archief/1", sha256="0" * 64, door=ACCOUNT, op=NOON
            ),
        ),
        proef_op=NOON,
        geheim_revisie=4,
        geheim=BYTES,
        oud_geheim=b"\x00",
        oud_geldig_tot=LATER,
        nood_op=NOON,
        toegang=b"\x01",
        toegang_revisie=1,
        toegang_soorten=("oauth2",),
        nieuw_endpoint="https://nieuw.example.com/aanvragen",
        gewijzigd_door=ACCOUNT,
        aangemeld_door=ACCOUNT,
        beeindigd_op=LATER,
        lopend_vanaf=DAY,
        geheim_tot=LATER,
        reden="onderhoud",
    )


def other_rows() -> tuple[Row, ...]:
    """The classes without a function of their own."""
    return (
        Bereikbaarheid(
            id=LESSOR, rev=1, mislukkingen=3, mislukt_sinds=NOON, laatste_op=LATER, reden="timeout", dicht_tot=LATER
        ),
        Schermnaam(id=DIGEST, rev=1, account_id=ACCOUNT),
        ReglementVersie(
            id="privacyreglement/1.0",
            rev=1,
            document=DocumentSoort.PRIVACYREGLEMENT,
            versie="1.0",
            geldig_vanaf=DAY,
            sha256=DIGEST,
            tekst="Artikel 1: één voorbeeld €\n",
            gepubliceerd_op=NOON,
            gepubliceerd_door=ACCOUNT,
        ),
        Idempotentie(id=DIGEST, rev=1, vingerafdruk=DIGEST, status=202, antwoord='{"id":"x"}', tot=LATER),
        Ontvangst(id=DIGEST, rev=1, vingerafdruk=DIGEST, verstrekking_id=f"ver_{CHILD}", tot=LATER),
        Vernietiging(
            id=DOSSIER,
            rev=1,
            regel="inactief",
            door="systeem",
            uitgevoerd_op=NOON,
            begonnen_op=LATER,
            opslag=("broker 4", "documenten 0"),
            verstrekkingen=(f"ver_{CHILD}",),
            bewijs_nr=7,
            bewijs_tot=LATER,
            rijen=4,
            loper=2,
            bezet_tot=LATER,
            klaar=True,
        ),
        Bulkvernietiging(
            id="bul_" + "a" * 26,
            rev=1,
            bewijs_nr=2,
            bewijs_kop=DIGEST,
            status=BulkStatus.GOEDGEKEURD,
            tot=NOON,
            gevonden_op=LATER,
            aantal=1200,
            regels=("concept:1200",),
            goedgekeurd_door=(ACCOUNT,),
        ),
        Voortgang(id="voorbeeld", rev=1, dag="2027-06-01"),
        Cijfer(
            id=f"2027-Q2/3/{DIGEST}/afgewezen", rev=1, kwartaal="2027-Q2", groep=DIGEST, uitkomst="afgewezen", aantal=2
        ),
        Publicatie(
            id="2027-Q2", rev=1, regels="1", gepubliceerd_op=NOON, sha256=DIGEST, cellen=(cel(),), opgeruimd=True
        ),
        Herberekening(
            id="voorbeeld",
            rev=1,
            tabel=DIGEST,
            maanden=60,
            dag="2027-06-01",
            tot="2040-06-01",
            opnieuw="2027-06-01",
        ),
        Grootboekstand(id="voorbeeld", rev=1, plaats="2027-06-01T09:00:00.000000+00:00_00", gesloten=True),
        DataSleutel(id=DOSSIER, rev=1, eigenaar_soort="dossier", verpakt=BYTES),
        bewijsstuk(),
    )


def cel() -> Cel:
    return Cel(
        tabel="voorbeeld",
        product="operational_lease",
        object="fiets",
        bedrag="tot_10000",
        looptijd="6_tot_en_met_24",
        provincie="drenthe",
        sector="A",
        uitkomst="afgewezen",
        aantal=15,
    )


def bewijsstuk(nr: int = 12) -> Bewijsstuk:
    gegevens: dict[str, Waarde] = {
        "doel": "5.4",
        "poging": 2,
        "volledig": True,
        "velden": ("object", "financiering"),
        "leeg": (),
    }
    return Bewijsstuk(
        id=DOSSIER, rev=1, nr=nr, vorige=DIGEST, gebeurtenis="inzage", op=LATER, door=ACCOUNT, gegevens=gegevens
    )


def one_of_each() -> tuple[Row, ...]:
    return (
        dossier(),
        aanvraag(),
        inhoud(),
        verstrekking(),
        toestemming(),
        bericht(),
        bewaarblokkade(),
        document(),
        offerte(),
        overeenkomst(),
        kennisgeving(),
        account(),
        kredietverstrekker(),
        *other_rows(),
    )
