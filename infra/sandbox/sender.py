"""The other side of a certification: an operator who registers the endpoint, and a Klant who sends Aanvragen to it."""

import json
import re
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.kredietverstrekker import Levering
from chalicelib.domain.kredietverstrekker_inhoud import NieuweKredietverstrekker
from chalicelib.handlers.schemas.examples import BODIES
from infra.local.client import Client
from infra.local.config import ROOT, LocalError
from infra.local.seed import OPERATOR_PASSWORD, OPERATORS

KREDIETVERSTREKKERS = "/v1/beheer/kredietverstrekkers"
PASSWORD = "Voorbeeld-Wachtwoord-2026"  # noqa: S105 # pragma: allowlist secret
# What the example endpoint needs to make an Offerte: nobody's name is among it.
NEEDS = ("product", "object", "financiering", "onderneming.kvk_nummer", "onderneming.rechtsvorm")
PUSH, MELDING, POLLING = Levering.PUSH.value, Levering.MELDING.value, Levering.POLLING.value
CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
PATIENCE_SECONDS = 30.0
POLL_SECONDS = 0.1

Json = dict[str, Any]


@dataclass(frozen=True)
class Registered:
    """What a Kredietverstrekker gets to know, once."""

    id: str
    geheim: str


@dataclass(frozen=True)
class Sent:
    """An Aanvraag that is on its way to one Kredietverstrekker."""

    aanvraag_id: str
    verstrekking_id: str
    versie: int


# Questions of its own and hours of its own would be another's to answer, or make a run wait.
NOT_TRIED = frozenset({"vragen", "informatiebehoefte_per_product", "bezorging"})


def registration(endpoint: str, way: str = PUSH) -> Json:
    """The request that registers a Kredietverstrekker: the example of the schema, at this endpoint, told this way."""
    example: Mapping[str, Any] = next(iter(BODIES[NieuweKredietverstrekker].values()))
    plain = {name: value for name, value in example.items() if name not in NOT_TRIED}
    return {**plain, "naam": "Certificering", "endpoint": endpoint, "informatiebehoefte": list(NEEDS), "levering": way}


def register(port: int, endpoint: str, way: str = PUSH) -> Registered:
    """As an operator does, over HTTP; on this machine nobody has to prove who holds the endpoint."""
    with _operator(port) as operator:
        made = operator.post(KREDIETVERSTREKKERS, registration(endpoint, way))
        operator.post(f"{KREDIETVERSTREKKERS}/{made['id']}/activering", {})
    return Registered(made["id"], made["geheim"])


def end(port: int, lessor_id: str) -> None:
    """A certification leaves no Kredietverstrekker behind that senders could choose."""
    path = f"{KREDIETVERSTREKKERS}/{lessor_id}"
    with _operator(port) as operator:
        versie = operator.get(path)["versie"]
        operator.call("PATCH", path, {"status": "beeindigd"}, {"If-Match": f'"{versie}"'})


@contextmanager
def _operator(port: int) -> Iterator[Client]:
    """Signed out again: the sessions of one person are limited, and each new one may end that of somebody at work."""
    operator = Client(port).login(next(iter(OPERATORS)), OPERATOR_PASSWORD)
    try:
        yield operator
    finally:
        operator.call("DELETE", "/v1/sessies")


class Sender:
    """A Klant with one dossier, who sends an Aanvraag of his own for each scenario."""

    def __init__(self, port: int, lessor_id: str) -> None:
        self._lessor_id = lessor_id
        self._client = _sign_up(Client(port))
        self._dossier = self._client.post("/v1/dossiers", _example("dossier-klant.json"))["id"]
        chosen = self._client.get("/v1/kredietverstrekkers?product=financial_lease")
        self._consent = {"tekst_versie": chosen["toestemmingstekst"]["versie"], "namens": "zelf"}

    def send(self, *, edits: int = 0) -> Sent:
        """A new Aanvraag; `edits` are changes before it is sent, each of which raises its version."""
        made = self._client.post(f"/v1/dossiers/{self._dossier}/aanvragen", _example("aanvraag-financial-lease.json"))
        path, versie = f"/v1/aanvragen/{made['id']}", made["versie"]
        for number in range(edits):
            change = {"financiering": {"looptijd_maanden": 48 - number * 12}}
            versie = self._client.call("PATCH", path, change, {"If-Match": f'"{versie}"'})["versie"]
        body = {"kredietverstrekkers": [self._lessor_id], "toestemming": self._consent}
        sent = self._client.post(f"{path}/verzending", body, **{"If-Match": f'"{versie}"'})
        return Sent(made["id"], sent["verstrekkingen"][0]["id"], versie)

    def withdraw(self, sent: Sent) -> None:
        self._client.post(f"/v1/aanvragen/{sent.aanvraag_id}/intrekking", {})

    def offers(self, sent: Sent) -> list[Json]:
        found: list[Json] = self._client.get(f"/v1/aanvragen/{sent.aanvraag_id}/offertes")["offertes"]
        return found

    def accept(self, offer: Json) -> None:
        self._client.post(f"/v1/offertes/{offer['id']}/aanvaarding")


def _sign_up(client: Client) -> Client:
    """A new account, confirmed with the code from its mail, and signed in."""
    schermnaam = f"klant.{uuid.uuid4().hex[:12]}@example.com"
    documents = client.get("/v1/reglementen")["reglementen"]
    account = {
        "schermnaam": schermnaam,
        "wachtwoord": PASSWORD,
        "soort": "klant",
        "naam": "Testpersoon Voorbeeld",
        "akkoord": {one["soort"]: one["versie"] for one in documents if one["huidig"]},
    }
    client.post("/v1/accounts", account)
    client.post("/v1/accounts/bevestiging", {"schermnaam": schermnaam, "code": _mailed_code(client, schermnaam)})
    return client.login(schermnaam, PASSWORD)


def _mailed_code(client: Client, schermnaam: str) -> str:
    end_at = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end_at:
        for mail in client.get("/v1/lokaal/post"):
            if mail["to"] == schermnaam and (found := CODE.search(mail["text"])):
                return found[0]
        time.sleep(POLL_SECONDS)
    raise LocalError("no mail with a code came")


def _example(name: str) -> Json:
    example: Json = json.loads((ROOT / "examples" / name).read_bytes())
    return example
