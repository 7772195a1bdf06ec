"""How much one Kredietverstrekker can put into a dossier: what is read as a whole must have an end."""

from typing import Any

import pytest

from chalicelib.errors import Fault, IllegalState
from chalicelib.handlers.meldingen import melding
from chalicelib.usecases.apply_callback import MOST
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from tests.broker import Bench, snapshot
from tests.lessors import EXTRA


@pytest.mark.parametrize("kind", ["informatie.gevraagd", "offerte.uitgebracht"])
def test_a_full_verstrekking_takes_no_message_more(bench: Bench, kind: str) -> None:
    """Found: a question may follow a question, and an Offerte an Offerte, until nobody could read the dossier."""
    vendor, lessor, other = bench.vendor(), bench.lessor("a"), bench.lessor("b")
    aanvraag_id = bench.sent(vendor, lessor, other)
    data: dict[str, Any] = EXTRA[kind]
    for number in range(MOST):
        bench.say(lessor, kind, aanvraag_id, message_id=f"nr_{number}", **data)
    before = snapshot(bench)
    with pytest.raises(IllegalState, match=r"verstrekking\.vol"):
        bench.say(lessor, kind, aanvraag_id, **data)
    assert snapshot(bench) == before
    assert not bench.say(lessor, kind, aanvraag_id, message_id="nr_1", **data)[0]  # what we have is still had
    bench.say(other, kind, aanvraag_id, **data)
    bench.say(lessor, "aanvraag.afgewezen", aanvraag_id)
    withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)


def test_the_refusal_names_the_limit() -> None:
    assert f" {MOST} vragen" in melding(Fault("type", "verstrekking.vol"))
