"""One visit to every route: sign up, register, send, answer, accept, withdraw, end; the refusals on the way too."""

import hashlib
from datetime import timedelta

from chalicelib.domain.aanvraag_inhoud import Product
from chalicelib.domain.gebruiker import Rol
from chalicelib.domain.ids import aanvraag_of, dossier_of
from chalicelib.domain.kredietverstrekker import Levering
from chalicelib.domain.register_rows import Bulkvernietiging
from chalicelib.domain.verstrekking import VerstrekkingStatus
from chalicelib.privacy.aansluiting import required
from chalicelib.privacy.toestemming import HUIDIGE_TEKST
from chalicelib.usecases.create_operator import create_operator
from chalicelib.usecases.messages import FETCH_CODE, fetch_code
from chalicelib.usecases.ports.store import Insert, Replace
from tests import accounts, uploading
from tests.accounts import ADDRESS, PAPERS, PASSWORD
from tests.bodies import Body, klant, lease
from tests.lessors import EXTRA, message
from tests.openapi_client import Journey
from tests.openapi_contracts import contracts
from tests.papers import pdf

OPERATORS = ("beheer@example.com", "tweede@example.com")
LESSORS = "/v1/beheer/kredietverstrekkers"
ONE_LESSOR = LESSORS + "/{kredietverstrekker_id}"
CONSENT = {
    "tekst_versie": HUIDIGE_TEKST.versie,
    "namens": "klant",
    "verkregen_op": "2027-05-30",
    "wijze": "digitaal",
    "klant_geinformeerd_op": "2027-05-29",
}


def travel() -> Journey:
    """Everything once, in an order that works."""
    journey = Journey()
    _public(journey)
    lessors = _operator(journey)
    _account(journey)
    _aanvraag(journey, lessors)
    contracts(journey, lessors[0], CONSENT)
    _withdrawals(journey, lessors[0])
    _portal(journey)
    _told_again(journey)
    _endings(journey)
    return journey


def _public(journey: Journey) -> None:
    journey.call("GET", "/v1/gezondheid")
    journey.call("GET", "/v1/gezondheid", query={"onbekend": "1"})
    journey.call("GET", "/v1/openapi.json")
    journey.call("GET", "/v1/reglementen")
    for version in (accounts.VERSION, "nooit"):
        path = "/v1/reglementen/{soort}/{versie}"
        journey.call("GET", path, soort="privacyreglement", versie=version)


def _operator(journey: Journey) -> list[Body]:
    """Two Kredietverstrekkers that are active, after one of them moved and was confirmed by a second person."""
    for address in OPERATORS:
        create_operator(journey.bench.broker, address, "Voorbeeld Beheer", PASSWORD, tuple(Rol))
    journey.login(OPERATORS[0])
    paper = {"soort": "privacyreglement", "versie": "2030-01-01", "geldig_vanaf": "2030-01-01", "tekst": "Voorbeeld"}
    journey.call("POST", "/v1/beheer/reglementen", paper)
    journey.call("POST", "/v1/beheer/reglementen", paper)
    lessors = [journey.call("POST", LESSORS, _lessor(name)) for name in ("a", "b")]
    journey.call("POST", LESSORS, {**_lessor("c"), "land": "GB"})
    moved = lessors[0]["id"]
    move = {"endpoint": "https://nieuw.example.com/leads"}
    journey.call("PATCH", ONE_LESSOR, move, headers={"if-match": '"1"'}, kredietverstrekker_id=moved)
    journey.call("POST", ONE_LESSOR + "/activering", {}, kredietverstrekker_id=moved)
    journey.login(OPERATORS[1])
    journey.call("POST", ONE_LESSOR + "/bevestiging", kredietverstrekker_id=moved)
    lessors[0] |= journey.call("POST", ONE_LESSOR + "/geheim", kredietverstrekker_id=moved)
    checks = [{"onderdeel": one.value, "bewijs": "archief/1"} for one in required([Product.PERSOONLIJKE_LENING])]
    for lessor in lessors:
        seen = {"if-match": f'"{journey.call("GET", ONE_LESSOR, kredietverstrekker_id=lessor["id"])["versie"]}"'}
        for headers in ({}, seen):
            said = {"headers": headers, "kredietverstrekker_id": lessor["id"]}
            journey.call("POST", ONE_LESSOR + "/controles", {"controles": checks}, **said)
        journey.call("POST", ONE_LESSOR + "/proef", kredietverstrekker_id=lessor["id"])
        journey.call("POST", ONE_LESSOR + "/activering", {}, kredietverstrekker_id=lessor["id"])
    journey.call("GET", ONE_LESSOR + "/contact", kredietverstrekker_id=moved)
    journey.call("GET", ONE_LESSOR + "/verloop", query={"limiet": "5"}, kredietverstrekker_id=moved)
    journey.call("GET", ONE_LESSOR + "/verloop", query={"na": "onzin"}, kredietverstrekker_id=moved)
    access = {"header": {"naam": "x-voorbeeld", "waarde": "voorbeeld"}}
    journey.call("POST", ONE_LESSOR + "/toegang", access, kredietverstrekker_id=moved)
    journey.call("GET", ONE_LESSOR, kredietverstrekker_id=moved)
    journey.call("GET", ONE_LESSOR, kredietverstrekker_id="kre_onbekend")
    journey.call("GET", LESSORS)
    return lessors


def _lessor(name: str) -> Body:
    return {
        "naam": f"Voorbeeld {name.upper()}",
        "kvk_nummer": "90001354",
        "land": "NL",
        "endpoint": f"https://{name}.example.com/leads",
        "producten": ["financial_lease"],
        "informatiebehoefte": ["betrokkene.achternaam", "onderneming", "financieel.omzet", "financiering"],
        "vragen": [{"sleutel": "gebruik", "tekst": "Waarvoor?", "soort": "tekst", "categorie": "object"}],
        "privacyverklaring": f"https://{name}.example.com/privacy",
        "verwerkingsafspraak": "VB-1",
        "levering": "push",
        "contact": {"naam": "Testpersoon Voorbeeld", "email": "contact@example.com"},
    }


def _portal(journey: Journey) -> None:
    """Somebody of a Kredietverstrekker without systems of its own looks and answers on the page."""
    token, bench = journey.token, journey.bench
    left = list(bench.egress.sent)
    lessor = bench.lessor("p", levering=Levering.PORTAAL)
    bench.egress.sent[:0] = left
    staff = {"schermnaam": "medewerker@example.com", "naam": "Testpersoon Voorbeeld"}
    journey.login(OPERATORS[0])
    for _ in range(2):
        journey.call("POST", ONE_LESSOR + "/medewerkers", staff, kredietverstrekker_id=lessor.id)
    heard = {"schermnaam": staff["schermnaam"]}
    for operator in (*OPERATORS[:2], OPERATORS[1]):
        journey.login(operator)
        journey.call("POST", ONE_LESSOR + "/medewerkers/bevestiging", heard, kredietverstrekker_id=lessor.id)
    journey.call("POST", "/v1/wachtwoord/herstel", {"schermnaam": staff["schermnaam"]})
    code = bench.code(staff["schermnaam"], soort="herstel")
    chosen = {"schermnaam": staff["schermnaam"], "code": code, "wachtwoord": PASSWORD}
    journey.call("POST", "/v1/wachtwoord", chosen)
    vendor = bench.vendor("derde@example.com")
    aanvraag = bench.sent(vendor, lessor)
    row = bench.verstrekking(aanvraag, lessor).id
    journey.login(staff["schermnaam"])
    path = "/v1/portaal/verstrekkingen"
    journey.call("GET", "/v1/portaal")
    journey.call("GET", path)
    journey.call("GET", path + "/{verstrekking_id}", verstrekking_id=row)
    journey.call("GET", path + "/{verstrekking_id}", verstrekking_id="ver_onbekend")
    for _ in range(2):
        answer = {"type": "aanvraag.ontvangen"}
        journey.call("POST", path + "/{verstrekking_id}/antwoorden", answer, verstrekking_id=row)
    document = uploading.upload(bench, vendor, dossier_of(row))
    uploading.ask(bench, lessor, aanvraag, "jaarcijfers")
    uploading.answer(bench, vendor, aanvraag, lessor, jaarcijfers=document)
    paper = path + "/{verstrekking_id}/documenten/{document_id}"
    for found, headers in ((document, {}), (document, {"range": "bytes=0-3"}), ("doc_onbekend", {})):
        journey.call("GET", paper, headers=headers, verstrekking_id=row, document_id=found)
    journey.token = token


def _told_again(journey: Journey) -> None:
    """One that is only told comes with the code of before, after its secret had to end at once."""
    token, bench = journey.token, journey.bench
    left = list(bench.egress.sent)
    lessor = bench.lessor("m", levering=Levering.MELDING)
    bench.egress.sent[:0] = left
    aanvraag = bench.sent(bench.vendor("vierde@example.com"), lessor)
    row = bench.verstrekking(aanvraag, lessor).id
    journey.login(OPERATORS[0])
    for at_once in ({}, {}, {"direct": True, "reden": "gelekt"}):
        made = journey.call("POST", ONE_LESSOR + "/geheim", at_once, kredietverstrekker_id=lessor.id)
    content = f"GET /v1/leveringen/{row}".encode()
    headers = dict(bench.signatures.sign([made["geheim"]], "get_opnieuw", bench.clock.now(), content))
    headers[FETCH_CODE] = fetch_code(bench.broker, lessor.id, row)
    journey.call("GET", "/v1/leveringen/{verstrekking_id}", headers=headers, verstrekking_id=row)
    bench.dispatch(aanvraag)
    journey.token = token


def _account(journey: Journey) -> None:
    """Ends with a vendor who is signed in."""
    journey.token = ""
    form = {
        "schermnaam": ADDRESS,
        "wachtwoord": "een ander lang wachtwoord",
        "soort": "vendor",
        "naam": "Testpersoon Voorbeeld",
        "telefoon": "06 12345678",
        "organisatie": {"naam": "Voorbeeld Dealer B.V.", "kvk_nummer": "12345678"},
        "akkoord": {soort.value: versie for soort, versie in PAPERS.items()},
    }
    journey.call("POST", "/v1/accounts", {**form, "akkoord": {}})
    journey.call("POST", "/v1/accounts", form)
    journey.call("POST", "/v1/accounts/bevestiging", {"schermnaam": ADDRESS, "code": "geen"})
    journey.call("POST", "/v1/accounts/bevestiging", {"schermnaam": ADDRESS, "code": journey.bench.code()})
    journey.call("POST", "/v1/wachtwoord/herstel", {"schermnaam": ADDRESS})
    code = journey.bench.code(soort="herstel")
    journey.call("POST", "/v1/wachtwoord", {"schermnaam": ADDRESS, "code": code, "wachtwoord": PASSWORD})
    journey.call("GET", "/v1/account")
    journey.call("GET", LESSORS)
    tokens = journey.login()
    journey.call("GET", LESSORS)
    journey.call("POST", "/v1/sessies/verversing", {"refresh_token": tokens["refresh_token"]})
    journey.call("POST", "/v1/sessies/verversing", {"refresh_token": "geen"})
    journey.call("GET", "/v1/account")
    journey.call("PATCH", "/v1/account", {"functie": "verkoper"}, headers={"if-match": '"1"'})
    journey.call("PATCH", "/v1/account", {"functie": "verkoper"}, headers={"if-match": '"1"'})


def _aanvraag(journey: Journey, lessors: list[Body]) -> None:
    journey.call("GET", "/v1/kredietverstrekkers", query={"product": "financial_lease"})
    journey.call("POST", "/v1/dossiers", {**klant(), "bsn": "verboden"})
    key = {"idempotency-key": "voorbeeld"}
    dossier = journey.call("POST", "/v1/dossiers", klant(), headers=key)["id"]
    journey.call("POST", "/v1/dossiers", klant(), headers=key)
    journey.call("POST", "/v1/dossiers", {**klant(), "financieel": None}, headers=key)
    one = "/v1/dossiers/{dossier_id}"
    journey.call("GET", one, dossier_id=dossier)
    journey.call("GET", one, dossier_id="dos_onbekend")
    journey.call("PATCH", one, {"betrokkene": {"aanhef": None}}, headers={"if-match": '"1"'}, dossier_id=dossier)
    journey.call("GET", "/v1/dossiers", query={"velden": "naam", "limiet": "1"})
    journey.call("GET", "/v1/dossiers", query={"limiet": "1000"})
    aanvraag = _concept(journey, dossier)
    patch = {"financiering": {"looptijd_maanden": 48}}
    journey.call("PATCH", _ONE, patch, headers={"if-match": '"1"'}, aanvraag_id=aanvraag)
    journey.call("GET", _ONE, aanvraag_id=aanvraag)
    journey.call("DELETE", _ONE, aanvraag_id=_concept(journey, dossier))
    _offers(journey, aanvraag, lessors)


_ONE = "/v1/aanvragen/{aanvraag_id}"


def _concept(journey: Journey, dossier: str) -> str:
    made = journey.call("POST", "/v1/dossiers/{dossier_id}/aanvragen", lease(), dossier_id=dossier)
    return str(made["id"])


def _send(journey: Journey, aanvraag: str, versie: int, lessors: list[Body]) -> dict[str, str]:
    """The Verstrekking of each Kredietverstrekker."""
    answer = {"kredietverstrekker_id": lessors[0]["id"], "sleutel": "gebruik", "waarde": "Voorbeeld"}
    ids = [lessor["id"] for lessor in lessors]
    body = {"kredietverstrekkers": ids, "toestemming": CONSENT, "antwoorden": [answer]}
    match = {"if-match": f'"{versie}"'}
    sent = journey.call("POST", _ONE + "/verzending", body, headers=match, aanvraag_id=aanvraag)
    journey.bench.dispatch(aanvraag)
    return {row["kredietverstrekker_id"]: row["id"] for row in sent["verstrekkingen"]}


def _offers(journey: Journey, aanvraag: str, lessors: list[Body]) -> None:
    verstrekkingen = _send(journey, aanvraag, 2, lessors)
    first, second = lessors
    own, other = verstrekkingen[first["id"]], verstrekkingen[second["id"]]
    journey.call("GET", "/v1/verstrekkingen/{verstrekking_id}/gegevens", verstrekking_id=own)
    journey.call("DELETE", _ONE, aanvraag_id=aanvraag)
    data = {"verstrekking_id": own, "versie": 2}
    _say(journey, first, "aanvraag.ontvangen", data)
    _say(journey, first, "aanvraag.ontvangen", data)
    _fetch(journey, first, own)
    _say(journey, first, "aanvraag.in_beoordeling", {**data, "versie": 1})
    _say(journey, first, "informatie.gevraagd", data)
    journey.call("GET", _ONE, aanvraag_id=aanvraag)
    paper = _papers(journey, dossier_of(aanvraag))
    answers = {"antwoorden": [{"code": "jaarcijfers", "document_id": paper}]}
    for _ in range(2):
        journey.call("POST", "/v1/verstrekkingen/{verstrekking_id}/informatie", answers, verstrekking_id=own)
    journey.bench.dispatch(aanvraag)
    _collect(journey, first, {"verstrekking_id": own, "versie": 2, "document_id": paper})
    for lessor, verstrekking in ((first, own), (second, other)):
        _say(journey, lessor, "offerte.uitgebracht", {"verstrekking_id": verstrekking, "versie": 2})
    for query in ({}, {"sorteer": "termijn"}, {"sorteer": "willekeurig"}):
        journey.call("GET", _ONE + "/offertes", query=query, aanvraag_id=aanvraag)
    offers = journey.call("GET", _ONE + "/offertes", aanvraag_id=aanvraag)["offertes"]
    (mine,) = [offer["id"] for offer in offers if offer["kredietverstrekker_id"] == first["id"]]
    for _ in range(2):
        journey.call("POST", "/v1/offertes/{offerte_id}/aanvaarding", offerte_id=mine)
    journey.bench.dispatch(aanvraag)
    _say(journey, first, "overeenkomst.geactiveerd", data)
    (contract,) = journey.call("GET", "/v1/overeenkomsten")["overeenkomsten"]
    journey.call("GET", "/v1/overeenkomsten/{overeenkomst_id}", overeenkomst_id=contract["id"])
    journey.call("GET", "/v1/aanvragen")


def _papers(journey: Journey, dossier: str) -> str:
    """The id of one that came in; another comes by a link."""
    path, content = "/v1/dossiers/{dossier_id}/documenten", pdf()
    kind = {"content-type": "application/pdf", "x-soort": "jaarcijfers"}
    for said in ({**kind, "x-soort": "zomaar"}, kind):
        made = journey.call("POST", path, content, headers=said, dossier_id=dossier)
    journey.call("GET", path, dossier_id=dossier)
    one = {"dossier_id": dossier, "document_id": made["id"]}
    for headers in ({}, {"range": "bytes=0-3"}, {"range": "bytes=9999-"}):
        journey.call("GET", path + "/{document_id}", headers=headers, **one)
    digest = hashlib.sha256(content).hexdigest()
    told = {"soort": "jaarcijfers", "type": "application/pdf", "grootte": len(content), "sha256": digest}
    link = journey.call("POST", "/v1/dossiers/{dossier_id}/uploadlinks", told, dossier_id=dossier)
    journey.call("POST", path + "/{document_id}/ontvangst", dossier_id=dossier, document_id=link["id"])
    return str(made["id"])


def _collect(journey: Journey, lessor: Body, data: Body) -> None:
    """With a signed request each; the whole, a part, and one with a signature of nobody."""
    path = "/v1/callbacks/{kredietverstrekker_id}/documenten"
    raw = message("document.opvragen", data)
    for number, more in enumerate(({}, {"range": "bytes=0-3"})):
        now = journey.bench.clock.now()
        signed = dict(journey.bench.signatures.sign([lessor["geheim"]], f"get_stuk_{number}", now, raw))
        journey.call("POST", path, raw, headers={**signed, **more}, kredietverstrekker_id=lessor["id"])
    journey.call("POST", path, raw, kredietverstrekker_id=lessor["id"])


def _say(journey: Journey, lessor: Body, kind: str, data: Body) -> None:
    raw = message(kind, {**EXTRA.get(kind, {}), **data})
    headers = dict(journey.bench.signatures.sign([lessor["geheim"]], f"msg_{kind}", journey.bench.clock.now(), raw))
    path = "/v1/callbacks/{kredietverstrekker_id}"
    journey.call("POST", path, raw, headers=headers, kredietverstrekker_id=lessor["id"])
    journey.call("POST", path, raw + b" ", headers=headers, kredietverstrekker_id=lessor["id"])


def _fetch(journey: Journey, lessor: Body, verstrekking: str) -> None:
    """With a signed GET; the same once more is refused."""
    path, now = "/v1/leveringen/{verstrekking_id}", journey.bench.clock.now()
    content = f"GET /v1/leveringen/{verstrekking}".encode()
    headers = dict(journey.bench.signatures.sign([lessor["geheim"]], "get_voorbeeld", now, content))
    headers[FETCH_CODE] = fetch_code(journey.bench.broker, lessor["id"], verstrekking)
    for _ in range(2):
        journey.call("GET", path, headers=headers, verstrekking_id=verstrekking)
    journey.call("GET", path, verstrekking_id=verstrekking)
    asked = f"GET /v1/leveringen/{verstrekking}/pogingen".encode()
    headers = dict(journey.bench.signatures.sign([lessor["geheim"]], "get_pogingen", now, asked))
    journey.call("GET", path + "/pogingen", headers=headers, verstrekking_id=verstrekking)
    _dead_letters(journey, lessor, verstrekking)


def _dead_letters(journey: Journey, lessor: Body, verstrekking: str) -> None:
    """One that failed, as an operator finds it and has it sent again."""
    token, path = journey.token, "/v1/beheer/leveringen"
    row = journey.bench.state(verstrekking).verstrekking(verstrekking)
    update = {"levering": row.levering.gave_up("timeout"), "status": VerstrekkingStatus.TECHNISCH_MISLUKT}
    failed = row.model_copy(update=update)
    journey.bench.store.commit(Replace(failed))
    journey.login(OPERATORS[0])
    journey.call("GET", path)
    journey.call("GET", path + "/{levering_id}", levering_id=verstrekking)
    journey.call("GET", path + "/{levering_id}", levering_id="ver_onbekend")
    for _ in range(2):
        journey.call("POST", path + "/{levering_id}/toewijzing", levering_id=verstrekking)
    for _ in range(2):
        journey.call("POST", path + "/{levering_id}/herhaling", levering_id=verstrekking)
    journey.call("POST", path, {"kredietverstrekker_id": lessor["id"]})
    journey.bench.dispatch(aanvraag_of(verstrekking))
    journey.token = token


def _withdrawals(journey: Journey, lessor: Body) -> None:
    dossier = journey.call("POST", "/v1/dossiers", klant())["id"]
    aanvraag = _concept(journey, dossier)
    verstrekking = _send(journey, aanvraag, 1, [lessor])[lessor["id"]]
    journey.call("DELETE", "/v1/dossiers/{dossier_id}", dossier_id=dossier)
    consents = journey.call("GET", "/v1/toestemmingen")["toestemmingen"]
    (consent,) = [row["id"] for row in consents if row["aanvraag_id"] == aanvraag]
    for _ in range(2):
        journey.call("POST", "/v1/toestemmingen/{toestemming_id}/intrekking", toestemming_id=consent)
    _say(journey, lessor, "aanvraag.in_beoordeling", {"verstrekking_id": verstrekking, "versie": 1})
    another = _concept(journey, dossier)
    _send(journey, another, 1, [lessor])
    journey.call("POST", _ONE + "/intrekking", {"reden": "Voorbeeld"}, aanvraag_id=another)
    journey.call("GET", _ONE, aanvraag_id=another)
    for sent in (aanvraag, another):
        journey.bench.dispatch(sent)
    journey.call("DELETE", "/v1/dossiers/{dossier_id}", dossier_id=dossier)
    journey.call("GET", "/v1/sleutels")
    for query in ({}, {"vorm": "csv"}):
        journey.call("GET", "/v1/verklaringen/{dossier_id}", query=query, dossier_id=dossier)


def _endings(journey: Journey) -> None:
    vendor = journey.token
    journey.login(OPERATORS[0])
    (first, *_) = journey.call("GET", "/v1/beheer/vernietigingen")["vernietigingen"]
    one = "/v1/beheer/vernietigingen/{vernietiging_id}/verklaring"
    journey.call("GET", one, vernietiging_id=first["id"])
    journey.call("GET", "/v1/beheer/statistieken", query={"periode": "2027-Q1"})
    _bulk(journey)
    journey.call("DELETE", "/v1/sessies")
    journey.token = vendor
    _holds(journey)
    journey.call("DELETE", "/v1/account", {"reden": "Voorbeeld"})
    journey.call("GET", "/v1/account")


def _bulk(journey: Journey) -> None:
    """More is due than goes without two persons; the second one signs in."""
    now, path = journey.bench.clock.now(), "/v1/beheer/vernietigingen/bulk"
    row = Bulkvernietiging(id="bul_" + "a" * 26, tot=now, gevonden_op=now, aantal=1200, regels=("concept:1200",))
    journey.bench.store.commit(Insert(row))
    journey.call("GET", path)
    for address in (OPERATORS[0], OPERATORS[1]):
        journey.login(address)
        journey.call("POST", path + "/{bulk_id}/goedkeuring", {}, bulk_id=row.id)


def _holds(journey: Journey) -> None:
    """A dossier held, read and let go of by two persons."""
    vendor, path = journey.token, "/v1/beheer/bewaarblokkades"
    dossier = journey.call("POST", "/v1/dossiers", klant())["id"]
    day = (journey.bench.clock.now() + timedelta(days=100)).date().isoformat()
    journey.login(OPERATORS[0])
    hold = {"dossier_id": dossier, "reden": "Voorbeeld", "grond": "klacht", "herzien_op": day}
    one = {"bewaarblokkade_id": journey.call("POST", path, hold)["id"]}
    journey.call("POST", path, {**hold, "dossier_id": "dos_x"})
    journey.call("POST", path, {**hold, "grond": "zomaar"})
    journey.call("GET", path)
    journey.call("GET", path + "/{bewaarblokkade_id}", **one)
    journey.call("GET", path + "/{bewaarblokkade_id}/dossier", **one)
    journey.call("DELETE", path + "/{bewaarblokkade_id}", **one)
    journey.login(OPERATORS[1])
    journey.call("DELETE", path + "/{bewaarblokkade_id}", **one)
    journey.token = vendor
