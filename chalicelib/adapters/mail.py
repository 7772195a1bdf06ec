"""
Mail to people, through SES: our Dutch texts (B1, "u"), never with data of a dossier (I6).

A mail with a code holds that code as its only number of six digits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.adapters.aws import aws_answers

if TYPE_CHECKING:
    from mypy_boto3_ses import SESClient

_GREETING = "Geachte heer of mevrouw,\n\n"
_CLOSING = "\n\nMet vriendelijke groet,\nLease-deal"
_TERM = "De code is 15 minuten geldig. Geef de code aan niemand door, ook niet aan ons."


@dataclass(frozen=True)
class Text:
    subject: str
    body: str

    def filled(self, **params: str) -> str:
        return _GREETING + self.body.format(**params) + _CLOSING


CODES: Mapping[str, Text] = {
    "bevestiging": Text(
        "Bevestig uw account bij Lease-deal",
        "U hebt een account aangemaakt bij Lease-deal. Met deze code bevestigt u uw e-mailadres:\n\n"
        "{code}\n\n" + _TERM + "\n\n"
        "Bij uw aanmelding hebt u het Privacy Reglement en de Gebruikersvoorwaarden aanvaard. U kunt beide "
        "altijd lezen en bewaren op onze website, onder Reglementen.\n\n"
        "Hebt u zelf geen account aangemaakt? Dan hoeft u niets te doen en gebruikt u de code niet. "
        "Zonder de code wordt het account niet geopend.",
    ),
    "herstel": Text(
        "Kies een nieuw wachtwoord voor Lease-deal",
        "U wilt een nieuw wachtwoord voor uw account bij Lease-deal. Dit is uw code:\n\n"
        "{code}\n\n" + _TERM + "\n\n"
        "Hebt u dit niet zelf gevraagd? Dan hoeft u niets te doen. Uw wachtwoord blijft hetzelfde.",
    ),
    "identiteit": Text(
        "Bevestig dat u het bent",
        "U hebt Lease-deal een verzoek gestuurd over uw gegevens. Met deze code laat u zien dat dit e-mailadres "
        "van u is:\n\n{code}\n\n" + _TERM + "\n\n"
        "Hebt u ons geen verzoek gestuurd? Dan hoeft u niets te doen.",
    ),
}
NOTICES: Mapping[str, Text] = {
    "adres_bekend": Text(
        "U hebt al een account bij Lease-deal",
        "Iemand wilde met dit e-mailadres een account aanmaken bij Lease-deal. U hebt al een account. "
        "Er is niets veranderd.\n\n"
        "Was u dit zelf? Log dan in met uw wachtwoord. Weet u uw wachtwoord niet meer? Kies dan op de "
        "inlogpagina voor een nieuw wachtwoord.\n\nWas u dit niet? Dan hoeft u niets te doen.",
    ),
    "contact_vervangen": Text(
        "De contactpersoon van uw koppeling met Lease-deal is gewijzigd",
        "U was bij ons bekend als contactpersoon van een kredietverstrekker. Een medewerker van Lease-deal heeft "
        "zojuist andere contactgegevens ingevuld. Wij gebruiken dit e-mailadres niet meer.\n\n"
        "Hebt u daar niet om gevraagd? Bel ons dan direct, op het nummer dat u al van ons had.",
    ),
    "geheim_vernieuwd": Text(
        "Het geheim van uw koppeling met Lease-deal is vernieuwd",
        "U bent contactpersoon van een kredietverstrekker. Een medewerker van Lease-deal heeft zojuist het geheim "
        "vernieuwd waarmee uw systeem berichten tekent.\n\n"
        "Hebt u daar niet om gevraagd? Bel ons dan direct, op het nummer dat u al van ons had.",
    ),
    "medewerker_aangemaakt": Text(
        "Een nieuwe medewerker in het portaal van Lease-deal",
        "U bent contactpersoon van een kredietverstrekker. Een medewerker van Lease-deal heeft zojuist een account "
        "gemaakt waarmee iemand namens u in het portaal aanvragen kan zien. Het account werkt pas als een tweede "
        "medewerker het heeft bevestigd.\n\n"
        "Hebt u daar niet om gevraagd? Bel ons dan direct, op het nummer dat u al van ons had.",
    ),
    "wachtwoord_gewijzigd": Text(
        "Uw wachtwoord bij Lease-deal is gewijzigd",
        "Het wachtwoord van uw account bij Lease-deal is zojuist gewijzigd. U bent op alle apparaten "
        "uitgelogd.\n\nHebt u dit niet zelf gedaan? Vraag dan direct een nieuw wachtwoord aan op de "
        "inlogpagina en neem contact met ons op.",
    ),
}


class SesMail:
    """The port `Mail`."""

    def __init__(self, client: "SESClient", sender: str) -> None:
        self._client = client
        self._sender = sender

    def send_code(self, to: str, soort: str, code: str) -> None:
        text = CODES[soort]
        self._send(to, text.subject, text.filled(code=code))

    def send_notice(self, to: str, soort: str, **params: str) -> None:
        text = NOTICES[soort]
        self._send(to, text.subject, text.filled(**params))

    def _send(self, to: str, subject: str, body: str) -> None:
        with aws_answers("ses"):
            self._client.send_email(
                Source=self._sender,
                Destination={"ToAddresses": [to]},
                Message={
                    "Subject": {"Data": subject, "Charset": "UTF-8"},
                    "Body": {"Text": {"Data": body, "Charset": "UTF-8"}},
                },
            )
