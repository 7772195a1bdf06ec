"""
A broker of a test's own in this process: real adapters on the local AWS, behind the local gateway, calling loopback.

No queue is consumed by itself: a test says when a message arrives, and in how many threads.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import uuid4

from app import app
from chalicelib import wiring
from chalicelib.adapters.aws import make_session
from chalicelib.adapters.egress import HttpsEgress
from chalicelib.domain.dossier import Dossier
from chalicelib.domain.gebruiker import Rol
from chalicelib.domain.state import DossierState
from chalicelib.handlers import problems
from chalicelib.handlers.queues import on_verstrekkingen
from chalicelib.privacy.bewijs import Bewijsstuk, first_fault
from chalicelib.settings import Settings
from chalicelib.usecases.create_operator import create_operator
from chalicelib.usecases.follow_grootboek import follow_grootboek
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Change, Store
from infra.local.application import BrokerProblems
from infra.local.egress import LocalEgress
from infra.local.gateway import ChaliceApp, Gateway, serving
from infra.local.ministack import read_mails
from infra.local.mounted import Jobs, mount
from infra.local.seed import seed_documents_and_operators
from tests.functional.contract_client import OPERATOR_PASSWORD, Api, new_name, sign_in

AT_ONCE = 100  # rows in one read


@dataclass(frozen=True)
class OwnBroker:
    """`api` is the broker to somebody who did not sign in, `operator` to one with every role."""

    broker: Broker
    api: Api
    operator: Api

    def take_message(self, aanvraag_id: str) -> None:
        """What the queue's function does with one message."""
        body = json.dumps({"aanvraag_id": aanvraag_id})
        assert on_verstrekkingen({"Records": [{"messageId": uuid4().hex, "body": body}]}) == {"batchItemFailures": []}

    def state(self, dossier_id: str) -> DossierState:
        found = self.broker.store.load_dossier(dossier_id)
        assert found is not None
        return found

    def whole_chain(self, dossier_id: str) -> list[Bewijsstuk]:
        """The evidence of a dossier in order; fails when it is not intact up to its head."""
        row = self.broker.store.get(Dossier, dossier_id)
        assert row is not None
        keys = [(Bewijsstuk, f"{dossier_id}/{nr}") for nr in range(1, row.bewijs_nr + 1)]
        parts = [self.broker.store.get_many(keys[at : at + AT_ONCE]) for at in range(0, len(keys), AT_ONCE)]
        stukken = [stuk for part in parts for stuk in part if isinstance(stuk, Bewijsstuk)]
        assert first_fault(row, stukken) is None
        return stukken


@contextmanager
def own_broker(settings: Settings) -> Iterator[OwnBroker]:
    """As `wiring` builds it; the one that this process had before comes back afterwards."""
    built = wiring.build(settings, make_session(settings))
    broker = replace(built, egress=LocalEgress(HttpsEgress()))
    before = list(wiring._kept)
    wiring.use(broker)
    try:
        follow_grootboek(broker)  # the minute's run, which every stack has: no clock runs here
        seed_documents_and_operators(broker)
        schermnaam = new_name("operator")
        create_operator(broker, schermnaam, "Voorbeeld Beheer", OPERATOR_PASSWORD, list(Rol))
        with serving(0, _gateway(settings)) as port:
            api = Api(port)
            yield OwnBroker(broker, api, sign_in(api, schermnaam, OPERATOR_PASSWORD).api)
    finally:
        wiring._kept[:] = before


def _gateway(settings: Settings) -> Gateway:
    answers = BrokerProblems(problems)
    aws_port = urlsplit(settings.endpoint_url or "").port or 0
    mounted = mount(lambda: read_mails(aws_port), Jobs({}, frozenset(), lambda: False), answers.other)
    return Gateway(cast("ChaliceApp", app), answers, mounted)


class HeldStore:
    """A store in which something else happens, once, between the decision to send and the commit of that intent."""

    def __init__(self, store: Store, meanwhile: Callable[[], object]) -> None:
        self._store = store
        self._meanwhile = meanwhile

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def commit(self, *changes: Change) -> None:
        rows = [change.row for change in changes]
        intent = any(isinstance(row, Bewijsstuk) and row.gebeurtenis == "verstrekking.voorgenomen" for row in rows)
        meanwhile, self._meanwhile = (self._meanwhile, _nothing) if intent else (_nothing, self._meanwhile)
        meanwhile()
        self._store.commit(*changes)


def _nothing() -> None:
    """Nothing happens in between."""
