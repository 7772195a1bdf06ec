"""Papers of the marked flow: by request and by link, read, fetched and refused; what they say are markers."""

import hashlib
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlsplit

from chalicelib.adapters.scanner import EICAR
from tests.functional import markers
from tests.functional.contract_client import HOST, Api, Json
from tests.functional.contract_lender import Lender
from tests.papers import pdf

NAMES = ("verzoek", "link", "vernietigd", "besmet")


@dataclass(frozen=True)
class MarkedPapers:
    """Sent by one Gebruiker, for one dossier."""

    sender: Api
    dossier: str

    def sent(self, name: str) -> str:
        """The id of a Document that came in a request, which is repeated with its key."""
        content = markers.paper_bytes(name)
        first, again = (self._upload(content, 201, f"document {name}") for _ in range(2))
        assert first == again
        assert self.sender.get(f"{self._path}/{first['id']}").raw == content
        return str(first["id"])

    def announced(self, name: str) -> str:
        """The id of a Document of which the file lies in quarantine by now."""
        content = markers.paper_bytes(name)
        told = {"grootte": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        body = {"soort": "jaarcijfers", "type": "application/pdf", **told}
        link = self.sender.made(f"/v1/dossiers/{self.dossier}/uploadlinks", body)
        url = urlsplit(link["url"])
        with closing(HTTPConnection(HOST, url.port or 0)) as line:
            line.request("PUT", f"{url.path}?{url.query}", content, link["kopregels"])
            assert line.getresponse().status == 200
        return str(link["id"])

    def confirmed(self, name: str, document_id: str) -> None:
        """It comes out of quarantine, and is what was sent."""
        path = f"{self._path}/{document_id}"
        for _ in range(2):
            told = self.sender.made(f"{path}/ontvangst", {}, 200, Idempotency_Key=f"ontvangst {document_id}")
            assert told["status"] == "goedgekeurd"
        assert self.sender.get(path).raw == markers.paper_bytes(name)

    def refused(self, name: str) -> None:
        """No PDF at all, and one that the scanner knows."""
        said = markers.paper(name)["bestand"].encode()
        self._upload(said, 422)
        told = self._upload(pdf(said + EICAR), 422)
        assert [fault["code"] for fault in told["errors"]] == ["bestand.besmet"]

    def _upload(self, content: bytes, status: int, key: str = "") -> Json:
        headers = {"Content-Type": "application/pdf", "X-Soort": "jaarcijfers"}
        more = {"Idempotency-Key": key} if key else {}
        answer = self.sender.call("POST", self._path, raw=content, headers={**headers, **more})
        assert answer.status == status, answer.raw
        found: Json = answer.json()
        return found

    @property
    def _path(self) -> str:
        return f"/v1/dossiers/{self.dossier}/documenten"


def fetched(lender: Lender, verstrekking: str, document_id: str) -> bytes:
    """What a Kredietverstrekker gets of a Document that was an answer to it."""
    data = {"verstrekking_id": verstrekking, "versie": 1, "document_id": document_id}
    answer = lender.send(lender.envelope("document.opvragen", data), to=f"{lender.id}/documenten")
    assert answer.status == 200, answer.raw
    return answer.raw
