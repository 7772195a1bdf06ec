"""Art. 4 lid 2: a Kredietverstrekker asks nothing that nobody may keep, in whatever way it asks."""

import pytest

from chalicelib.errors import InvalidInput
from tests.bodies import Body
from tests.broker import Bench, snapshot


@pytest.mark.parametrize(
    ("item", "fault"),
    [
        ({"code": "bsn", "omschrijving": "Stuur op."}, ("data.items.1.code", "vraag.bsn")),
        ({"code": "kopie", "omschrijving": "Uw burgerservicenummer"}, ("data.items.1.omschrijving", "vraag.bsn")),
        ({"code": "kopie", "omschrijving": "Hoe is uw gezondheid?"}, ("data.items.1.omschrijving", "vraag.verboden")),
    ],
)
def test_a_question_asks_nothing_that_nobody_may_ask(bench: Bench, item: Body, fault: tuple[str, str]) -> None:
    """Art. 4 lid 2: the words that are refused at registration; no operator reads these before they are used."""
    lessor = bench.lessor()
    aanvraag_id = bench.sent(bench.vendor(), lessor)
    before = snapshot(bench)
    items = [{"code": "jaarcijfers", "omschrijving": "De jaarcijfers van vorig jaar"}, item]
    with pytest.raises(InvalidInput) as refused:
        bench.say(lessor, "informatie.gevraagd", aanvraag_id, items=items)
    assert [(one.veld, one.code) for one in refused.value.faults] == [fault]
    assert snapshot(bench) == before
