"""The messages that we send to a Kredietverstrekker (Standard Webhooks 1.0), as `usecases/messages.py` builds them."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.informatie import Antwoord
from chalicelib.domain.persoonsgegeven import Doel
from chalicelib.handlers.openapi_parameters import WEBHOOK, header_refs
from chalicelib.handlers.openapi_schemas import Schema
from chalicelib.handlers.schemas.examples import OUTGOING
from chalicelib.privacy.verstrekking import ROOTS
from chalicelib.usecases.messages import FETCH_CODE

TEST = "test"
_TEXT: Schema = {"type": "string"}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_IDS: Mapping[str, Schema] = {
    "verstrekking_id": _TEXT,
    "aanvraag_id": _TEXT,
    "versie": {"type": "integer", "minimum": 1},
}
_GEGEVENS: Schema = {
    "type": "object",
    "description": (
        "Alleen de velden van uw informatiebehoefte waarvoor toestemming is gegeven, met de opbouw van het dossier "
        "en de aanvraag (zie `DossierInhoud` en `AanvraagInhoud`), en met `financiering.financieringsbedrag`."
    ),
    "propertyNames": {"enum": list(ROOTS)},
}
_ANTWOORD: Schema = {
    "type": "object",
    "properties": dict.fromkeys(Antwoord.model_fields, _TEXT),
    "required": ["code"],
}
_VRAAGANTWOORD: Schema = {
    "type": "object",
    "properties": {"sleutel": _TEXT, "waarde": {"type": ["string", "integer", "boolean"]}},
    "required": ["sleutel", "waarde"],
    "additionalProperties": False,
}
_OPHALEN: Schema = {
    "type": "string",
    "description": "Bij levering `melding` in plaats van de inhoud: haal die hier op met een getekend GET-verzoek.",
}
_OPHAALCODE: Schema = {
    "type": "string",
    "description": "Bij levering `melding`: stuur deze code mee als u ophaalt, in de header `ophaalcode`.",
}
# With `push` the content itself is there, and answers when there are any; with `melding` where to come for it.
_OPTIONAL = frozenset({"gegevens", "antwoorden", "ophalen", FETCH_CODE})
# What the data of a kind holds beside the ids; a kind that is not here holds nothing else.
_DATA: Mapping[str, Mapping[str, Schema]] = {
    "aanvraag.aangeboden": {
        "uiterste_reactie": _MOMENT,
        "doel": {"type": "string", "const": Doel.VERSTREKKING.value},
        "gegevens": _GEGEVENS,
        "antwoorden": {
            "type": "array",
            "description": "Wat de verzender op uw eigen vragen antwoordde; ontbreekt als er niets is geantwoord.",
            "items": _VRAAGANTWOORD,
        },
        "ophalen": _OPHALEN,
        FETCH_CODE: _OPHAALCODE,
    },
    "informatie.beantwoord": {
        "antwoorden": {"type": "array", "items": _ANTWOORD},
        "ophalen": _OPHALEN,
        FETCH_CODE: _OPHAALCODE,
    },
    "aanvraag.opnieuw_gemeld": {"ophalen": _OPHALEN, FETCH_CODE: _OPHAALCODE},
    "offerte.aanvaard": {"offerte_id": _TEXT},
    "offerte.verlenging_gevraagd": {"offerte_id": _TEXT},
}
_SUMMARIES: Mapping[str, str] = {
    "aanvraag.aangeboden": "Een aanvraag voor u; het webhook-id is het verstrekking_id.",
    "aanvraag.ingetrokken": "De aanvraag is ingetrokken; gebruik de gegevens niet meer.",
    "informatie.beantwoord": "De antwoorden op uw vragen.",
    "offerte.aanvaard": "Uw offerte is aanvaard; stuur de overeenkomst.",
    "offerte.niet_gekozen": "Een andere offerte is aanvaard.",
    "offerte.verlenging_gevraagd": "De aanvrager vraagt meer tijd; verleng uw offerte, of laat haar zoals zij is.",
    "overeenkomst.herroepen": "De consument heeft de overeenkomst herroepen, binnen de bedenktijd.",
    "aanvraag.opnieuw_gemeld": "Bij levering `melding`: een nieuwe code, omdat eerdere na een noodgeval vervielen.",
    TEST: "Bewijs dat het endpoint van u is: antwoord met de uitdaging.",
}


def webhooks() -> dict[str, Any]:
    """Every kind that we send, by its type."""
    return {kind: {"post": _operation(kind)} for kind in map(str, OUTGOING)}


def _operation(kind: str) -> dict[str, Any]:
    return {
        "operationId": f"webhook_{kind.replace('.', '_')}",
        "summary": _SUMMARIES.get(kind, kind),
        "tags": ["kredietverstrekker"],
        "security": [],
        "parameters": header_refs(*WEBHOOK),
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": _message(kind),
                    "examples": {"bericht": {"value": OUTGOING[kind]}},
                }
            },
        },
        "responses": _challenge() if kind == TEST else _received(),
    }


def _message(kind: str) -> Schema:
    data = {"uitdaging": _TEXT} if kind == TEST else {**_IDS, **_DATA.get(kind, {})}
    inner = _closed(data)
    return _closed({"type": {"type": "string", "const": kind}, "timestamp": _MOMENT, "data": inner})


def _closed(properties: Mapping[str, Schema]) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [name for name in properties if name not in _OPTIONAL],
        "additionalProperties": False,
    }


def _received() -> dict[str, Any]:
    return {
        "2XX": {"description": "Ontvangen; antwoord binnen 15 seconden. Uw beoordeling stuurt u naar onze callback."},
        "410": {"description": "Dit endpoint bestaat niet meer; wij sturen er niets meer naartoe."},
        "default": {"description": "Niet ontvangen; wij proberen het opnieuw met hetzelfde webhook-id."},
    }


def _challenge() -> dict[str, Any]:
    schema = _closed({"antwoord": _TEXT})
    example = {"antwoord": OUTGOING[TEST]["data"]["uitdaging"]}
    content = {"application/json": {"schema": schema, "examples": {"antwoord": {"value": example}}}}
    return {"2XX": {"description": "De uitdaging, ongewijzigd.", "content": content}}
