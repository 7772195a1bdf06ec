"""Only the scripts of the web page may read what the broker answers, its errors included."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from chalicelib import wiring
from tests.lambda_client import Client

ORIGIN = "https://www.lease-deal.example"


@pytest.fixture
def client() -> Iterator[Client]:
    before = list(wiring._kept)
    made = Client()
    settings = made.bench.broker.settings.model_copy(update={"web_origin": ORIGIN})
    wiring.use(replace(made.bench.broker, settings=settings))
    yield made
    wiring._kept[:] = before


@pytest.mark.parametrize(("path", "status"), [("/v1/gezondheid", 200), ("/v1/account", 401)])
def test_the_web_page_may_read_every_answer(client: Client, path: str, status: int) -> None:
    answer = client.call("GET", path)
    assert answer.status == status
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert answer.headers["Vary"] == "Origin"


def test_without_a_web_page_no_origin_is_allowed() -> None:
    before = list(wiring._kept)
    try:
        assert "Access-Control-Allow-Origin" not in Client().call("GET", "/v1/gezondheid").headers
    finally:
        wiring._kept[:] = before
