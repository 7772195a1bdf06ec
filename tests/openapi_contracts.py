"""The routes of an Overeenkomst: one that is called off, and one that a Consument revokes."""

from dataclasses import replace
from datetime import timedelta

from chalicelib import wiring
from chalicelib.usecases.pass_termijnen import pass_termijnen
from tests.bodies import Body, consument, klant, lease
from tests.lessors import EXTRA, message
from tests.openapi_client import Journey

_ONE = "/v1/overeenkomsten/{overeenkomst_id}"


def contracts(journey: Journey, lessor: Body, toestemming: Body) -> None:
    bench = journey.bench
    settings = bench.broker.settings.model_copy(update={"consument_producten": True})
    bench.broker = replace(bench.broker, settings=settings)
    wiring.use(bench.broker)
    _revised(journey, lessor, toestemming)
    for body, path in ((klant(), "/annulering"), (consument(), "/herroeping")):
        dossier = journey.call("POST", "/v1/dossiers", body)["id"]
        made = journey.call("POST", "/v1/dossiers/{dossier_id}/aanvragen", lease(), dossier_id=dossier)["id"]
        contract, row = _accepted(journey, made, lessor, toestemming)
        journey.call("POST", _ONE + "/herroeping", overeenkomst_id=contract)
        if path == "/herroeping":
            _hear(journey, lessor, "overeenkomst.geactiveerd", row)
        for _ in range(2):
            journey.call("POST", _ONE + path, overeenkomst_id=contract)
        bench.dispatch(made)
    _notices(journey)


def _notices(journey: Journey) -> None:
    """One that a run of `termijnen` makes: an Overeenkomst that ended on its last day."""
    pass_termijnen(journey.bench.broker, journey.bench.clock.now() + timedelta(days=2200))
    notices = journey.call("GET", "/v1/kennisgevingen")["kennisgevingen"]
    for one in (notices[0]["id"], "ken_onbekend"):
        journey.call("POST", "/v1/kennisgevingen/{kennisgeving_id}/gelezen", kennisgeving_id=one)
    journey.call("GET", "/v1/voorkeuren")
    wanted = {"marketing": False, "marktonderzoek": False, "herfinanciering": True}
    journey.call("PUT", "/v1/voorkeuren", wanted)
    journey.call("PUT", "/v1/voorkeuren", {"herfinanciering": True})


def _revised(journey: Journey, lessor: Body, toestemming: Body) -> None:
    """Sent, changed and sent again; a second try names an older version."""
    path, dossier = "/v1/aanvragen/{aanvraag_id}", journey.call("POST", "/v1/dossiers", klant())["id"]
    made = journey.call("POST", "/v1/dossiers/{dossier_id}/aanvragen", lease(), dossier_id=dossier)["id"]
    sending = {"kredietverstrekkers": [lessor["id"]], "toestemming": toestemming}
    again = {"aanvraag": lease(), "toestemming": toestemming}
    for where, body in (
        ("/herziening", again),
        ("/verzending", sending),
        ("/herziening", again),
        ("/herziening", again),
    ):
        journey.call("POST", path + where, body, headers={"if-match": '"1"'}, aanvraag_id=made)
    journey.bench.dispatch(made)


def _accepted(journey: Journey, aanvraag: str, lessor: Body, toestemming: Body) -> tuple[str, str]:
    """(Overeenkomst, Verstrekking)."""
    path, body = "/v1/aanvragen/{aanvraag_id}", {"kredietverstrekkers": [lessor["id"]], "toestemming": toestemming}
    sent = journey.call("POST", path + "/verzending", body, headers={"if-match": '"1"'}, aanvraag_id=aanvraag)
    journey.bench.dispatch(aanvraag)
    row = sent["verstrekkingen"][0]["id"]
    _hear(journey, lessor, "offerte.uitgebracht", row)
    offers = journey.call("GET", path + "/offertes", aanvraag_id=aanvraag)["offertes"]
    for _ in range(2):
        journey.call("POST", "/v1/offertes/{offerte_id}/verlenging", offerte_id=offers[0]["id"])
    _hear(journey, lessor, "offerte.verlengd", row)
    done = journey.call("POST", "/v1/offertes/{offerte_id}/aanvaarding", offerte_id=offers[0]["id"])
    journey.bench.dispatch(aanvraag)
    return done["overeenkomst_id"], row


def _hear(journey: Journey, lessor: Body, kind: str, row: str) -> None:
    raw = message(kind, {**EXTRA[kind], "verstrekking_id": row, "versie": 1})
    now = journey.bench.clock.now()
    headers = dict(journey.bench.signatures.sign([lessor["geheim"]], f"msg_{kind}_{row}", now, raw))
    journey.call(
        "POST", "/v1/callbacks/{kredietverstrekker_id}", raw, headers=headers, kredietverstrekker_id=lessor["id"]
    )
