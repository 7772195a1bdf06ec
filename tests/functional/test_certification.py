"""
The sandbox as certification: who has only the documentation page registers, verifies, answers and passes; who does
not do what the page asks fails the scenario that is about it, and no endpoint passes by doing nothing.
"""

import json
import shlex
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from chalicelib.domain.account import MAX_SESSIONS
from infra.local.config import LocalConfig, LocalError, read_config
from infra.local.ports import free_port
from infra.sandbox.certification import Order, Result, certify, report, version
from infra.sandbox.page import notice
from infra.sandbox.scenarios import CASES_OF
from infra.sandbox.sender import MELDING, PUSH, end, register
from infra.sandbox.trial import Pace
from tests.functional import page_client
from tests.functional.contract_client import OPERATOR, OPERATOR_PASSWORD, Api, eventually, sign_in
from tests.functional.contract_journey import new_aanvraag, verzending_body
from tests.functional.contract_lender import Lender, listening
from tests.papers import pdf

BRISK = Pace(patience=20.0, quiet=0.4)
SHORT = Pace(patience=4.0, quiet=0.4)


@pytest.fixture
def config(broker: Api) -> LocalConfig:
    return replace(read_config({}), port=broker.port)


def sent_to(sender: Api, lessor_id: str) -> tuple[str, str]:
    """The ids of an Aanvraag and its Verstrekking to this Kredietverstrekker."""
    aanvraag = new_aanvraag(sender)
    body = verzending_body(sender, [lessor_id])
    answer = sender.post(f"/v1/aanvragen/{aanvraag}/verzending", body, If_Match='"1"')
    assert answer.status == 202, answer.raw
    return aanvraag, answer.json()["verstrekkingen"][0]["id"]


def tried(
    folder: Path, config: LocalConfig, source: str, names: list[str], pace: Pace = SHORT, way: str = PUSH
) -> list[Result]:
    start = shlex.join(page_client.command(folder, source))
    return certify(Order(start=start, names=names, pace=pace, wait=20, way=way), config, lambda _line: None)


def test_the_page_alone_is_enough_to_offer(broker: Api, vendor: Api, tmp_path: Path) -> None:
    """Registered by the page's own curl, answered by its own Python: the sender sees the Offerte."""
    port = free_port()
    account = page_client.register(broker.port, port)
    start = page_client.command(tmp_path, page_client.complete_example())
    with page_client.running(start, account, port):
        aanvraag, _ = sent_to(vendor, account.id)
        offers = eventually(lambda: vendor.seen(f"/v1/aanvragen/{aanvraag}/offertes")["offertes"], bool)
    assert [offer["kredietverstrekker_id"] for offer in offers] == [account.id]


def test_the_curl_of_the_page_is_taken(broker: Api, vendor: Api) -> None:
    with listening() as ear:
        account = page_client.register(broker.port, ear.port)
        _, verstrekking = sent_to(vendor, account.id)
        ear.wait("aanvraag.aangeboden")
        said = page_client.shell("sign_and_post", {**account.environment(), "VERSTREKKING_ID": verstrekking})
    assert said[-1] == "202"
    assert json.loads("\n".join(said[:-1]))["status"] == "opgeslagen"


def test_who_is_only_told_fetches_by_the_curl_of_the_page(broker: Api, vendor: Api) -> None:
    """A notice without a person in it, and by its path the whole message; never with the same id again."""
    with listening() as ear:
        account = page_client.register(broker.port, ear.port, MELDING)
        aanvraag, verstrekking = sent_to(vendor, account.id)
        told = ear.wait("aanvraag.aangeboden")[0].data
        values = {**account.environment(), "VERSTREKKING_ID": verstrekking, "OPHAALCODE": told["ophaalcode"]}
        fetched = page_client.shell("signed_get", values)
        assert vendor.post(f"/v1/aanvragen/{aanvraag}/intrekking", {}).status == 202
        late = page_client.shell("signed_get", values)
    assert set(told) == set(notice()["data"])
    assert fetched[-1] == "200"
    assert set(json.loads(fetched[0])["data"]["gegevens"]) == {"onderneming", "product", "object", "financiering"}
    assert late[-1] == "410"


def test_a_document_comes_by_the_curl_of_the_page(broker: Api, vendor: Api, tmp_path: Path) -> None:
    """The page named its id in an answer and said nowhere how to get it."""
    with listening() as ear:
        account = page_client.register(broker.port, ear.port)
        aanvraag, verstrekking = sent_to(vendor, account.id)
        ear.wait("aanvraag.aangeboden")
        items = [{"code": "jaarcijfers_2026", "omschrijving": "Stuur op."}]
        asked = {"verstrekking_id": verstrekking, "versie": 1, "items": items}
        assert Lender(broker, ear, account.id, account.secret).callback("informatie.gevraagd", asked).status == 202
        path = f"/v1/dossiers/{vendor.seen(f'/v1/aanvragen/{aanvraag}')['dossier_id']}/documenten"
        headers = {"Content-Type": "application/pdf", "X-Soort": "jaarcijfers"}
        made = vendor.call("POST", path, raw=pdf(b"jaarcijfers"), headers=headers).json()["id"]
        answers = {"antwoorden": [{"code": "jaarcijfers_2026", "document_id": made}]}
        assert vendor.post(f"/v1/verstrekkingen/{verstrekking}/informatie", answers).status == 202
        told = ear.wait("informatie.beantwoord")[0].data["antwoorden"][0]["document_id"]
        values = {"VERSTREKKING_ID": verstrekking, "DOCUMENT_ID": told, "FILE": str(tmp_path / "found")}
        said = page_client.shell("get_document", {**account.environment(), **values})
    assert said == ["206 application/pdf"]
    assert (tmp_path / "found").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("way", [PUSH, MELDING])
def test_the_example_of_the_page_passes_everything(config: LocalConfig, tmp_path: Path, way: str) -> None:
    results = tried(tmp_path, config, page_client.complete_example(), [], BRISK, way)
    assert [result for result in results if not result.passed] == []
    assert [result.name for result in results] == [case.name for case in CASES_OF[way]]
    told = json.loads(report("voorbeeld", way, results, date(2027, 6, 1)))
    assert (told["levering"], told["passed"], told["of"]) == (way, len(results), len(results))
    assert (told["datum"], told["versie"]) == ("2027-06-01", version())


# What a developer forgets: the line of the example, what stands in its place, and the scenarios that show it.
UNSIGNED_TOO = 'if "webhook-id" not in headers:\n            return 200, {}\n        if not is_genuine(headers, body):'
FORGOTTEN = {
    "verification": ("if not is_genuine(headers, body):", "if False:", ["forged-body", "forged-signature"]),
    "headers": ("if not is_genuine(headers, body):", UNSIGNED_TOO, ["unsigned"]),
    "time": ("> TOLERANCE_SECONDS:", "> 10**9:", ["replayed", "ahead"]),
    "repeats": ("if message_id in self.seen:", "if False:", ["duplicate", "simultaneous"]),
    "rotation": ('.split(b" ")', '.split(b" ")[:1]', ["rotation"]),
    "reading": ("return 422, {}", "return 200, {}", ["malformed"]),
    "its own id": ('{OUR_ID}", message_id,', '{OUR_ID}", new_id(),', ["busy", "lost-answer"]),
    "trying again": ("(0.2, 0.5, 1.0, 2.0, 5.0, 30.0, 300.0)", "(0.2,)", ["busy"]),
    "stopping": ("status < HTTPStatus.INTERNAL_SERVER_ERROR", "status < HTTPStatus.BAD_REQUEST", ["late"]),
    "versions": ("status < HTTPStatus.INTERNAL_SERVER_ERROR", "status < HTTPStatus.BAD_REQUEST", ["superseded"]),
    "recalls": ("self.withdrawn.add(about)", 'self.answer(about, "aanvraag.in_beoordeling", {})', ["withdrawn"]),
    "contracts": ('elif kind == "offerte.aanvaard"', 'elif kind == "nooit"', ["accepted"]),
    "the future": (
        "        # Any other",
        "        else:\n            raise KeyError(kind)\n        # Any other",
        ["unknown"],
    ),
    "the form": ('"soort": "bindend"', '"soort": "onbekend"', ["offered"]),
}


# The same for who is only told, and fetches.
FORGOTTEN_FETCHING = {
    "to fetch": ('if "ophalen" in data:', "if False:", ["fetched"]),
    "what was fetched": ("if message_id in self.seen:", "if False:", ["fetched"]),
    "the code": ("if code else {}", "if False else {}", ["fetched"]),
    "the path": ('f"GET {path}".encode()', 'b"GET"', ["fetched"]),
    "that it is over": ("status < HTTPStatus.INTERNAL_SERVER_ERROR", "status < HTTPStatus.BAD_REQUEST", ["gone"]),
    "an answer for what is there": (
        "if status == HTTPStatus.OK:",
        "if self.answer(about, 'aanvraag.in_beoordeling', {}) or status == 200:",
        ["gone"],
    ),
    "a new id": ('lambda: call("GET", path, new_id()', 'lambda i=new_id(): call("GET", path, i', ["fetch-lost"]),
    "the version": ("status < HTTPStatus.INTERNAL_SERVER_ERROR", "status < HTTPStatus.BAD_REQUEST", ["superseded"]),
}


@pytest.mark.parametrize("forgotten", FORGOTTEN_FETCHING)
def test_an_endpoint_that_fetches_wrongly_fails(config: LocalConfig, tmp_path: Path, forgotten: str) -> None:
    line, instead, names = FORGOTTEN_FETCHING[forgotten]
    source = page_client.complete_example()
    assert source.count(line) == 1, line
    results = tried(tmp_path, config, source.replace(line, instead), names, way=MELDING)
    assert [(result.name, result.passed) for result in results] == [(name, False) for name in names], results


@pytest.mark.parametrize("forgotten", FORGOTTEN)
def test_an_endpoint_that_forgets_something_fails(config: LocalConfig, tmp_path: Path, forgotten: str) -> None:
    line, instead, names = FORGOTTEN[forgotten]
    source = page_client.complete_example()
    assert source.count(line) == 1, line
    results = tried(tmp_path, config, source.replace(line, instead), names)
    assert [(result.name, result.passed) for result in results] == [(name, False) for name in names], results
    assert all(result.reason for result in results)


def test_every_scenario_can_be_failed() -> None:
    """One that nobody can fail proves nothing; the challenge is what everything else waits for."""
    failed = {name for told in (FORGOTTEN, FORGOTTEN_FETCHING) for _, _, names in told.values() for name in names}
    assert failed | {"challenge"} == {case.name for way in (PUSH, MELDING) for case in CASES_OF[way]}


def test_an_endpoint_without_its_challenge_is_not_tried(config: LocalConfig, tmp_path: Path) -> None:
    source = page_client.complete_example().replace('message["data"]["uitdaging"]', '"een ander"')
    start = shlex.join(page_client.command(tmp_path, source))
    with pytest.raises(LocalError, match=r"did not pass its challenge.*antwoord"):
        certify(Order(start=start, wait=2), config, lambda _line: None)


def test_trials_end_no_session_of_an_operator_at_work(broker: Api) -> None:
    """Each of them signs in twice, and the twentieth session of one person ends the first."""
    at_work = sign_in(broker, OPERATOR, OPERATOR_PASSWORD).api
    for _ in range(MAX_SESSIONS // 2):
        end(broker.port, register(broker.port, f"http://127.0.0.1:{free_port()}/leads", MELDING).id)
    assert at_work.get("/v1/beheer/kredietverstrekkers").status == 200


def test_an_endpoint_that_is_not_there_is_named(config: LocalConfig) -> None:
    endpoint = f"http://127.0.0.1:{free_port()}/leads"
    said: list[str] = []
    with pytest.raises(LocalError, match="did not answer"):
        certify(Order(endpoint=endpoint, wait=0), config, said.append)
    assert any("LEASE_DEAL_SECRET=whsec_" in line for line in said)
