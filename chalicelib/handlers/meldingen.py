"""
What a rule says to a person: code -> Dutch, B1, u-form; what is wrong, then how to mend it.

A parameter is a bound or a choice of our own, never something that was sent. A test proves that every code has a
text.
"""

from collections import defaultdict
from collections.abc import Mapping
from types import MappingProxyType

from chalicelib.errors import Fault
from chalicelib.handlers.meldingen_documenten import DOCUMENTEN
from chalicelib.handlers.veldnamen import NAMEN

ONBEKEND = "Dit klopt niet. Controleer wat u hebt ingevuld."
MELDINGEN: Mapping[str, str] = MappingProxyType(
    {
        # The body as a whole, and kinds of values.
        "json.vorm": "Wij kunnen dit bericht niet lezen. Stuur het als JSON in UTF-8.",
        "json.diepte": "Dit bericht is te diep genest. Gebruik de opbouw uit onze documentatie.",
        "json.getal": "NaN en Infinity zijn geen getallen. Vul een gewoon getal in.",
        "sleutel.dubbel": "Dit veld staat er twee keer in. Stuur het één keer.",
        "veld.onbekend": "Dit veld kennen wij niet. Haal het weg.",
        "veld.vorm": "Dit kunnen wij niet lezen. Controleer {veld}.",
        "veld.onbekend_hierin": (
            "Hierin staat een veld dat wij niet kennen. Onze velden hebben alleen kleine letters. Haal het weg."
        ),
        "verplicht": "Vul {veld} in.",
        "parameter.onbekend": "Deze parameter kennen wij niet. Haal hem weg uit het adres.",
        "type.object": "Hier hoort een object met velden. Controleer {veld}.",
        "type.lijst": "Hier hoort een lijst. Controleer {veld}.",
        "type.tekst": "Hier hoort tekst. Zet {veld} tussen aanhalingstekens.",
        "type.getal": "Hier hoort een heel getal. Vul {veld} in zonder aanhalingstekens.",
        "type.ja_nee": "Hier hoort true of false. Controleer {veld}.",
        "type.onbekend": "Deze soort bericht kennen wij niet. Gebruik een soort uit onze documentatie.",
        "tekst.kort": "Deze tekst is te kort. Gebruik minimaal {min} teken(s).",
        "tekst.lang": "Deze tekst is te lang. Gebruik maximaal {max} tekens.",
        "tekst.tekens": "Hier staat een teken in dat niet kan. Gebruik gewone letters, cijfers en leestekens.",
        "keuze.onbekend": "Deze keuze bestaat niet. Kies uit: {keuzes}.",
        "lijst.kort": "Er staat te weinig in deze lijst. Vul er minimaal {min} in.",
        "lijst.lang": "Er staat te veel in deze lijst. Vul er maximaal {max} in.",
        "lijst.dubbel": "Iets staat twee keer in deze lijst. Haal er één weg.",
        "getal.min": "Dit getal is te laag. Vul minimaal {min} in.",
        "getal.max": "Dit getal is te hoog. Vul maximaal {max} in.",
        # No burgerservicenummer.
        "bsn.verboden": "Vul hier geen burgerservicenummer in. Wij mogen dat niet bewaren.",
        "bsn.lijkt": (
            "Dit lijkt op een burgerservicenummer. Haal het weg. "
            "Is het een ander nummer, stuur dan de header X-Bevestig: geen-bsn mee."
        ),
        "btw.bsn": (
            "Dit is uw omzetbelastingnummer; daarin staat uw burgerservicenummer. Vul uw btw-id in (op uw facturen)."
        ),
        "rsin.verboden": "Een eenmanszaak heeft geen RSIN. Laat dit veld leeg.",
        # Numbers of registers and banks.
        "kvk.formaat": "Een KvK-nummer heeft 8 cijfers. Controleer het nummer.",
        "vestiging.formaat": "Een vestigingsnummer heeft 12 cijfers. Controleer het nummer.",
        "rsin.elfproef": "Dit RSIN klopt niet. Controleer de 9 cijfers.",
        "btw.formaat": "Dit btw-id klopt niet. Vul het in zoals NL000099998B57.",
        "sbi.formaat": "Een SBI-code heeft 2 tot en met 6 cijfers. Controleer de code.",
        "iban.controle": "Dit IBAN klopt niet. Controleer de cijfers en letters.",
        # Contact.
        "email.formaat": "Dit e-mailadres klopt niet. Vul een adres in zoals naam@voorbeeld.nl.",
        "telefoon.formaat": "Vul een telefoonnummer in met 10 cijfers, bijvoorbeeld 06 12345678.",
        "telefoon.betaalnummer": "Dit is een betaald nummer. Vul een gewoon telefoonnummer in.",
        "huisnummer.vorm": "Vul hier alleen het getal in, zoals 1. De letter van 1A hoort bij toevoeging.",
        "postcode.formaat": "Deze postcode klopt niet. Vul de postcode in zoals 1234 AB.",
        "postcode.buitenland": "Deze postcode klopt niet. Gebruik maximaal 10 letters en cijfers.",
        "land.code": "Dit land kennen wij niet. Gebruik de landcode van 2 hoofdletters, zoals NL.",
        "land.buiten_eer": "Dit land ligt buiten de Europese Economische Ruimte. Kies een land daarbinnen.",
        # Object.
        "kenteken.vorm": "Dit kenteken herkennen we niet. Vul het in zoals G-001-BB.",
        "kenteken.soort": "Dit soort object heeft geen kenteken. Haal het kenteken weg of kies een ander soort.",
        "vin.vorm": "Een chassisnummer heeft 17 tekens, zonder I, O en Q. Controleer het nummer.",
        "bouwjaar.toekomst": "Dit bouwjaar ligt in de toekomst. Controleer het bouwjaar.",
        "aankoop.product": "Deze gegevens horen bij sale-and-lease-back. Haal ze weg of kies dat product.",
        # Money and terms.
        "bedrag.vorm": "Vul een bedrag in zoals 1.234,56. In JSON is dat de tekst 1234.56.",
        "bedrag.negatief": "Dit bedrag kan niet onder nul zijn. Vul nul of een hoger bedrag in.",
        "bedrag.positief": "Dit bedrag kan niet nul zijn. Vul een bedrag in boven nul.",
        "bedrag.aanbetaling": "De aanbetaling kan niet hoger zijn dan de aanschafprijs. Kies een lager bedrag.",
        "financiering.niets_over": (
            "Na aanbetaling en inruil blijft er niets over om te financieren. Kies lagere bedragen."
        ),
        "slottermijn.max": ("De slottermijn is te hoog. Kies een bedrag dat lager is dan het bedrag dat u financiert."),
        "looptijd.bereik": "Kies een looptijd van {min} tot en met {max} maanden.",
        "looptijd.termijnen": (
            "In deze looptijd past geen heel aantal termijnen. Kies een andere looptijd of ander aantal per jaar."
        ),
        "termijnen_per_jaar.waarde": "Dit aantal termijnen per jaar kan niet. Kies 12, 4, 2 of 1.",
        "termijnbedrag.te_hoog": "Dit termijnbedrag is te hoog voor dit financieringsbedrag. Controleer het bedrag.",
        "eenmalige_kosten.te_hoog": "De eenmalige kosten zijn te hoog. Vul minder in dan het financieringsbedrag.",
        "rente.vorm": "Vul een rente in als fractie met een punt: 0.0625 is 6,25%.",
        "rente.te_hoog": "Deze rente is te hoog. Vul een fractie in: 0.0625 is 6,25%.",
        "btw.verboden": "Bij marge of vrijgesteld hoort geen btw-bedrag. Haal het btw-bedrag weg.",
        "btw.bedrag": "Dit btw-bedrag past niet bij de prijs. Reken met 21%, 9% of 0%.",
        "btw.nodig": "U wilt de btw meefinancieren. Vul daarom ook het btw-bedrag in.",
        # Person and company.
        "leeftijd": "U moet 18 jaar of ouder zijn. Controleer de geboortedatum.",
        "geboortedatum.bereik": "Deze geboortedatum ligt te ver terug. Controleer het jaar.",
        "onderneming.verplicht": "Een zakelijke klant heeft een onderneming. Vul de gegevens daarvan in.",
        "onderneming.verboden": "Een consument heeft hier geen onderneming. Haal deze gegevens weg.",
        "financieel.verboden": "Jaarcijfers horen bij een onderneming. Haal deze gegevens weg.",
        "financieel.dubbel": "Deze jaarcijfers staan er twee keer in. Haal er één weg.",
        "inkomen.verboden": "Het inkomen vragen wij alleen aan een consument. Haal deze gegevens weg.",
        "boekjaar.toekomst": "Dit boekjaar moet nog komen. Controleer het jaar of kies prognose.",
        # Days and times.
        "datum.bereik": "Deze datum ligt te ver weg. Vul een datum in die mogelijk is.",
        "datum.bestaat": "Deze datum bestaat niet. Vul de datum in als dd-mm-jjjj, in JSON als jjjj-mm-dd.",
        "datum.volgorde": "Deze datum ligt voor de aanvaarding van de offerte. Controleer de datum.",
        "datum.toekomst": "Deze datum ligt in de toekomst. Vul vandaag of een eerdere datum in.",
        "datum.verleden": "Deze datum is al voorbij. Kies een latere datum.",
        "tijd.vorm": "Dit tijdstip klopt niet. Vul het in zoals 2026-11-22T14:00:00Z.",
        "geldig_tot.bereik": "Deze datum ligt te ver weg. Kies een datum binnen {max} dagen.",
        "ingangsdatum.bereik": "De ingangsdatum ligt te ver van vandaag. Kies een datum binnen {max} dagen.",
        "einddatum.looptijd": ("De einddatum ligt te ver weg. Kies een datum binnen {max} maanden na de ingangsdatum."),
        "einddatum.later": "De overeenkomst eindigt volgens onze gegevens eerder. Kies die datum of een eerdere.",
        "einddatum.volgorde": "De einddatum ligt voor de ingangsdatum. Controleer beide datums.",
        # Account and reglement.
        "wachtwoord.eisen": "Dit wachtwoord kan niet. Kies 12 tot en met 256 tekens, zonder spatie aan begin of eind.",
        "code.onjuist": "Deze code klopt niet of is verlopen. Controleer de code of vraag een nieuwe aan.",
        "organisatie.verplicht": "Een adviseur of vendor hoort bij een organisatie. Vul de organisatie in.",
        "organisatie.consument": "Een consument heeft hier geen organisatie. Haal deze gegevens weg.",
        "akkoord.verplicht": "U hebt nog geen akkoord gegeven. Lees de voorwaarden en geef akkoord.",
        "akkoord.verouderd": "Er is een nieuwere versie. Lees die en geef daarvoor akkoord.",
        "periode.formaat": "Vul een kwartaal in zoals 2027-Q1.",
        "vorm.onbekend": "Kies json, csv of html.",
        "reglement.bestaat": "Deze versie is al gepubliceerd. Kies een nieuw versienummer.",
        # Sending and permission.
        "toestemming.geen": "Kies ten minste één kredietverstrekker.",
        "toestemming.verouderd": "De toestemmingstekst is gewijzigd. Lees de nieuwe tekst en bevestig die.",
        "toestemming.namens": "U kunt deze toestemming zo niet geven. Kies voor wie u toestemming geeft.",
        "toestemming.wijze": "Vul in hoe u de toestemming kreeg, bijvoorbeeld schriftelijk of telefonisch.",
        "toestemming.verkregen_op": "Vul in op welke datum uw klant toestemming gaf.",
        "toestemming.klant_geinformeerd_op": "Vul in op welke datum u uw klant hebt geïnformeerd.",
        "kredietverstrekker.onbekend": "Deze kredietverstrekker kunt u niet kiezen. Kies er een uit de lijst.",
        "kredietverstrekker.beeindigd": "Deze kredietverstrekker is gestopt bij ons. Kies een andere offerte.",
        "kredietverstrekker.product": "Deze kredietverstrekker heeft dit product niet. Kies een andere.",
        "product.niet_actief": (
            "Aanvragen van consumenten nemen wij nog niet aan. Kies een zakelijk product voor een zakelijke klant."
        ),
        "product.betrokkene": "Dit product is alleen voor een consument. Kies een ander product.",
        "dossier.beperkt": "Dit dossier is geblokkeerd op verzoek. Neem contact met ons op.",
        "dossier.betrokkene": "Bij dit dossier zijn al aanvragen. Maak een nieuw dossier.",
        "ongeldige-overgang": "Dit kan niet meer in deze stand. Kijk wat nog wel mogelijk is.",
        "herziening.te_veel": "Deze aanvraag is al te vaak of aan te velen verstuurd. Maak een nieuwe aanvraag.",
        "versie.conflict": (
            "Iemand heeft deze aanvraag net gewijzigd. Bekijk de nieuwe versie en probeer het opnieuw."
        ),
        "sessie.verlopen": "U bent uitgelogd. Uw gegevens zijn bewaard. Log opnieuw in.",
        "offerte.verlenging_gevraagd": "U hebt vandaag al om verlenging gevraagd. Wacht op het antwoord.",
        "geldig_tot.eerder": "De offerte geldt nu al tot die dag of later. Kies een latere dag.",
        "offerte.al_aanvaard": "Deze offerte is al aanvaard. Bekijk de overeenkomst.",
        "offerte.gesloten": "Deze offerte kunt u niet meer aanvaarden. Bekijk de andere offertes.",
        "offerte.indicatief": "Deze offerte is een indicatie. Wacht op een bindende offerte.",
        "sorteer.onbekend": "Deze volgorde kennen wij niet. Kies effectief, totaal of termijn.",
        "antwoord.vorm": "Geef als antwoord een tekst, een heel getal, of true of false.",
        "antwoord.tekst": "Op deze vraag hoort een tekst. Zet het antwoord tussen aanhalingstekens.",
        "antwoord.getal": "Op deze vraag hoort een heel getal. Vul het in zonder aanhalingstekens.",
        "antwoord.bedrag": "Op deze vraag hoort een bedrag in euro. Vul de tekst in zoals 1234.56.",
        "antwoord.datum": "Op deze vraag hoort een datum. Vul die in als jjjj-mm-dd.",
        "antwoord.ja_nee": "Op deze vraag hoort ja of nee. Vul true of false in.",
        "antwoord.keuze": "Dit antwoord kan niet. Kies een van de keuzes bij deze vraag.",
        "vraag.onbeantwoord": "Deze kredietverstrekker stelt een verplichte vraag. Beantwoord die bij antwoorden.",
        "vraag.bsn": "U mag niet naar een burgerservicenummer vragen. Haal deze vraag weg.",
        "vraag.verboden": "Naar zulke gegevens mag u niet vragen. Haal deze vraag weg.",
        "vraag.categorie": "Zulke gegevens verstrekken wij niet. Kies een andere categorie of haal de vraag weg.",
        "vraag.keuzes": "Keuzes horen bij de soort keuze, en alleen daarbij. Controleer de keuzes.",
        "vraag.max_lengte": "Een lengte hoort alleen bij een tekst. Haal de lengte weg.",
        "behoefte.product": "Deze kredietverstrekker heeft dit product niet. Kies een van de eigen producten.",
        "behoefte.gewijzigd": (
            "Deze kredietverstrekker vraagt nu iets anders. Bekijk wat die ontvangt en verstuur opnieuw."
        ),
        "antwoord.niet_gevraagd": "Dit is niet gevraagd. Haal dit antwoord weg.",
        "antwoord.ontbreekt": "Op een vraag staat nog geen antwoord. Beantwoord elke vraag.",
        **DOCUMENTEN,
        "offerte.verlopen": "Deze offerte is niet meer geldig. Vraag een nieuwe aan.",
        "dossier.vol": "Dit dossier heeft al 50 aanvragen. Verwijder een concept of maak een nieuw dossier.",
        "dossier.in_gebruik": "Bij dit dossier loopt nog een aanvraag. Trek die eerst in.",
        "dossier.overeenkomst": "Bij dit dossier hoort een overeenkomst. Verwijderen kan pas als die is beëindigd.",
        "dossier.bericht_onderweg": "Een kredietverstrekker weet nog niet dat u stopt. Probeer het later opnieuw.",
        "product.onbekend": "Dit product kennen wij niet. Kies een product uit de lijst.",
        "velden.onbekend": "Deze velden kunt u hier niet opvragen. Kies alleen naam.",
        "verklaring.vorm": "Deze vorm kennen wij hier niet. Kies json of html.",
        "vernietiging.bezig": "Deze vernietiging is nog bezig. Probeer het over een paar minuten opnieuw.",
        "status.onbekend": "Deze status kunt u niet kiezen. Kijk welke status nu kan.",
        # Between systems.
        "zoeksleutel": "Deze sleutel hoort bij alle gegevens en blijft bestaan. Kies een andere sleutel.",
        "idempotentie-verschil": "Deze Idempotency-Key is al gebruikt voor een ander verzoek. Kies een nieuwe.",
        "idempotentie.lengte": "Deze Idempotency-Key is te lang. Gebruik maximaal {max} tekens.",
        "limiet.bereik": "Deze limiet kan niet. Kies een getal van {min} tot en met {max}.",
        "items.dubbel": "Een code staat twee keer in deze lijst. Geef elke vraag een eigen code.",
        "versie.ouder": "Dit hoort niet bij de laatste versie. Gebruik het nummer uit ons laatste bericht.",
        "verstrekking.vol": "Over deze aanvraag zijn al 25 vragen of offertes ontvangen. Meer nemen wij niet aan.",
        "verstrekking.niet_verzonden": "Deze aanvraag is nog niet verzonden. Wacht op ons bericht.",
        "verstrekking.aangehouden": "Deze aanvraag mag nu niet worden ingezien. Probeer het later opnieuw.",
        "kredietverstrekker.niet_actief": "Deze kredietverstrekker krijgt nu niets. Activeer hem eerst.",
        "levering.niet_mislukt": "Dit bericht is niet mislukt. Alleen een mislukt bericht kan dit.",
        "levering.te_laat": "De aanvraag is ingetrokken of verlopen. Dit bericht versturen wij niet meer.",
        "certificaat.onbruikbaar": "Dit certificaat en deze sleutel passen niet bij elkaar. Controleer beide.",
        "schermnaam.bezet": "Dit e-mailadres heeft al een account. Kies een ander adres.",
        "header.bezet": "Deze header gebruiken wij zelf al. Kies een andere naam.",
        "openingstijd.volgorde": "Deze openingstijd eindigt voor hij begint. Vul bij `tot` een latere tijd in.",
        "levering.vaak": "Deze aanvraag is al 100 keer opgehaald. Gebruik wat u al hebt.",
        "webhook-id.hergebruikt": "Dit webhook-id is al gebruikt voor een ander bericht. Gebruik een nieuw id.",
        "na.formaat": "Deze plaats in de lijst kennen wij niet. Gebruik de waarde uit het vorige antwoord.",
        "controle.ontbreekt": "Nog niet alles is gecontroleerd. Leg de controles vast die nog ontbreken.",
        "controle.rapport": "Bij een certificering hoort een rapport. Vul de SHA-256 van dat rapport in.",
        "contact.onbereikbaar": "Deze contactpersoon is niet te bereiken. Vul een naam in, en e-mail of telefoon.",
        "geheim.direct": "Een reden hoort bij een noodgeval. Zet direct op true, of haal de reden weg.",
        "ophaalcode.vervallen": "Deze code geldt niet meer. U krijgt een nieuwe melding, met een nieuwe code.",
        "geheim.overlapt": "Het vorige geheim geldt nog. Wacht tot het eindigt, of zet direct op true met een reden.",
        "uitdaging.mislukt": "Het adres gaf niet het goede antwoord op ons testbericht. Controleer het adres.",
        "endpoint.bevestiging_nodig": "Dit adres is gewijzigd. Laat een tweede persoon het eerst bevestigen.",
        "endpoint.ander": "Er wacht nu een ander adres. Bekijk het nieuwe adres en bevestig dat.",
        "endpoint.niets_te_bevestigen": "Er is geen nieuw adres om te bevestigen. Wijzig eerst het adres.",
        "medewerker.niets_te_bevestigen": "Dit account wacht niet op bevestiging. U hoeft niets te doen.",
        "bewaarblokkade.te_veel": "Op dit dossier staan al genoeg bewaarblokkades. Hef er eerst een op.",
        "bewaarblokkade.zaak_open": (
            "Deze bewaarblokkade hoort bij een zaak die nog loopt. Zij eindigt als die zaak is afgesloten."
        ),
        "herzien_op.bereik": "Deze datum ligt te ver weg. Kies een datum binnen {max} maanden.",
        "bulk.niet_open": "Deze vernietiging wacht op niemand meer.",
        "bulk.tweede_persoon": "U hebt dit al goedgekeurd. Laat een tweede persoon het ook goedkeuren.",
        "tweede_persoon.nodig": "U hebt dit zelf gewijzigd. Laat een tweede persoon het bevestigen.",
        "endpoint.formaat": "Dit adres klopt niet. Vul het in zoals https://voorbeeld.nl/pad.",
        "endpoint.schema": "Dit adres is niet versleuteld. Gebruik een adres dat begint met https.",
        "endpoint.gebruiker": "In dit adres staat een gebruikersnaam. Haal die weg.",
        "endpoint.poort": "Deze poort kan niet. Gebruik poort 443.",
        "endpoint.fragment": "In dit adres staat een #. Haal het deel vanaf # weg.",
        "endpoint.host": "Deze servernaam kan niet. Gebruik een openbare DNS-naam.",
        "endpoint.adres": "Dit adres is niet openbaar bereikbaar. Gebruik een openbaar adres.",
    }
)


def melding(fault: Fault) -> str:
    """The text of a fault; one that nobody wrote a text for still gets an answer."""
    template = MELDINGEN.get(fault.code, ONBEKEND)
    params = {name: value.replace(" or ", " of ") for name, value in fault.params}  # pydantic joins choices in English
    return template.format_map(defaultdict(str, params, veld=_naam(fault.veld)))


def _naam(veld: str) -> str:
    """The name of a field for a person: of the last part of its path that is no index."""
    names = [part for part in veld.split(".") if not part.isdigit()]
    last = names[-1] if names else ""
    return NAMEN.get(last, last.replace("_", " "))
