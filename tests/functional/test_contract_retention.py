"""Contract, scheduled functions: each on a target of its own, whose clock may be turned without harm to others."""

import datetime as dt

from tests.functional.contract_client import OPERATOR, OPERATOR_PASSWORD, Answer, Api, Json, new_person, sign_in
from tests.functional.contract_journey import new_dossier, send
from tests.functional.contract_lender import Lender, listening, register
from tests.functional.contract_targets import Target


def days_on(days: int) -> str:
    return (dt.datetime.now(dt.UTC) + dt.timedelta(days=days)).strftime("%Y-%m-%dT02:00:00Z")


def receipts(operator: Api, dossier: str) -> list[Json]:
    rows = operator.seen("/v1/beheer/vernietigingen")["vernietigingen"]
    return [row for row in rows if row["dossier_id"] == dossier]


def is_gone(vendor: Api, dossier: str) -> bool:
    """The same 404 as for what never was."""
    erased: Answer = vendor.get(f"/v1/dossiers/{dossier}")
    absent = vendor.get("/v1/dossiers/x")
    return erased.status == 404 and erased.without_request_id() == absent.without_request_id()


def is_receipt(receipt: Json) -> bool:
    assert receipt.keys() >= {"id", "dossier_id", "regel", "uitgevoerd_op", "opslag"}
    return bool(receipt["regel"] and receipt["opslag"])


def test_due_dossiers_are_destroyed_with_a_receipt(own_target: Target) -> None:
    broker = own_target.api
    operator = sign_in(broker, OPERATOR, OPERATOR_PASSWORD).api
    vendor = new_person(broker).api
    with listening() as ear:
        lender: Lender = register(operator, ear)
        refused, concept = send(vendor, lender), new_dossier(vendor)
        assert refused.callback(lender, "aanvraag.afgewezen", reden_categorie="beleid").status == 202
        own_target.run_job("bewaartermijnen", days_on(2))
        assert vendor.get(f"/v1/dossiers/{concept}").status == 200
        for again in (190, 3):
            assert isinstance(own_target.run_job("bewaartermijnen", days_on(again)), dict)
        for dossier in (refused.dossier, concept):
            (receipt,) = receipts(operator, dossier)
            assert is_receipt(receipt)
            assert is_gone(vendor, dossier)
        assert vendor.get(f"/v1/aanvragen/{refused.aanvraag}").status == 404
        assert vendor.seen("/v1/dossiers")["dossiers"] == []
        assert vendor.seen("/v1/toestemmingen")["toestemmingen"] == []
        late = refused.callback(lender, "aanvraag.ontvangen")
        assert late.status == 410, late.raw
