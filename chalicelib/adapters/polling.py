"""
The worked example of a Kredietverstrekker that calls nobody: it has an API of its own, in its own words, and is asked.

An Aanvraag is offered with `POST <endpoint>` under an `idempotency-key`; how it stands is read with
`GET <endpoint>/<reference>`, which answers `{"events": [{"id", "at", "status", …}]}`. The sandbox speaks it. For
another API only the words here change: the rest of the broker knows the messages of the contract alone.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from chalicelib.domain.callback import CallbackSoort
from chalicelib.usecases.ports.egress import Outcome, Outgoing
from chalicelib.usecases.ports.leverwijze import Answered, Headers, Message

# Our kinds in their words.
EVENTS: Mapping[str, str] = {
    "aanvraag.aangeboden": "application.created",
    "aanvraag.ingetrokken": "application.withdrawn",
    "informatie.beantwoord": "information.supplied",
    "offerte.aanvaard": "quotation.accepted",
    "offerte.niet_gekozen": "quotation.declined",
    "offerte.verlenging_gevraagd": "quotation.extension_asked",
    "overeenkomst.herroepen": "contract.revoked",
    "aanvraag.opnieuw_gemeld": "application.announced",
}
# Their words in our kinds.
STATUSES: Mapping[str, CallbackSoort] = {
    "received": CallbackSoort.ONTVANGEN,
    "in_review": CallbackSoort.IN_BEOORDELING,
    "more_information": CallbackSoort.INFORMATIE_GEVRAAGD,
    "quoted": CallbackSoort.OFFERTE_UITGEBRACHT,
    "quotation_extended": CallbackSoort.OFFERTE_VERLENGD,
    "quotation_withdrawn": CallbackSoort.OFFERTE_INGETROKKEN,
    "declined": CallbackSoort.AFGEWEZEN,
    "invalid": CallbackSoort.NIET_TE_VERWERKEN,
    "active": CallbackSoort.GEACTIVEERD,
    "ended": CallbackSoort.BEEINDIGD,
}
REASONS = {"policy": "beleid", "credit": "krediet", "asset": "object", "incomplete": "onvolledig"}
AMOUNTS = {
    "reference": "referentie",
    "amount": "financieringsbedrag",
    "months": "looptijd_maanden",
    "terms_per_year": "termijnen_per_jaar",
    "term": "termijnbedrag",
    "down_payment": "aanbetaling",
    "balloon": "slottermijn",
    "costs": "eenmalige_kosten",
    "valid_until": "geldig_tot",
    "nominal_rate": "nominale_jaarrente",
}
MOST = 100  # events of one answer that are looked at, the last
Facts = Mapping[str, Any]


class Polling:
    """What leaves is pushed; what comes back is asked for."""

    thin = False
    sends = True
    asks = True

    def translate(self, message: Message) -> Message:
        said = json.loads(message.body)
        data = said["data"]
        body: dict[str, Any] = {
            "event": EVENTS[said["type"]],
            "at": said["timestamp"],
            "reference": data["verstrekking_id"],
            "version": data["versie"],
        }
        rest = {"deadline": "uiterste_reactie", "application": "gegevens", "answers": "antwoorden"}
        body |= {theirs: data[ours] for theirs, ours in rest.items() if ours in data}
        return replace(message, body=json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())

    def request(self, endpoint: str, message: Message, headers: Headers) -> Outgoing:
        return Outgoing(endpoint, (*headers, ("idempotency-key", message.id)), message.body)

    def question(self, endpoint: str, verstrekking_id: str, headers: Headers) -> Outgoing:
        return Outgoing(f"{endpoint.rstrip('/')}/{verstrekking_id}", tuple(headers), b"", method="GET")

    def answers(self, outcome: Outcome, verstrekking_id: str, versie: int) -> list[Answered]:
        said = json.loads(outcome.body)
        found = said.get("events") if isinstance(said, dict) else None
        if not isinstance(found, list):
            raise ValueError("no list of events")  # noqa: TRY004 - of what was sent, not of who calls
        return [_answered(event, verstrekking_id, versie) for event in found[-MOST:] if _is_known(event)]


def _is_known(event: Any) -> bool:
    """Whether it says one of their words, under an id that can be remembered; half a surrogate pair cannot."""
    if not isinstance(event, dict):
        return False
    status, name = event.get("status"), event.get("id")
    return isinstance(status, str) and status in STATUSES and isinstance(name, str) and name.isprintable()


def _answered(event: Facts, verstrekking_id: str, versie: int) -> Answered:
    soort = STATUSES[event["status"]]
    data = {"verstrekking_id": verstrekking_id, "versie": versie, **_DATA.get(soort, _nothing)(event)}
    body = {"type": soort.value, "timestamp": event.get("at"), "data": data}
    return Answered(event["id"], json.dumps(body).encode())  # escaped: what is no text is refused alone, when parsed


def _nothing(_: Facts) -> dict[str, Any]:
    return {}


def _questions(event: Facts) -> dict[str, Any]:
    asked = event.get("questions")
    items = [entry for entry in asked if isinstance(entry, dict)] if isinstance(asked, list) else []
    return {"items": [{"code": entry.get("code"), "omschrijving": entry.get("text")} for entry in items]}


def _quotation(event: Facts) -> dict[str, Any]:
    terms = event.get("quotation")
    terms = terms if isinstance(terms, dict) else {}
    data = {ours: terms[theirs] for theirs, ours in AMOUNTS.items() if theirs in terms}
    data["soort"] = "bindend" if terms.get("binding") is True else "indicatief"
    data["betaalwijze"] = "vooraf" if terms.get("in_advance") is True else "achteraf"
    data["slottermijn_moment"] = (
        "met_laatste_termijn" if terms.get("balloon_with_last_term") is True else "einde_looptijd"
    )
    return data


def _extension(event: Facts) -> dict[str, Any]:
    return {"geldig_tot": event.get("valid_until")}


def _decline(event: Facts) -> dict[str, Any]:
    return {"reden_categorie": REASONS.get(str(event.get("reason")), "anders")}


def _contract(event: Facts) -> dict[str, Any]:
    return {
        "referentie": event.get("reference"),
        "ingangsdatum": event.get("start"),
        "einddatum": event.get("end"),
    }


def _ending(event: Facts) -> dict[str, Any]:
    return {"einddatum": event.get("end"), "reden": event.get("reason")}


_DATA: Mapping[CallbackSoort, Callable[[Facts], dict[str, Any]]] = {
    CallbackSoort.INFORMATIE_GEVRAAGD: _questions,
    CallbackSoort.OFFERTE_UITGEBRACHT: _quotation,
    CallbackSoort.OFFERTE_VERLENGD: _extension,
    CallbackSoort.AFGEWEZEN: _decline,
    CallbackSoort.GEACTIVEERD: _contract,
    CallbackSoort.BEEINDIGD: _ending,
}
