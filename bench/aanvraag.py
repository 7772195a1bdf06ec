"""One Aanvraag with five Kredietverstrekkers, from the first POST of its dossier to the comparison of Offertes."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from bench.inputs import aanvraag
from bench.stage import Json, Stage
from chalicelib.adapters.signatures import StandardWebhooks
from chalicelib.domain.gebruiker import SYSTEEM, Rol
from chalicelib.domain.kalender import today
from chalicelib.domain.reglement_versie import DocumentSoort
from chalicelib.privacy.toestemming import HUIDIGE_TEKST
from chalicelib.usecases.create_operator import create_operator
from chalicelib.usecases.publish_reglement import Publicatie, publish_reglement

KREDIETVERSTREKKERS = 5
VERSION = "2021-04-26"
PASSWORD = "een lang wachtwoord"  # noqa: S105 - of nobody
OPERATOR, SENDER = "beheer@example.com", "testpersoon@example.com"
VALID_DAYS = 14
NEEDS = ("betrokkene", "onderneming", "financieel", "product", "object", "financiering")


@dataclass(frozen=True)
class Lessor:
    """A Kredietverstrekker as it knows itself: its id at the broker and its secret."""

    id: str
    geheim: str


@dataclass(frozen=True)
class Parties:
    """Who takes part: a sender who is signed in, and five active Kredietverstrekkers."""

    token: str
    lessors: Sequence[Lessor]


def invite(stage: Stage) -> Parties:
    """Documents, an operator, the Kredietverstrekkers, and a Klant with a confirmed account."""
    for soort in DocumentSoort:
        text = f"# Voorbeeld van {soort}"
        publish_reglement(stage.http, SYSTEEM, Publicatie(soort, VERSION, date.fromisoformat(VERSION), text))
    create_operator(stage.http, OPERATOR, "Voorbeeld Beheer", PASSWORD, list(Rol))
    operator = _login(stage, OPERATOR)
    lessors = [_register(stage, operator, number) for number in range(KREDIETVERSTREKKERS)]
    _sign_up(stage)
    return Parties(_login(stage, SENDER), lessors)


def play(stage: Stage, parties: Parties, dossier: Json) -> None:
    """The whole of it. Raises RuntimeError unless all five Offertes stand in the comparison."""
    path = submit(stage, parties, dossier)
    offers = stage.call("GET", f"{path}/offertes?sorteer=effectief", token=parties.token)["offertes"]
    if len(offers) != KREDIETVERSTREKKERS:
        raise RuntimeError("an Offerte is missing")


def submit(stage: Stage, parties: Parties, dossier: Json, looks: int = 0) -> str:
    """
    Up to the last callback; the path of the Aanvraag.

    `looks` is how often its sender opens its page while it waits for answers.
    """
    token = parties.token
    dossier_id = stage.call("POST", "/v1/dossiers", dossier, token)["id"]
    made = stage.call("POST", f"/v1/dossiers/{dossier_id}/aanvragen", aanvraag(), token)
    path = f"/v1/aanvragen/{made['id']}"
    sent = _send(stage, parties, path, made["versie"])
    for _ in range(looks):
        stage.call("GET", path, token=token)
    stage.work_off_queue()
    for lessor in parties.lessors:
        _offer(stage, lessor, sent)
    return path


def _send(stage: Stage, parties: Parties, path: str, versie: int) -> Json:
    body = {
        "kredietverstrekkers": [lessor.id for lessor in parties.lessors],
        "toestemming": {"tekst_versie": HUIDIGE_TEKST.versie, "namens": "zelf"},
    }
    return stage.call("POST", f"{path}/verzending", body, parties.token, **{"if-match": f'"{versie}"'})


def _offer(stage: Stage, lessor: Lessor, sent: Json) -> None:
    """The callback of one Kredietverstrekker, signed with its own secret."""
    ours = next(row for row in sent["verstrekkingen"] if row["kredietverstrekker_id"] == lessor.id)
    now = datetime.now(UTC)
    data = {"verstrekking_id": ours["id"], "versie": sent["versie"], **_terms(now)}
    message = {"type": "offerte.uitgebracht", "timestamp": now.isoformat(), "data": data}
    body = json.dumps(message).encode()
    headers = dict(StandardWebhooks().sign([lessor.geheim], f"msg_{uuid4().hex}", now, body))
    stage.raw_call("POST", f"/v1/callbacks/{lessor.id}", body, headers)


def _terms(now: datetime) -> Json:
    return {
        "referentie": "VOORBEELD-1",
        "soort": "bindend",
        "financieringsbedrag": "36000.00",
        "looptijd_maanden": 60,
        "termijnen_per_jaar": 12,
        "betaalwijze": "achteraf",
        "termijnbedrag": "642.85",
        "aanbetaling": "4000.00",
        "slottermijn": "4000.00",
        "slottermijn_moment": "einde_looptijd",
        "eenmalige_kosten": "195.00",
        "geldig_tot": (today(now) + timedelta(days=VALID_DAYS)).isoformat(),
    }


def _register(stage: Stage, operator: str, number: int) -> Lessor:
    """Registered and activated by an operator, at an address that counts as proven."""
    endpoint = f"https://kv{number}.example.com/haak"
    stage.egress.trusted_endpoints.add(endpoint)
    body = {
        "naam": f"Voorbeeld Lease {number}",
        "kvk_nummer": "69599068",
        "land": "NL",
        "endpoint": endpoint,
        "producten": ["financial_lease"],
        "informatiebehoefte": NEEDS,
        "privacyverklaring": "https://example.com/privacy",
        "verwerkingsafspraak": f"voorbeeld-{number}",
        "levering": "push",
        "contact": {"naam": "Testpersoon Voorbeeld"},
    }
    made = stage.call("POST", "/v1/beheer/kredietverstrekkers", body, operator)
    stage.call("POST", f"/v1/beheer/kredietverstrekkers/{made['id']}/activering", {}, operator)
    return Lessor(made["id"], made["geheim"])


def _sign_up(stage: Stage) -> None:
    account = {
        "schermnaam": SENDER,
        "wachtwoord": PASSWORD,
        "soort": "klant",
        "naam": "Testpersoon Voorbeeld",
        "akkoord": dict.fromkeys(DocumentSoort, VERSION),
    }
    stage.call("POST", "/v1/accounts", account)
    code = stage.mail.codes(SENDER, "bevestiging")[-1]
    stage.call("POST", "/v1/accounts/bevestiging", {"schermnaam": SENDER, "code": code})


def _login(stage: Stage, schermnaam: str) -> str:
    tokens = stage.call("POST", "/v1/sessies", {"schermnaam": schermnaam, "wachtwoord": PASSWORD})
    token: str = tokens["access_token"]
    return token
