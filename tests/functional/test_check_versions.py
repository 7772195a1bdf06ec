"""Two operators who check the same Kredietverstrekker do not overwrite each other unseen."""

import pytest

from chalicelib.domain.gebruiker import Rol
from tests.broker import Bench
from tests.lambda_client import Answered, Client

ONE = "/v1/beheer/kredietverstrekkers/{kredietverstrekker_id}"


class Desk(Client):
    bench: Bench

    def __init__(self) -> None:
        super().__init__(Bench())
        self.lessor = self.bench.lessor(active=False, checked=False)
        self.operator(Rol.BEHEER)

    def check(self, bewijs: str, **headers: str) -> Answered:
        body = {"controles": [{"onderdeel": "eer", "bewijs": bewijs}]}
        return self.call("POST", ONE + "/controles", body, headers=headers, kredietverstrekker_id=self.lessor.id)

    def seen(self) -> dict[str, str]:
        return {"if-match": f'"{self.call("GET", ONE, kredietverstrekker_id=self.lessor.id).json["versie"]}"'}


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_check_needs_the_version_that_was_seen(desk: Desk) -> None:
    assert desk.check("archief/1").status == 412
    assert desk.bench.kredietverstrekker(desk.lessor).controles == ()
    assert desk.check("archief/1", **desk.seen()).status == 200


def test_a_check_of_what_changed_since_is_refused(desk: Desk) -> None:
    """Both had the same page before them; the second sees the first before he takes its place."""
    seen = desk.seen()
    first = desk.check("archief/1", **seen)
    assert (first.status, f'"{first.json["versie"]}"') == (200, desk.seen()["if-match"])
    assert desk.check("archief/2", **seen).status == 412
    assert [one.bewijs for one in desk.bench.kredietverstrekker(desk.lessor).controles] == ["archief/1"]
    assert desk.check("archief/2", **desk.seen()).status == 200


def test_a_check_of_an_older_contact_person_is_refused(desk: Desk) -> None:
    """What was looked at was another one."""
    seen = desk.seen()
    change = {"contact": {"naam": "Testpersoon Tweede", "email": "tweede@example.com"}}
    changed = desk.call("PATCH", ONE, change, headers=seen, kredietverstrekker_id=desk.lessor.id)
    assert changed.status == 200
    assert desk.check("archief/1", **seen).status == 412
