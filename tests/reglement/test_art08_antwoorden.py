"""Art. 8 lid 1: the answer of an Idempotency-Key outlives what it is about, and says nothing of a file's content."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.adapters.inspection import StrictInspection
from chalicelib.domain.document import Document, Mediatype
from chalicelib.domain.register_rows import Idempotentie
from tests.bodies import klant
from tests.fakes.clock import FakeClock
from tests.fakes.documents import FakeDocuments
from tests.fakes.quarantine import FakeQuarantine
from tests.fakes.scanner import FakeScanner
from tests.lambda_client import Answered, Client
from tests.papers import pdf

PAPERS = "/v1/dossiers/{dossier_id}/documenten"
KEY = {"idempotency-key": "sleutel-1"}
CONTENT = pdf(b"Voorbeeld")
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def quarantine() -> FakeQuarantine:
    return FakeQuarantine(FakeClock())


@pytest.fixture
def client(quarantine: FakeQuarantine) -> Client:
    """One who signed in, of a broker that takes papers."""
    made = Client()
    papers: dict[str, Any] = {"documents": FakeDocuments(), "inspection": StrictInspection(), "scanner": FakeScanner()}
    wiring.use(replace(made.bench.broker, quarantine=quarantine, **papers))
    made.sign_up()
    made.login()
    return made


@pytest.fixture
def dossier(client: Client) -> str:
    made: str = client.call("POST", "/v1/dossiers", klant()).json["id"]
    return made


def upload(client: Client, dossier_id: str) -> Answered:
    headers = {"content-type": "application/pdf", "x-soort": "jaarcijfers", **KEY}
    return client.call("POST", PAPERS, raw=CONTENT, headers=headers, dossier_id=dossier_id)


def upload_by_link(client: Client, quarantine: FakeQuarantine, dossier_id: str) -> str:
    """The id of a Document of which the file lies in quarantine."""
    body = {"soort": "jaarcijfers", "type": "application/pdf", "grootte": len(CONTENT), "sha256": SHA256}
    made: str = client.call("POST", "/v1/dossiers/{dossier_id}/uploadlinks", body, dossier_id=dossier_id).json["id"]
    quarantine.put(f"{dossier_id}/{made}", Mediatype.PDF, CONTENT)
    return made


def confirm(client: Client, dossier_id: str, document_id: str) -> Answered:
    ids = {"dossier_id": dossier_id, "document_id": document_id}
    return client.call("POST", PAPERS + "/{document_id}/ontvangst", headers=KEY, **ids)


def stored_answers(client: Client) -> str:
    return repr([row for row in client.bench.store.rows() if isinstance(row, Idempotentie)])


def test_a_repeated_upload_gets_the_whole_answer(client: Client, dossier: str) -> None:
    """One Document, and of the answer only its id and status are stored."""
    first, again = upload(client, dossier), upload(client, dossier)
    assert first.json["sha256"] == SHA256
    assert (first.status, first.text) == (again.status, again.text) == (201, first.text)
    assert len([row for row in client.bench.store.rows() if isinstance(row, Document)]) == 1
    assert first.json["id"] in stored_answers(client)
    assert SHA256 not in stored_answers(client)


def test_a_repeated_confirmation_gets_the_whole_answer(
    client: Client, quarantine: FakeQuarantine, dossier: str
) -> None:
    document_id = upload_by_link(client, quarantine, dossier)
    first, again = (confirm(client, dossier, document_id) for _ in range(2))
    assert first.json["sha256"] == SHA256
    assert (first.status, first.text) == (again.status, again.text) == (200, first.text)
    assert SHA256 not in stored_answers(client)


def test_no_digest_outlives_the_dossier(client: Client, dossier: str) -> None:
    """A guess at the file could be confirmed with a plain digest, after the file was destroyed."""
    assert upload(client, dossier).status == 201
    assert client.call("DELETE", "/v1/dossiers/{dossier_id}", dossier_id=dossier).status == 204
    assert SHA256 not in repr(client.bench.store.rows())
    assert upload(client, dossier).status == 404
