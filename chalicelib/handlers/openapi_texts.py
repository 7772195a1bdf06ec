"""The Dutch of the OpenAPI document: what it is, what its parts are for, and what fields mean that do not say so."""

from collections.abc import Mapping
from types import MappingProxyType

TITLE = "Lease-deal: aanvragen, kredietverstrekkers en offertes"
DESCRIPTION = """\
Met deze API maakt u een aanvraag voor een leasecontract en verstuurt u die, met toestemming per ontvanger, naar een \
of meer kredietverstrekkers. De offertes die terugkomen, rekenen wij na en zetten wij naast elkaar.

- Alles is JSON in UTF-8. Een onbekend veld, een dubbele sleutel of een verkeerd type geeft 422. In antwoorden kunnen \
later velden bij komen; een veld zonder waarde ontbreekt.
- Bedragen zijn teksten in euro met twee decimalen (`"12500.00"`); rentes zijn fracties (`"0.0625"` is 6,25%); dagen \
zijn `jjjj-mm-dd`; tijdstippen volgen RFC 3339, in UTC. Een id is een tekst zonder betekenis.
- Een fout is `application/problem+json` (RFC 9457). Een waarde die u stuurde, komt er nooit in terug.
- Wie niet is ingelogd, krijgt 401; wie de rol mist, 403. Wat niet bestaat en wat niet van u is, geeft dezelfde 404.
- `If-Match` noemt de versie die u wijzigt of verstuurt; is die verouderd, dan krijgt u 412.
- Met dezelfde `Idempotency-Key` krijgt u 30 dagen lang hetzelfde antwoord en gebeurt er niets dubbel.
- Berichten van en naar kredietverstrekkers zijn getekend volgens Standard Webhooks 1.0.
"""
LICENCE = "Apache-2.0"
BEARER = "Het access_token van `POST /v1/sessies`."

TAGS: Mapping[str, str] = MappingProxyType(
    {
        "gezondheid": "Of de dienst bereikbaar is.",
        "reglementen": "Het privacyreglement en de gebruikersvoorwaarden, zoals gepubliceerd.",
        "accounts": "Een account aanmaken en bevestigen.",
        "sessies": "Inloggen, ingelogd blijven en uitloggen.",
        "wachtwoord": "Een nieuw wachtwoord kiezen.",
        "account": "Uw eigen account.",
        "kredietverstrekkers": "Naar wie u een aanvraag kunt versturen.",
        "dossiers": "Voor wie de lease is.",
        "aanvragen": "Wat u wilt financieren, en hoe: maken, versturen, volgen, vergelijken, intrekken.",
        "verstrekkingen": "Een aanvraag bij één kredietverstrekker.",
        "offertes": "Een offerte aanvaarden.",
        "overeenkomsten": "Wat er uit een aanvaarde offerte volgt.",
        "sleutels": "De openbare sleutels bij onze handtekeningen.",
        "verklaringen": "Verklaringen van vernietiging, om te bewaren.",
        "kennisgevingen": "Wat er verloopt of is verlopen, en wat u kunt doen.",
        "voorkeuren": "Waarover u berichten wilt; alles staat uit tot u het aanzet.",
        "toestemmingen": "Uw toestemmingen, en ze intrekken.",
        "callbacks": "Berichten van een kredietverstrekker aan ons.",
        "portaal": "Voor medewerkers van een kredietverstrekker.",
        "leveringen": "Ophalen wat wij een kredietverstrekker meldden.",
        "beheer": "Voor medewerkers; elke route vraagt een rol.",
        "openapi.json": "Dit document.",
        "kredietverstrekker": "Berichten van ons aan een kredietverstrekker.",
    }
)

# A field means the same in every body, so its name is enough.
FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "aanbetaling": "Wat u zelf aan het begin betaalt, in euro.",
        "aangeboden": "Wat de kredietverstrekker aanbiedt.",
        "achtergebleven": "Wat wel was ingevuld, maar niet naar deze kredietverstrekker ging.",
        "afwijkingen": "Waar de offerte afwijkt van de aanvraag, of waar de cijfers niet kloppen.",
        "behoefte_sha256": "De SHA-256 van wat deze kredietverstrekker ontvangt en vraagt, zoals u het nu ziet.",
        "bedenktijd_tot": "De laatste dag waarop een consument de overeenkomst kan herroepen.",
        "berekend": "Wat wij zelf berekenen.",
        "bevestigbaar": "Stuur het verzoek opnieuw met `X-Bevestig: geen-bsn` als het getal geen BSN is.",
        "btw_meefinancieren": "Of het btw-bedrag ook wordt gefinancierd.",
        "controle_ontbreekt": "Wat nog gecontroleerd moet worden voordat deze kredietverstrekker actief kan worden.",
        "controles": "Wat is gecontroleerd, door wie, wanneer, en waar het bewijs staat.",
        "direct": "Een noodgeval: laat het oude geheim direct vervallen; zeg dan ook de reden.",
        "draaiuren_per_jaar": "Verwacht gebruik in uren per jaar.",
        "effectieve_jaarrente": "Door ons berekend, inclusief eenmalige kosten; fractie met zes decimalen.",
        "eenmalige_kosten": "Kosten die u één keer betaalt, aan het begin, in euro.",
        "eigen_vermogen": "In euro; kan negatief zijn.",
        "endpoint": "Waar onze berichten naartoe gaan, met https.",
        "expires_in": "Hoeveel seconden het access_token geldt.",
        "financieringsbedrag": "Prijs, eventueel met btw, min aanbetaling en inruil; in euro.",
        "geheim": "Om berichten mee te tekenen en te controleren; u ziet het één keer.",
        "geldig_tot": "De laatste dag waarop de offerte geldt, tijd van Amsterdam.",
        "gezien": "Stuur dit mee, dan gaat er niets naar wie intussen iets anders ontvangt of vraagt.",
        "gevraagd": "Wat u vroeg.",
        "huidig": "Of dit de versie is die nu geldt.",
        "informatiebehoefte": "De veldpaden die deze kredietverstrekker ontvangt; een pad omvat alles eronder.",
        "informatiebehoefte_per_product": "Per product de veldpaden, in plaats van de algemene.",
        "inruil": "De waarde van wat u inruilt, in euro.",
        "jkp": "Jaarlijks kostenpercentage als fractie; alleen bij consumptief krediet.",
        "kenteken": "Met of zonder streepjes; u krijgt het terug met streepjes.",
        "klopt": "Of dit, volgens ons bewijs, precies het bericht is dat wij verstuurden.",
        "klaar": "Of de vernietiging helemaal is uitgevoerd.",
        "klant_geinformeerd_op": "Wanneer u de klant informeerde; verplicht als u namens een klant verstuurt.",
        "land": "Landcode met twee hoofdletters (ISO 3166-1).",
        "looptijd_maanden": "Van 6 tot en met 120, met een heel aantal termijnen.",
        "melding": "Wat er niet klopt en wat u kunt doen, voor een mens.",
        "namens": "Voor wie de toestemming geldt: voor uzelf, of voor uw klant.",
        "nettowinst": "In euro; een verlies is negatief.",
        "nominale_jaarrente": "Zoals de kredietverstrekker die noemt; fractie.",
        "oud_geldig_tot": "Tot wanneer het oude geheim nog geldt.",
        "pogingen": "Hoe vaak wij de aanvraag probeerden af te leveren.",
        "prijs_excl_btw": "De aanschafprijs zonder btw, in euro.",
        "refresh_token": "Om een nieuw access_token mee te vragen.",
        "regel": "De regel waarop de vernietiging rust.",
        "reden_categorie": "Waarom de kredietverstrekker afwijst, of dat die is gestopt bij ons.",
        "referentie": "Het kenmerk van de ander.",
        "restwaarde": "De verwachte waarde aan het einde, in euro.",
        "schermnaam": "Uw e-mailadres.",
        "sha256": "De SHA-256 van de tekst, hexadecimaal.",
        "slottermijn": "De laatste, hogere betaling, in euro; lager dan het financieringsbedrag.",
        "slottermijn_moment": "Aan het einde van de looptijd, of tegelijk met de laatste termijn.",
        "tekst_versie": "De versie van de toestemmingstekst die u las.",
        "termijnbedrag": "Per termijn, in euro.",
        "totaal_te_betalen": "Alle termijnen, de slottermijn en de eenmalige kosten, in euro.",
        "totale_kosten": "Wat de financiering u kost, in euro.",
        "uiterste_reactie": "Tot wanneer een kredietverstrekker kan antwoorden; zonder opgave 14 dagen.",
        "uitleg_volgorde": "Hoe deze lijst is gesorteerd.",
        "veld": "Waar het over gaat: een pad met punten.",
        "vereiste_velden": "Precies wat deze kredietverstrekker ontvangt.",
        "verkregen_op": "Wanneer de klant toestemming gaf; verplicht als u namens een klant verstuurt.",
        "vertrokken": "Wat er van de gevraagde velden was ingevuld en is verstuurd.",
        "verzoek_id": "Het nummer van dit verzoek, voor vragen aan ons.",
        "volgende": "Geef dit mee als `na` voor het vervolg; ontbreekt aan het einde.",
        "volgende_stap": "Wat u nu kunt doen.",
        "vragen": "Wat een kredietverstrekker vraagt naast de velden; uw antwoord gaat alleen naar die ene.",
        "wachtwoord": "Van 12 tot en met 256 tekens.",
        "wijze": "Hoe de klant toestemming gaf; verplicht als u namens een klant verstuurt.",
    }
)

SUCCESS: Mapping[int, str] = MappingProxyType(
    {
        200: "Gelukt.",
        201: "Gemaakt.",
        202: "Aangenomen.",
        204: "Gelukt; er is geen inhoud.",
        206: "Het deel dat u vroeg.",
        303: "Het staat op het adres in `Location`.",
    }
)
