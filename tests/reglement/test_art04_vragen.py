"""Art. 4 lid 2: a Kredietverstrekker asks nothing that nobody may keep, in whatever way it asks."""

import pytest

from chalicelib.domain.vraag import unaskable
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


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *((text, "vraag.bsn") for text in ("uw bsn_nummer", "bsnnummer", "bsn1", "B.S.N.?", "uw b s n", "SoFi-nummer")),
        *(
            (text, "vraag.bsn")
            for text in ("Burger service nummer?", "burger-servicenummer", "B\u200bSN", "\uff42\uff53\uff4e")
        ),
        *((text, "vraag.verboden") for text in ("pin-code", "wacht\xadwoord", "uw Digi D", "religie?", "Bent u ziek?")),
        *((text, None) for text in ("Waar staat de machine?", "Hebt u een webshop?", "Subsidie?")),
    ],
)
def test_however_it_is_written_it_is_read(text: str, code: str | None) -> None:
    """Art. 4 lid 2. Found: a dot, an underscore or half a letter's width hid what was asked."""
    assert unaskable(text) == code
