"""Checkpoints in memory and on S3: the same promises; and a whole night of `controle` on the local AWS."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest

from bench.stage import Stage, running
from chalicelib.adapters.ijkpunten import S3Ijkpunten
from chalicelib.domain.ijkpunt import Ijkpunt, Kop
from chalicelib.errors import Conflict, Unavailable
from chalicelib.handlers.scheduled import on_controle
from chalicelib.usecases.checkpoint_koppen import TYP
from chalicelib.usecases.ports.ijkpunten import Ijkpunten
from tests.fakes.ijkpunten import FakeIjkpunten
from tests.functional.contract_bodies import dossier_body
from tests.functional.contract_client import Api
from tests.functional.own_broker import OwnBroker


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with running() as stage:
        yield stage


def s3_of(stage: Stage) -> Any:
    return stage.http.ijkpunten._bucket._client  # type: ignore[attr-defined] # of the adapter


@pytest.fixture(params=["fake", "s3"])
def ijkpunten(request: pytest.FixtureRequest, stage: Stage) -> Ijkpunten:
    if request.param == "fake":
        return FakeIjkpunten()
    bucket = f"voorbeeld-{request.node.name.lower().translate({95: 45, 91: 45, 93: 45})}"[:60].rstrip("-")
    s3_of(stage).create_bucket(
        Bucket=bucket,
        ObjectLockEnabledForBucket=True,
        CreateBucketConfiguration={"LocationConstraint": stage.settings.region},
    )
    return S3Ijkpunten(s3_of(stage), bucket)


def test_what_is_written_is_read_back(ijkpunten: Ijkpunten) -> None:
    ijkpunten.write("2027-06-02/00002", "b.b.b")
    ijkpunten.write("2027-06-02/00001", "a.a.a")
    ijkpunten.write("2027-06-10/00001", "c.c.c")
    places = ["2027-06-02/00001", "2027-06-02/00002", "2027-06-10/00001"]
    assert ijkpunten.list_after("") == places
    assert ijkpunten.list_after(places[0]) == places[1:]
    assert ijkpunten.list_after(places[2]) == []
    assert [ijkpunten.read(place) for place in places] == ["a.a.a", "b.b.b", "c.c.c"]


def test_nothing_is_written_over_another(ijkpunten: Ijkpunten) -> None:
    """But the same once more is a write whose answer was lost."""
    ijkpunten.write("2027-06-02/00001", "a.a.a")
    ijkpunten.write("2027-06-02/00001", "a.a.a")
    with pytest.raises(Conflict):
        ijkpunten.write("2027-06-02/00001", "b.b.b")
    assert ijkpunten.read("2027-06-02/00001") == "a.a.a"


def test_a_bucket_that_is_gone_is_unavailable(stage: Stage) -> None:
    gone = S3Ijkpunten(s3_of(stage), "voorbeeld-bestaat-niet")
    for call in (lambda: gone.write("a", "b"), lambda: gone.list_after(""), lambda: gone.read("a")):
        with pytest.raises(Unavailable):
            call()


def test_a_night_signs_what_the_published_key_verifies(
    own: OwnBroker, sender: Api, capsys: pytest.CaptureFixture[str]
) -> None:
    """Art. 9 lid 1, on the local AWS: heads from its index, signed by its KMS, and found again as they were."""
    dossier_id: str = sender.made("/v1/dossiers", dossier_body())["id"]
    capsys.readouterr()
    tally = on_controle({"time": datetime.now(UTC).isoformat()})
    assert tally["vastgelegd"] == tally["nagekeken"] > 0
    assert f'"over":"{dossier_id}"' not in capsys.readouterr().out
    written = [own.broker.ijkpunten.read(place) for place in own.broker.ijkpunten.list_after("")]
    [published] = own.api.get("/v1/sleutels").json()["keys"]
    expected = {"alg": "ES256", "kid": published["kid"], "typ": TYP}
    assert all(jwt.get_unverified_header(jws) == expected for jws in written)
    payloads = [jwt.api_jws.decode(jws, jwt.PyJWK(published), ["ES256"]) for jws in written]
    parts = [Ijkpunt.model_validate_json(payload) for payload in payloads]
    assert (parts[-1].laatste, sum(len(part.koppen) for part in parts)) == (True, tally["vastgelegd"])
    head = own.state(dossier_id).dossier
    assert Kop(id=dossier_id, nr=head.bewijs_nr, kop=head.bewijs_kop) in {kop for part in parts for kop in part.koppen}
