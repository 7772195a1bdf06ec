"""
The vocabulary of personal data: what kind it is, whose, what for and on what ground.

A field of a stored model says its Categorie and nothing else:

    achternaam: Annotated[str, Categorie.NAW]

What follows from a category (doelen, ground, bewaartermijn, generalisation) stands in one table,
`privacy/register.py`.
"""

from enum import StrEnum


class Categorie(StrEnum):
    """Kinds of data of art. 3 lid 2 and art. 4 lid 2."""

    NAW = "naw"  # art. 3.2a, 4.2a: name, address, contact
    KVK = "kvk"  # art. 3.2b, 4.2b: registration at the KvK and the tax office
    ABONNEMENT = "abonnement"  # art. 3.2c: kind of user, way of use, reason of ending
    FUNCTIE = "functie"  # art. 3.2d: profession and function of a Gebruiker
    ONDERNEMING = "onderneming"  # art. 4.2c: profession and company of a Klant
    FINANCIEEL = "financieel"  # art. 4.2d: financial data, as far as needed
    OBJECT = "object"  # art. 4.2e: the object to be financed
    VOORWAARDEN = "voorwaarden"  # art. 4.2f: rates, premiums and terms, asked, offered and agreed
    INLOG = "inlog"  # art. 1.18, 1.20: Schermnaam and Wachtwoord
    DOCUMENT = "document"  # art. 4.2d: papers that show it, as far as needed
    CORRESPONDENTIE = "correspondentie"  # art. 5.3: questions and answers
    TECHNISCH = "technisch"  # art. 3.2e: never copied into a dossier


class GeenPersoonsgegeven(StrEnum):
    """Marks a field of a stored model that is not about a person, with the reason."""

    SLEUTEL = "id or key without meaning outside the broker"
    TOESTAND = "state, version or counter"
    TIJD = "time of an event"
    REGEL = "code, choice or rule of the broker itself"
    BEDRIJF = "published data of a Kredietverstrekker as a company"
    BEWIJS = "digest or pseudonymous proof"


class Betrokkene(StrEnum):
    """Whose data: the kinds of betrokkene that the reglement knows (art. 1.4, 1.6, 1.12, 1.13, 1.21)."""

    ADVISEUR = "adviseur"
    VENDOR = "vendor"
    KLANT = "klant"
    CONSUMENT = "consument"
    MEDEWERKER = "medewerker"  # contact person of a Kredietverstrekker, or an operator


class Doel(StrEnum):
    """The purposes of art. 5, by their number there; a closed list."""

    DIENST = "5.1"
    VEILIGE_HANDEL = "5.2"
    VRAGEN = "5.3"
    VERSTREKKING = "5.4"
    DERDEN = "5.5"
    NALEVING = "5.6"
    GEBRUIKSGEMAK = "5.7"
    RELATIE = "5.8"
    MARKTONDERZOEK = "5.9"
    HERFINANCIERING = "5.10"
    STATISTIEK = "5.11"
    WET = "5.12"
    ANDERS = "5.13"


class Grond(StrEnum):
    """Grounds of art. 6(1) AVG."""

    TOESTEMMING = "6.1.a"
    OVEREENKOMST = "6.1.b"
    WETTELIJKE_PLICHT = "6.1.c"
    GERECHTVAARDIGD_BELANG = "6.1.f"
