"""Contract, Beheer: registering Kredietverstrekkers, their secrets and their addresses."""

import re
import uuid

import pytest

from tests.functional.contract_bodies import changed, registration_body, without
from tests.functional.contract_client import OPERATOR_PASSWORD, Answer, Api, sign_in
from tests.functional.contract_journey import send
from tests.functional.contract_lender import Lender, listening, register, sign

PATH = "/v1/beheer/kredietverstrekkers"
HTTPS = "https://acceptatie.example.com/aanvragen"


def test_registration_answers_id_status_and_secret(operator: Api) -> None:
    made = operator.made(PATH, registration_body(HTTPS))
    assert made.keys() >= {"id", "status", "geheim"}
    assert made["status"] == "aangemeld"
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{32,}={0,2}", made["geheim"])
    seen = operator.seen(f"{PATH}/{made['id']}")
    assert seen["naam"] == "Voorbeeld Lease N.V."
    assert made["geheim"] not in str(seen)
    assert "geheim" not in seen
    rows = operator.get(PATH)
    assert rows.status == 200
    assert made["geheim"].encode() not in rows.raw


def test_secret_is_never_stored_under_an_idempotency_key(operator: Api) -> None:
    key = uuid.uuid4().hex
    made = [operator.made(PATH, registration_body(HTTPS), Idempotency_Key=key) for _ in range(2)]
    assert made[0]["geheim"] != made[1]["geheim"]


def test_registered_but_not_activated_is_not_offered(operator: Api, vendor: Api) -> None:
    made = operator.made(PATH, registration_body(HTTPS))
    rows = vendor.seen("/v1/kredietverstrekkers?product=financial_lease")["kredietverstrekkers"]
    assert made["id"] not in {row["id"] for row in rows}


@pytest.mark.parametrize("land", ["US", "GB", "CH", "TR", "RU"])
def test_country_outside_the_eea_is_refused(operator: Api, land: str) -> None:
    answer = operator.post(PATH, {**registration_body(HTTPS), "land": land})
    assert ("land", "land.buiten_eer") in answer.codes()


@pytest.mark.parametrize("land", ["NO", "IS", "LI", "DE", "HR"])
def test_country_inside_the_eea_is_taken(operator: Api, land: str) -> None:
    assert operator.post(PATH, {**registration_body(HTTPS), "land": land}).status == 201


@pytest.mark.parametrize("land", ["nl", "NLD", "", 1, None, "XX", "UK"])
def test_country_is_iso_3166_in_capitals(operator: Api, land: object) -> None:
    assert operator.post(PATH, {**registration_body(HTTPS), "land": land}).status == 422


VELDPADEN = [
    "verzonnen",
    "betrokkene.bsn",
    "betrokkene.",
    ".betrokkene",
    "betrokkene..adres",
    "financieel.0.omzet",
    "financieel[0]",
    "onderneming.kvk_nummer.x",
    "toestemming",
    "dossier_id",
    "__class__",
    "",
    "*",
    1,
]


@pytest.mark.parametrize("veldpad", VELDPADEN)
def test_unknown_veldpad_is_422(operator: Api, veldpad: object) -> None:
    answer = operator.post(PATH, {**registration_body(HTTPS), "informatiebehoefte": [veldpad]})
    assert answer.status == 422, answer.raw
    assert any(error["veld"].startswith("informatiebehoefte") for error in answer.json()["errors"])


FORBIDDEN = [
    "http://acceptatie.example.com/",
    "http://10.0.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://localhost:8000/",
    "http://[::1]:8000/",
    "http://127.0.0.2:8000/",
    "http://127.1:8000/",
    "http://2130706433:8000/",
    "http://0x7f000001:8000/",
    "http://0.0.0.0:8000/",
    "http://127.0.0.1/",
    "http://127.0.0.1:8000@example.com/",
    "http://user:geheim@127.0.0.1:8000/",
    "http://127.0.0.1.nip.io:8000/",
    "https://127.0.0.1/",
    "https://10.0.0.1/",
    "https://[fd00::1]/",
    "https://[::ffff:169.254.169.254]/",
    "https://169.254.169.254/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://localhost/",
    "https://user:geheim@acceptatie.example.com/",
    "https://acceptatie.example.com:8443/",
    "https://acceptatie.example.com/#stuk",
    "https://acceptatie/",
    "https://",
    "https:///pad",
    "ftp://acceptatie.example.com/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "//acceptatie.example.com/",
    "acceptatie.example.com",
    "",
    "https://acceptatie.example.com/\r\nX-Kop: 1",
    "https://acceptatie.example.com /",
    "https://acceptatie.example.com\\@127.0.0.1/",
    "https://acceptatie.example.com/" + "a" * 5000,
]


@pytest.mark.parametrize("number", range(len(FORBIDDEN)))
def test_forbidden_endpoint_is_422(operator: Api, number: int) -> None:
    answer = operator.post(PATH, registration_body(FORBIDDEN[number]))
    assert answer.status == 422, answer.raw
    (code,) = {code for veld, code in answer.codes() if veld == "endpoint"}
    assert code.startswith("endpoint.") or code in {"tekst.kort", "tekst.lang"}, code
    assert len(FORBIDDEN[number]) < 9 or FORBIDDEN[number].encode() not in answer.raw


@pytest.mark.parametrize("veld", sorted(registration_body(HTTPS)))
def test_every_field_of_a_registration_is_needed(operator: Api, veld: str) -> None:
    answer = operator.post(PATH, without(registration_body(HTTPS), veld))
    assert answer.status == 422, answer.raw
    assert veld in {name.split(".")[0] for name, _ in answer.codes()}


BAD = [
    ("kvk_nummer", "123"),
    ("producten", []),
    ("producten", ["lening"]),
    ("informatiebehoefte", []),
    ("naam", "   "),
    ("naam", "Voorbeeld\u202e.V.B"),
    ("naam", "\u200b"),
    ("verwachte_reactie", "nu\x1b[2J"),
    ("privacyverklaring", "javascript:alert(1)"),
    ("privacyverklaring", 'https://example.com/"><script>'),
    ("privacyverklaring", "https://example.com/\u202egro"),
    ("levering", "duif"),
    ("contact", {"naam": "x", "email": "geen"}),
    ("status", "actief"),
    ("geheim", "whsec_AAAA"),
    ("id", "kre_eigen"),
]


@pytest.mark.parametrize(("veld", "value"), BAD)
def test_bad_registration_is_422(operator: Api, veld: str, value: object) -> None:
    answer = operator.post(PATH, changed(registration_body(HTTPS), veld, value))
    assert answer.status == 422, answer.raw


def test_rotation_keeps_both_secrets_valid(operator: Api, vendor: Api, lender: Lender) -> None:
    answer = operator.post(f"{PATH}/{lender.id}/geheim")
    assert answer.status == 200, answer.raw
    made = answer.json()
    assert made.keys() == {"geheim", "oud_geldig_tot"}
    assert made["geheim"] != lender.secret
    renewed = Lender(lender.api, lender.ear, lender.id, made["geheim"])
    sent = send(vendor, lender)
    (message,) = lender.ear.wait("aanvraag.aangeboden")
    assert len(message.headers["webhook-signature"].split(" ")) == 2
    assert lender.verified(message)
    assert renewed.verified(message)
    assert sent.callback(lender, "aanvraag.ontvangen").status == 202
    assert sent.callback(renewed, "aanvraag.in_beoordeling").status == 202


def test_unknown_lender_is_404_at_every_route(operator: Api) -> None:
    tries: list[Answer] = [
        operator.get(f"{PATH}/kre_bestaatniet"),
        operator.patch(f"{PATH}/kre_bestaatniet", {"naam": "x"}, 1),
        operator.post(f"{PATH}/kre_bestaatniet/geheim"),
        operator.post(f"{PATH}/kre_bestaatniet/activering", {}),
    ]
    assert [answer.status for answer in tries] == [404] * len(tries)


def test_change_keeps_to_its_version(operator: Api, lender: Lender) -> None:
    path = f"{PATH}/{lender.id}"
    versie = operator.seen(path)["versie"]
    assert operator.patch(path, {"naam": "Voorbeeld Nieuw N.V."}, versie + 1).status == 412
    assert operator.call("PATCH", path, {"naam": "Voorbeeld Nieuw N.V."}).status == 412
    assert operator.patch(path, {"naam": "Voorbeeld Nieuw N.V."}, versie).status == 200
    assert operator.seen(path)["naam"] == "Voorbeeld Nieuw N.V."
    assert operator.patch(path, {"endpoint": "http://10.0.0.1/"}, versie + 1).status == 422


def test_changed_endpoint_waits_for_a_second_person(broker: Api, operator: Api, lender: Lender) -> None:
    path = f"{PATH}/{lender.id}"
    versie = operator.seen(path)["versie"]
    with listening() as ear:
        moved = f"http://127.0.0.1:{ear.port}/nieuw"
        answer = operator.patch(path, {"endpoint": moved}, versie)
        assert answer.status == 200, answer.raw
        # Locally an address on loopback needs no second person; elsewhere the old one stays until confirmed.
        second = sign_in(broker, "ops2@lease-deal.example", OPERATOR_PASSWORD).api
        confirmed = second.post(f"{path}/bevestiging")
        assert confirmed.status in {200, 409}, confirmed.raw


def test_signature_needs_the_webhook_prefix(lender: Lender) -> None:
    raw = lender.envelope("aanvraag.ontvangen", {"verstrekking_id": "x", "versie": 1})
    bare = sign(lender.secret, "msg_1", "1", raw).removeprefix("v1,")
    assert lender.send(raw, changes={"webhook-signature": bare}).status == 401


@pytest.mark.parametrize("query", ["", "?limiet=1"])
def test_receipts_are_listed_for_operators(operator: Api, query: str) -> None:
    seen = operator.seen(f"/v1/beheer/vernietigingen{query}")
    assert isinstance(seen["vernietigingen"], list)


def test_published_version_is_immutable(operator: Api) -> None:
    body = {
        "soort": "privacyreglement",
        "versie": "2021-04-26",
        "geldig_vanaf": "2021-04-26",
        "tekst": "# Andere tekst\n",
    }
    answer = operator.post("/v1/beheer/reglementen", body)
    assert answer.status in {409, 422}, answer.raw


def test_two_lenders_never_share_a_secret(operator: Api) -> None:
    with listening() as ear:
        assert len({register(operator, ear).secret for _ in range(3)}) == 3
