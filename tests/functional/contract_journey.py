"""An Aanvraag on its way: from a dossier to Kredietverstrekkers that hold it."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.functional.contract_bodies import aanvraag_body, dossier_body, offerte_data, today
from tests.functional.contract_client import Answer, Api, Json, eventually
from tests.functional.contract_lender import Lender, Message

UNHEARD = frozenset({"klaar"})


@dataclass(frozen=True)
class Sent:
    """An Aanvraag that was sent; `verstrekkingen` gives the id for each Kredietverstrekker's id."""

    sender: Api
    dossier: str
    aanvraag: str
    versie: int
    verstrekkingen: dict[str, str]

    def data(self, lender: Lender, **extra: object) -> Json:
        """The `data` of a callback of this Kredietverstrekker."""
        return {"verstrekking_id": self.verstrekkingen[lender.id], "versie": self.versie, **extra}

    def callback(self, lender: Lender, kind: str, **extra: object) -> Answer:
        return lender.callback(kind, self.data(lender, **extra))

    def quote(self, lender: Lender, **changes: object) -> str:
        """The id of an Offerte that this Kredietverstrekker made."""
        before = {offer["id"] for offer in self.offers()}
        answer = self.callback(lender, "offerte.uitgebracht", **{**offerte_data(), **changes})
        assert answer.status == 202, answer.raw
        (made,) = {offer["id"] for offer in self.offers()} - before
        return str(made)

    def offers(self, query: str = "") -> list[Json]:
        found: list[Json] = self.sender.seen(f"/v1/aanvragen/{self.aanvraag}/offertes{query}")["offertes"]
        return found

    def seen(self) -> Json:
        return self.sender.seen(f"/v1/aanvragen/{self.aanvraag}")

    def verstrekking(self, lender: Lender) -> Json:
        """The line of this Kredietverstrekker as the sender sees it."""
        (line,) = [row for row in self.seen()["verstrekkingen"] if row["kredietverstrekker_id"] == lender.id]
        found: Json = line
        return found

    def withdraw(self) -> Answer:
        return self.sender.post(f"/v1/aanvragen/{self.aanvraag}/intrekking", {"reden": "Voorbeeld"})


def new_dossier(sender: Api) -> str:
    return str(sender.made("/v1/dossiers", dossier_body())["id"])


def new_aanvraag(sender: Api, dossier: str | None = None) -> str:
    """A concept, in a dossier of its own unless one is given."""
    return str(sender.made(f"/v1/dossiers/{dossier or new_dossier(sender)}/aanvragen", aanvraag_body())["id"])


def consent_text(sender: Api) -> str:
    """The version of the consent text of this moment."""
    return str(sender.seen("/v1/kredietverstrekkers?product=financial_lease")["toestemmingstekst"]["versie"])


def verzending_body(sender: Api, lenders: Sequence[str]) -> Json:
    """What a vendor or adviseur sends: the klant agreed in writing."""
    toestemming = {
        "tekst_versie": consent_text(sender),
        "namens": "klant",
        "verkregen_op": today().isoformat(),
        "wijze": "schriftelijk",
        "klant_geinformeerd_op": today().isoformat(),
    }
    return {"kredietverstrekkers": list(lenders), "toestemming": toestemming}


def send(sender: Api, *lenders: Lender, dossier: str | None = None) -> Sent:
    """Sent to these Kredietverstrekkers, and every one has been offered it."""
    own = dossier or new_dossier(sender)
    aanvraag = new_aanvraag(sender, own)
    body = verzending_body(sender, [lender.id for lender in lenders])
    made = sender.made(f"/v1/aanvragen/{aanvraag}/verzending", body, 202, If_Match='"1"')
    ids = {row["kredietverstrekker_id"]: row["id"] for row in made["verstrekkingen"]}
    sent = Sent(sender, own, aanvraag, made["versie"], ids)
    eventually(sent.seen, lambda seen: not any(row["status"] in UNHEARD for row in seen["verstrekkingen"]))
    return sent


def offered(lender: Lender, sent: Sent) -> Message:
    """The message by which this Kredietverstrekker got the Aanvraag."""
    own = sent.verstrekkingen[lender.id]
    (message,) = [one for one in lender.ear.wait("aanvraag.aangeboden") if one.data["verstrekking_id"] == own]
    return message
