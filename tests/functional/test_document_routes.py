"""Papers over HTTP, as the contract says them: bytes in, bytes out, by parts where they are large, and refusals."""

import hashlib

import pytest

from chalicelib.domain.document import Mediatype
from chalicelib.errors import InvalidInput
from chalicelib.handlers.byte_range import LARGEST, part_of
from tests.bodies import klant
from tests.functional.contract_client import Api
from tests.papers import PAPERS


@pytest.mark.parametrize("mediatype", PAPERS)
def test_a_paper_goes_in_and_comes_back(sender: Api, mediatype: str) -> None:
    """The bytes, with the type, size and digest that were told; HTTP says no Accept here."""
    content = PAPERS[mediatype]
    path = f"/v1/dossiers/{sender.made('/v1/dossiers', klant())['id']}/documenten"
    made = sender.call("POST", path, raw=content, headers={"Content-Type": mediatype, "X-Soort": "jaarcijfers"})
    assert made.status == 201, made.raw
    told = made.json()
    assert (told["sha256"], told["grootte"]) == (hashlib.sha256(content).hexdigest(), len(content))
    found = sender.get(f"{path}/{told['id']}")
    assert (found.status, found.raw) == (200, content)
    part = sender.get(f"{path}/{told['id']}", Range="bytes=0-3")
    assert (part.status, part.raw) == (206, content[:4])
    wrong = sender.call("POST", path, raw=b"x", headers={"Content-Type": mediatype, "X-Soort": "jaarcijfers"})
    assert wrong.status == 422


def test_a_large_paper_comes_in_parts() -> None:
    content = bytes(LARGEST + 5)
    with pytest.raises(InvalidInput, match=r"range\.nodig"):
        part_of(content, Mediatype.PDF, "")
    first = part_of(content, Mediatype.PDF, "bytes=0-")
    assert (first.status, first.headers["Content-Range"]) == (206, f"bytes 0-{LARGEST - 1}/{LARGEST + 5}")
    assert part_of(content, Mediatype.PDF, f"bytes={LARGEST}-").body == bytes(5)
    with pytest.raises(InvalidInput, match=r"range\.bereik"):
        part_of(content, Mediatype.PDF, f"bytes={LARGEST + 5}-")
