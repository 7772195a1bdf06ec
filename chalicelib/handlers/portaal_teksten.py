"""The Dutch of the portal's form: what an answer is for, and what a field asks for where its name does not say it."""

from collections.abc import Mapping
from types import MappingProxyType

from chalicelib.domain.callback import CallbackSoort
from chalicelib.handlers.veldnamen import NAMEN

# Per kind of answer: what it is called, and what it does. A test holds these to the kinds that there are.
SOORTEN: Mapping[CallbackSoort, tuple[str, str]] = MappingProxyType(
    {
        CallbackSoort.ONTVANGEN: ("Ontvangen", "U laat weten dat u de aanvraag hebt gezien."),
        CallbackSoort.IN_BEOORDELING: ("In beoordeling", "U laat weten dat u de aanvraag beoordeelt."),
        CallbackSoort.INFORMATIE_GEVRAAGD: (
            "Informatie vragen",
            "De aanvrager krijgt uw vragen. De antwoorden ziet u daarna hier bij de aanvraag.",
        ),
        CallbackSoort.OFFERTE_UITGEBRACHT: (
            "Offerte uitbrengen",
            "De aanvrager ziet uw offerte. Een nieuwe offerte vervangt uw vorige.",
        ),
        CallbackSoort.OFFERTE_VERLENGD: ("Offerte verlengen", "Uw offerte blijft gelijk en geldt langer."),
        CallbackSoort.OFFERTE_INGETROKKEN: (
            "Offerte intrekken",
            "De aanvrager kan uw offerte dan niet meer aanvaarden.",
        ),
        CallbackSoort.AFGEWEZEN: ("Afwijzen", "U doet geen aanbod. U kunt dit niet ongedaan maken."),
        CallbackSoort.NIET_TE_VERWERKEN: (
            "Niet te verwerken",
            "U kunt niets met deze aanvraag. U kunt dit niet ongedaan maken.",
        ),
        CallbackSoort.GEACTIVEERD: ("Overeenkomst ingegaan", "De overeenkomst is getekend en loopt."),
        CallbackSoort.BEEINDIGD: (
            "Overeenkomst beëindigd",
            "De overeenkomst is voorbij. U kunt dit niet ongedaan maken.",
        ),
    }
)

# Where the name of a field with its article makes no label.
_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "btw_meefinancieren": "Btw meefinancieren",
        "btw_regime": "Btw-regeling",
        "code": "Kenmerk van de vraag",
        "document": "Document dat u vraagt",
        "geldig_tot": "Geldig tot en met",
        "omschrijving": "Uw vraag",
        "reden_categorie": "Reden",
        "slottermijn_moment": "Moment van de slottermijn",
        "soort": "Soort",
        "staat": "Staat",
    }
)
HINTS: Mapping[str, str] = MappingProxyType(
    {
        "code": "U ziet dit kenmerk terug bij het antwoord.",
        "document": "Laat dit leeg als u alleen een antwoord in woorden wilt.",
        "eenmalige_kosten": "Kosten die de klant één keer betaalt, aan het begin.",
        "geldig_tot": "De laatste dag waarop de klant kan aanvaarden.",
        "nominale_jaarrente": "Als percentage, zoals 6,25.",
        "ondertekend_op": "Zonder opgave geldt vandaag.",
        "reden": "Vul geannuleerd of herroepen in als de overeenkomst niet is doorgegaan.",
        "referentie": "Uw eigen kenmerk.",
        "slottermijn": "Vul 0 in als er geen slottermijn is.",
        "voorwaarden_op": "Zonder opgave geldt de dag van ondertekening.",
    }
)
# What is wrong with a text whose form is wrong.
FOUTEN: Mapping[str, str] = MappingProxyType(
    {
        "bedrag": "Vul een bedrag in zoals 1.234,56.",
        "procent": "Vul een percentage in zoals 6,25, lager dan 100.",
        "datum": "Deze datum bestaat niet. Vul dag, maand en jaar in.",
        "getal": "Vul een heel getal in van {min} tot en met {max}.",
        "code": "Gebruik alleen kleine letters, cijfers, punt, streepje en laag streepje, zonder spaties.",
        "referentie": "Begin met een letter of cijfer, en gebruik gewone letters, cijfers en leestekens.",
        "tekst": "Hier staat een teken in dat niet kan. Gebruik gewone letters, cijfers en leestekens.",
    }
)
# A choice that its own word does not name well enough.
_KEUZES: Mapping[str, str] = MappingProxyType(
    {
        "12": "12 (elke maand)",
        "4": "4 (elk kwartaal)",
        "2": "2 (elk half jaar)",
        "1": "1 (elk jaar)",
        "beleid": "Past niet bij ons beleid",
        "krediet": "Uitkomst van de kredietbeoordeling",
        "object": "Het object",
        "onvolledig": "De aanvraag is onvolledig",
        "anders": "Een andere reden",
        "einde_looptijd": "Aan het einde van de looptijd",
        "btw_aangifte": "Btw-aangifte",
        "ubo_verklaring": "UBO-verklaring",
        "kvk_uittreksel": "KvK-uittreksel",
    }
)


def label(veld: str) -> str:
    """Of a field, by its name alone: the name as it stands in a sentence, without its article."""
    if veld in _LABELS:
        return _LABELS[veld]
    naam = NAMEN.get(veld, veld.replace("_", " "))
    return _capital(naam.removeprefix("de ").removeprefix("het "))


def keuze(waarde: object) -> str:
    text = str(waarde)
    return _KEUZES.get(text) or _capital(text.replace("_", " "))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
