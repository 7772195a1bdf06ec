"""
Fills a fresh data directory: both documents, two operators, and the three sandbox Kredietverstrekkers.

What exists already is left as it is. The ids and secrets of the sandboxes are kept in the local AWS, beside the
broker's own data, so that both are saved, restored and emptied together.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from chalicelib.domain.gebruiker import SYSTEEM, Rol
from chalicelib.domain.register_rows import Voortgang
from chalicelib.domain.reglement_versie import DocumentSoort
from chalicelib.domain.row import DueSoort
from chalicelib.errors import Conflict, IllegalState
from chalicelib.usecases.create_operator import create_operator
from chalicelib.usecases.current_documents import published_versions
from chalicelib.usecases.due_work import SETTLED
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert
from chalicelib.usecases.publish_reglement import Publicatie, publish_reglement
from infra.local.client import Client
from infra.local.config import ROOT, LocalError
from infra.local.deploy import client as aws_client
from infra.local.sandbox.lender import Lender
from infra.local.sandbox.server import Account, Sandbox

VERSION = date(2021, 4, 26)
DOCUMENTS: Mapping[DocumentSoort, str] = {
    DocumentSoort.PRIVACYREGLEMENT: "privacyreglement-voorbeeld.md",
    DocumentSoort.GEBRUIKERSVOORWAARDEN: "gebruikersvoorwaarden-voorbeeld.md",
}
OPERATORS = {"ops@lease-deal.example": "Operator Een", "ops2@lease-deal.example": "Operator Twee"}
# Published in the contract: it opens nothing but a stack on loopback.
OPERATOR_PASSWORD = "Lokaal-Beheer-2026!"  # noqa: S105 # pragma: allowlist secret
ACCOUNTS = "/lease-deal/local/sandboxes"


def seed_documents_and_operators(broker: Broker) -> None:
    if not published_versions(broker):
        _start_today(broker)
    for soort, file in DOCUMENTS.items():
        text = (ROOT / "examples" / file).read_text(encoding="utf-8")
        try:
            publish_reglement(broker, SYSTEEM, Publicatie(soort, VERSION.isoformat(), VERSION, text))
        except IllegalState:
            continue  # published by an earlier start
    for schermnaam, naam in OPERATORS.items():
        create_operator(broker, schermnaam, naam, OPERATOR_PASSWORD, list(Rol))


def _start_today(broker: Broker) -> None:
    """Before a document is published nobody can sign up, so that no job has to look at the days before this one."""
    yesterday = (broker.clock.now() - SETTLED).date().isoformat()
    for soort in DueSoort:
        with suppress(Conflict):  # by an earlier start, which ended before its documents stood
            broker.store.commit(Insert(Voortgang(id=soort, dag=yesterday)))


def seed_sandboxes(aws_url: str, port: int, sandboxes: list[Sandbox]) -> list[Account]:
    """
    Their accounts at the broker, in order; those that have none are registered and activated over HTTP at `port`.

    Raises LocalError when they were registered with other ports: the broker knows them by their endpoints.
    """
    known = _Accounts(aws_url)
    for number, box in enumerate(sandboxes):
        if (endpoint := known.endpoint(box)) not in {None, box.endpoint}:
            raise LocalError(
                f"this data directory knows its sandboxes at SANDBOX_PORT={(urlsplit(endpoint).port or 0) - number}; "
                "use that one, or empty it with `make reset`"
            )
    missing = [box for box in sandboxes if known.endpoint(box) is None]
    if missing:
        operator = Client(port).login(next(iter(OPERATORS)), OPERATOR_PASSWORD)
        for box in missing:
            known.add(box, _register(operator, box))
    return [known.account(box) for box in sandboxes]


class _Accounts:
    """What the local AWS keeps of the sandboxes, by the name of each."""

    def __init__(self, aws_url: str) -> None:
        self._ssm = aws_client("ssm", aws_url)
        try:
            found = self._ssm.get_parameter(Name=ACCOUNTS, WithDecryption=True)
            self._all: dict[str, dict[str, str]] = json.loads(found["Parameter"]["Value"])
        except self._ssm.exceptions.ParameterNotFound:
            self._all = {}

    def endpoint(self, box: Sandbox) -> str | None:
        return self._all.get(box.lender.naam, {}).get("endpoint")

    def account(self, box: Sandbox) -> Account:
        kept = self._all[box.lender.naam]
        return Account(kept["kredietverstrekker_id"], kept["geheim"])

    def add(self, box: Sandbox, account: Account) -> None:
        self._all[box.lender.naam] = {**asdict(account), "endpoint": box.endpoint}
        self._ssm.put_parameter(Name=ACCOUNTS, Value=json.dumps(self._all), Type="SecureString", Overwrite=True)


def _register(operator: Client, box: Sandbox) -> Account:
    made = operator.post("/v1/beheer/kredietverstrekkers", registration(box.lender, box.endpoint))
    operator.post(f"/v1/beheer/kredietverstrekkers/{made['id']}/activering", {})
    return Account(made["id"], made["geheim"])


def registration(lender: Lender, endpoint: str) -> dict[str, Any]:
    """The request that registers a sandbox, as the contract has it."""
    return {
        "naam": lender.naam,
        "kvk_nummer": lender.kvk_nummer,
        "land": "NL",
        "endpoint": endpoint,
        "producten": ["financial_lease", "operational_lease", "huurkoop", "sale_and_lease_back"],
        "informatiebehoefte": list(lender.needs),
        "contact": {"naam": "Testpersoon Voorbeeld", "email": f"acceptatie{lender.path.replace('/', '.')}@example.com"},
        "privacyverklaring": f"https://example.com/privacy{lender.path}",
        "verwerkingsafspraak": f"voorbeeld{lender.path.replace('/', '-')}-2026",
        "levering": "push",
    }
