"""
The API of a sandbox Kredietverstrekker that calls nobody: it is told by POST and asked by GET, in words of its own.

It opens to a fixed header (`x-sleutel: sandbox`) and keeps what it knows in memory: ids and amounts of one run.
"""

import hmac
import json
import threading
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from infra.local.sandbox.lender import Facts, Lender

HEADER, KEY = "x-sleutel", "sandbox"
KINDS = {
    "application.created": "aanvraag.aangeboden",
    "application.withdrawn": "aanvraag.ingetrokken",
    "information.supplied": "informatie.beantwoord",
    "quotation.accepted": "offerte.aanvaard",
    "quotation.declined": "offerte.niet_gekozen",
    "quotation.extension_asked": "offerte.verlenging_gevraagd",
    "contract.revoked": "overeenkomst.herroepen",
    "application.announced": "aanvraag.opnieuw_gemeld",
}
STATUSES = {
    "aanvraag.ontvangen": "received",
    "aanvraag.in_beoordeling": "in_review",
    "informatie.gevraagd": "more_information",
    "offerte.uitgebracht": "quoted",
    "aanvraag.afgewezen": "declined",
    "overeenkomst.geactiveerd": "active",
}
AMOUNTS = {
    "referentie": "reference",
    "financieringsbedrag": "amount",
    "looptijd_maanden": "months",
    "termijnen_per_jaar": "terms_per_year",
    "termijnbedrag": "term",
    "aanbetaling": "down_payment",
    "slottermijn": "balloon",
    "eenmalige_kosten": "costs",
    "geldig_tot": "valid_until",
    "nominale_jaarrente": "nominal_rate",
}
Answer = tuple[int, dict[str, Any]]


class Api:
    """What one character knows of each Aanvraag, and the events that it tells of it, the oldest first."""

    def __init__(self, lender: Lender) -> None:
        self._lender = lender
        self._facts: dict[str, Facts | None] = {}
        self._events: dict[str, list[dict[str, Any]]] = {}
        self._done: set[str] = set()
        self._lock = threading.Lock()

    def post(self, headers: Mapping[str, str], body: bytes) -> Answer:
        """Raises KeyError or ValueError for what is no message. The same `idempotency-key` changes nothing twice."""
        if not _opens(headers):
            return HTTPStatus.UNAUTHORIZED, {}
        said = json.loads(body)
        with self._lock:
            if headers["idempotency-key"] not in self._done:
                self._take_in(said)
                self._done.add(headers["idempotency-key"])
        return HTTPStatus.OK, {"reference": said["reference"]}

    def get(self, headers: Mapping[str, str], reference: str) -> Answer:
        if not _opens(headers):
            return HTTPStatus.UNAUTHORIZED, {}
        with self._lock:
            if reference not in self._events:
                return HTTPStatus.NOT_FOUND, {}
            return HTTPStatus.OK, {"reference": reference, "events": list(self._events[reference])}

    def _take_in(self, said: Mapping[str, Any]) -> None:
        reference = said["reference"]
        data = {"verstrekking_id": reference, "versie": said["version"], "gegevens": said.get("application", {})}
        message = {"type": KINDS[said["event"]], "data": data}
        reaction = self._lender.react(message, self._facts.get(reference))
        self._facts[reference] = reaction.facts or self._facts.get(reference)
        told = self._events.setdefault(reference, [])
        told += [_event(number, body) for number, (_, body) in enumerate(reaction.replies, len(told) + 1)]


def _opens(headers: Mapping[str, str]) -> bool:
    return hmac.compare_digest(headers.get(HEADER, "").encode(), KEY.encode())


def _event(number: int, body: bytes) -> dict[str, Any]:
    said = json.loads(body)
    data = said["data"]
    event = {"id": f"{data['verstrekking_id']}.{number}", "at": said["timestamp"], "status": STATUSES[said["type"]]}
    return event | _MORE.get(event["status"], _nothing)(data)


def _nothing(_: Mapping[str, Any]) -> dict[str, Any]:
    return {}


def _questions(data: Mapping[str, Any]) -> dict[str, Any]:
    return {"questions": [{"code": item["code"], "text": item["omschrijving"]} for item in data["items"]]}


def _quotation(data: Mapping[str, Any]) -> dict[str, Any]:
    terms: dict[str, Any] = {theirs: data[ours] for ours, theirs in AMOUNTS.items() if ours in data}
    terms["binding"] = data["soort"] == "bindend"
    terms["in_advance"] = data["betaalwijze"] == "vooraf"
    terms["balloon_with_last_term"] = data["slottermijn_moment"] == "met_laatste_termijn"
    return {"quotation": terms}


def _declined(_: Mapping[str, Any]) -> dict[str, Any]:
    return {"reason": "policy"}


def _active(data: Mapping[str, Any]) -> dict[str, Any]:
    return {"reference": data["referentie"], "start": data["ingangsdatum"], "end": data["einddatum"]}


_MORE = {"more_information": _questions, "quoted": _quotation, "declined": _declined, "active": _active}
