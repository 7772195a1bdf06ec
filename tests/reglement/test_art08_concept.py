"""Art. 8 lid 1: the term of a dossier counts from the last thing its owner did with it."""

from datetime import timedelta

from chalicelib.usecases.delete_aanvraag import delete_aanvraag
from tests.broker import Bench


def test_deleting_an_old_concept_does_not_end_its_dossier(bench: Bench) -> None:
    """Art. 8 lid 1: throwing a concept away is a change too; the dossier was once due the same night."""
    vendor = bench.vendor()
    aanvraag_id = bench.concept(vendor)
    bench.clock.advance(days=89)
    now = bench.clock.now()
    delete_aanvraag(bench.broker, vendor, aanvraag_id)
    due = bench.state(aanvraag_id).dossier.vernietigen_op
    assert due is not None
    assert due >= now + timedelta(days=89)
