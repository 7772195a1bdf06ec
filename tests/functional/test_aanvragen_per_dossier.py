"""How many Aanvragen one dossier takes: what is read as a whole, and named in one receipt, must have an end."""

import pytest

from chalicelib.errors import Fault, IllegalState
from chalicelib.handlers.meldingen import melding
from chalicelib.usecases.create_aanvraag import MOST
from chalicelib.usecases.delete_aanvraag import delete_aanvraag
from tests.broker import Bench


def test_a_full_dossier_takes_no_aanvraag_more(bench: Bench) -> None:
    """Found: a dossier grew without end, up to a receipt that no longer fits an item: it could not be destroyed."""
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    first, *_ = [bench.concept(vendor, dossier_id) for _ in range(MOST)]
    with pytest.raises(IllegalState, match=r"dossier\.vol"):
        bench.concept(vendor, dossier_id)
    delete_aanvraag(bench.broker, vendor, first)
    bench.concept(vendor, dossier_id)
    bench.concept(vendor, bench.dossier(vendor))


def test_the_refusal_names_the_limit() -> None:
    assert f" {MOST} aanvragen" in melding(Fault("dossier", "dossier.vol"))
