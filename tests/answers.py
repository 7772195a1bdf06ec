"""Answers of a Kredietverstrekker: where each kind leads, and a Verstrekking put into any state."""

from chalicelib.domain.verstrekking import VerstrekkingStatus as S
from chalicelib.usecases.ports.store import Replace
from tests.broker import Bench
from tests.lessors import Lessor

LEADS_TO = {
    "aanvraag.ontvangen": S.ONTVANGEN,
    "aanvraag.in_beoordeling": S.IN_BEOORDELING,
    "informatie.gevraagd": S.INFORMATIE_GEVRAAGD,
    "offerte.uitgebracht": S.OFFERTE_ONTVANGEN,
    "aanvraag.afgewezen": S.AFGEWEZEN,
    "aanvraag.niet_te_verwerken": S.NIET_TE_VERWERKEN,
}


def in_state(bench: Bench, state: S) -> tuple[Lessor, str]:
    """An Aanvraag whose intent is committed, put into this state."""
    lessor = bench.lessor()
    aanvraag_id = bench.sent(bench.vendor(), lessor)
    row = bench.verstrekking(aanvraag_id, lessor)
    bench.store.commit(Replace(row.model_copy(update={"status": state})))
    return lessor, aanvraag_id
