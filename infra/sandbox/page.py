"""docs/kredietverstrekkers.md, made of the schemas, the examples, the schedule and the scenarios themselves."""

import ast
import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from chalicelib.domain.bezorging import Bezorging
from chalicelib.domain.callback import DATA_OF
from chalicelib.domain.kredietverstrekker_inhoud import NieuweKredietverstrekker
from chalicelib.handlers.openapi_webhooks import webhooks
from chalicelib.handlers.schemas.examples import ANSWERS, BODIES, CALLBACKS, OUTGOING
from chalicelib.privacy.verstrekking import ROOTS
from chalicelib.usecases.collect_document import MOST, DocumentVerzoek
from chalicelib.usecases.disclose import LeveringInhoud
from chalicelib.usecases.messages import FETCH_CODE, OFFERED, fetch_path
from infra.local.config import LOOPBACK, ROOT
from infra.local.seed import OPERATOR_PASSWORD, OPERATORS
from infra.sandbox.certification import EXAMPLE
from infra.sandbox.scenarios import ASKING, CASES, FETCHING, Case
from infra.sandbox.sender import PUSH, registration
from infra.sandbox.tables import example, fields, table

PATH = ROOT / "docs" / "kredietverstrekkers.md"
TEMPLATE = ROOT / "infra" / "sandbox" / "page.template"
FETCH = "/v1/leveringen/{verstrekking_id}"
CALLBACK = "/v1/callbacks/{kredietverstrekker_id}"
PAPERS = CALLBACK + "/documenten"
VERIFYING = ("signature", "is_genuine")
MADE = "<!-- Made by `python -m infra.sandbox page --write`; a test compares it with the schemas. -->"

RECEIVED: Mapping[str, str] = {
    "aanvraag.aangeboden": "An Aanvraag for you. Answer before `uiterste_reactie`. `gegevens` holds the fields of your "
    "informatiebehoefte and `financiering.financieringsbedrag`, what is to be financed. Amounts are decimal strings.",
    "aanvraag.ingetrokken": "The permission ended, or the Aanvraag did. Stop, and stop using the data. It may come "
    "before the Aanvraag itself does.",
    "informatie.beantwoord": "The answers to what you asked, by the codes of your questions. A `document_id` names a "
    "paper: [fetch it](#when-an-answer-is-a-document).",
    "offerte.aanvaard": "Your Offerte was accepted: send the contract, and say so with `overeenkomst.geactiveerd`.",
    "offerte.verlenging_gevraagd": "The sender asks for more time to decide; `offerte.verlengd` grants it.",
    "overeenkomst.herroepen": "The consumer revoked the contract within its time for reflection.",
    "aanvraag.opnieuw_gemeld": "Registered with `melding`: come for the Verstrekking with this code. The codes before "
    "it ended with your secret, in an emergency.",
    "offerte.niet_gekozen": "The sender chose another one.",
    "test": 'A challenge: prove that the endpoint is yours. Answer 200 with `{"antwoord": <uitdaging>}`.',
}
ANSWERED: Mapping[str, str] = {
    "aanvraag.ontvangen": "You have it.",
    "aanvraag.in_beoordeling": "Somebody looks at it.",
    "informatie.gevraagd": "You need to know more. Each question has a code of its own. With `document` you ask for a "
    "paper of that kind; so you do with a code that is a kind or begins with one, like `jaarcijfers_2026`.",
    "offerte.uitgebracht": "Your Offerte. A second one replaces the first. The number of terms (`looptijd_maanden` x "
    "`termijnen_per_jaar` / 12) is whole; `geldig_tot` is its last day, in Amsterdam.",
    "offerte.verlengd": "Your open Offerte stays valid until a later day.",
    "offerte.ingetrokken": "You take your open Offerte back.",
    "aanvraag.afgewezen": "You refuse, with the kind of reason.",
    "aanvraag.niet_te_verwerken": "You cannot do anything with it.",
    "overeenkomst.geactiveerd": "The contract that followed from your accepted Offerte runs.",
    "overeenkomst.beeindigd": "It ended, on `einddatum` or earlier.",
}
STATUSES: Mapping[int, tuple[str, str]] = {
    202: ("stored", "nothing"),
    200: ("this very message was stored before", "nothing"),
    401: ("signature, time or a header is wrong, or you are unknown", "look at your clock and your secret"),
    404: ("there is no such Verstrekking of yours", "do not repeat it"),
    409: ("an older version, an illegal step, or this `webhook-id` with other bytes", "do not repeat it"),
    410: ("withdrawn, erased, or past the deadline", "stop, and drop the data"),
    413: ("more than 256 KiB", "send less"),
    422: ("well signed and badly formed; `errors` names each field", "mend the message; give it a new id"),
    429: ("too many at once", "repeat it later, with the same id and bytes"),
    503: ("not now", "repeat it later, with the same id and bytes"),
}


def document() -> str:
    """The page as it must be."""
    text = TEMPLATE.read_text(encoding="utf-8")
    for name, part in _parts().items():
        text = text.replace(f"<!-- {name} -->", part)
    return text


def code(page: str, language: str) -> list[str]:
    """The blocks of a language on a page, in order."""
    blocks = page.split(f"```{language}\n")[1:]
    return [block.partition("\n```")[0] + "\n" for block in blocks]


def _parts() -> dict[str, str]:
    registering = registration(f"http://{LOOPBACK}:9000/")
    login = {"schermnaam": next(iter(OPERATORS)), "wachtwoord": OPERATOR_PASSWORD}
    return {
        "made": MADE,
        "registration": f"{fields(NieuweKredietverstrekker.model_json_schema())}\n\n{example(registration(_PUBLIC))}",
        "roots": ", ".join(f"`{root}`" for root in ROOTS),
        "login": json.dumps(login),
        "registering": json.dumps(registering)
        .replace(":9000/", ":'\"$PORT\"'/")
        .replace(f'"levering": "{PUSH}"', '"levering": "\'"$LEVERING"\'"'),
        "retries": _waits(),
        "messages": "\n\n".join(_message(kind) for kind in sorted(map(str, OUTGOING))),
        "verify": _source(*VERIFYING),
        "callback": CALLBACK,
        "answers": "\n\n".join(_answer(str(kind)) for kind in DATA_OF),
        "statuses": table(("Status", "Says", "What to do"), [(str(n), *said) for n, said in STATUSES.items()]),
        "example": EXAMPLE.read_text(encoding="utf-8").rstrip("\n"),
        "scenarios": _cases(CASES),
        "fetching": _cases(FETCHING),
        "asking": _cases(ASKING),
        "fetch": FETCH,
        "papers": PAPERS,
        "papers most": str(MOST),
        "paper": example(next(iter(BODIES[DocumentVerzoek].values()))),
        "notice": example(notice()),
        "fetched": example(next(iter(ANSWERS[LeveringInhoud].values()))),
    }


CODE = "the code of this notice"
_PUBLIC = "https://api.voorbeeldlease.example/lease-deal"


def notice() -> dict[str, Any]:
    """What is sent of an Aanvraag to who is only told: the ids, the term, and where the rest is."""
    whole = OUTGOING[OFFERED]
    told = {name: value for name, value in whole["data"].items() if name not in {"gegevens", "antwoorden"}}
    return {**whole, "data": {**told, "ophalen": fetch_path(told["verstrekking_id"]), FETCH_CODE: CODE}}


def _cases(cases: Sequence[Case[Any]]) -> str:
    return table(("Scenario", "The endpoint"), [(f"`{case.name}`", case.shows) for case in cases])


def _message(kind: str) -> str:
    body = webhooks()[kind]["post"]["requestBody"]["content"]["application/json"]["schema"]
    data = body["properties"]["data"]
    shape = fields({**body, "properties": {"data": data}})
    return f"### {kind}\n\n{RECEIVED.get(kind, kind)}\n\n{shape}\n\n{example(OUTGOING[kind])}"


def _answer(kind: str) -> str:
    schema: dict[str, Any] = next(model for soort, model in DATA_OF.items() if soort == kind).model_json_schema()
    inner = {**schema, "properties": {"data": schema}, "required": ["data"]}
    return f"### {kind}\n\n{ANSWERED.get(kind, kind)}\n\n{fields(inner)}\n\n{example(CALLBACKS[kind])}"


def _waits() -> str:
    return "after " + ", ".join(_human(wait) for wait in Bezorging().waits())


def _human(wait: timedelta) -> str:
    seconds = int(wait.total_seconds())
    for size, unit in ((3600, "h"), (60, "min")):
        if seconds % size == 0:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _source(*names: str) -> str:
    """These functions of the example, as they stand there."""
    text = EXAMPLE.read_text(encoding="utf-8")
    found = {node.name: node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}
    return "\n\n\n".join(ast.get_source_segment(text, found[name]) or "" for name in names)
