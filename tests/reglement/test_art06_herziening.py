"""Art. 6 lid 3: a changed Aanvraag is sent anew, by an act of its own and with a permission of its own."""

import pytest

from chalicelib.domain.aanvraag_inhoud import AanvraagInhoud
from chalicelib.domain.ids import dossier_of
from chalicelib.domain.parse import parse
from chalicelib.domain.verstrekking import ToestemmingStatus
from chalicelib.errors import IllegalState, InvalidInput
from chalicelib.usecases.revise_aanvraag import Herziening, revise_aanvraag
from chalicelib.usecases.submit_aanvraag import Grant
from chalicelib.usecases.update_aanvraag import update_aanvraag
from chalicelib.usecases.withdraw_toestemming import withdraw_toestemming
from tests.bodies import changed, lease, raw
from tests.broker import GIVEN, Bench


def revision(grant: Grant = GIVEN) -> Herziening:
    return Herziening(1, parse(AanvraagInhoud, raw(changed(lease(), "financiering.looptijd_maanden", 48))), grant)


def test_changing_what_was_sent_sends_nothing_by_itself(bench: Bench) -> None:
    """Art. 6 lid 3: sending is an explicit act; a change that is only saved is none."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    with pytest.raises(IllegalState):
        update_aanvraag(bench.broker, vendor, aanvraag_id, 1, b'{"financiering": {"looptijd_maanden": 48}}')
    assert bench.types_to(lessor) == ["aanvraag.aangeboden"]


def test_a_new_version_needs_a_new_permission(bench: Bench) -> None:
    """Art. 6 lid 3: the permission of before was for what was sent before."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    with pytest.raises(InvalidInput, match="toestemming"):
        revise_aanvraag(bench.broker, vendor, aanvraag_id, revision(Grant(GIVEN.tekst_versie, "klant")), None)
    revise_aanvraag(bench.broker, vendor, aanvraag_id, revision(), None)
    bench.dispatch(aanvraag_id)
    given = bench.told(dossier_of(aanvraag_id), "toestemming.gegeven")
    assert [stuk.gegevens["versie"] for stuk in given] == [1, 2]
    statuses = [row.status for row in bench.state(aanvraag_id).toestemmingen.values()]
    assert sorted(statuses) == [ToestemmingStatus.GEGEVEN, ToestemmingStatus.VERVANGEN]
    bench.check_evidence()


def test_whose_permission_was_taken_back_gets_nothing_more(bench: Bench) -> None:
    """Art. 6 lid 3: a withdrawn permission does not come back with a new version."""
    vendor, (gone, stays) = bench.vendor(), bench.lessors(2)
    aanvraag_id = bench.sent(vendor, gone, stays)
    withdraw_toestemming(bench.broker, vendor, bench.toestemming(aanvraag_id, gone).id, None)
    revise_aanvraag(bench.broker, vendor, aanvraag_id, revision(), None)
    bench.dispatch(aanvraag_id)
    assert bench.types_to(gone) == ["aanvraag.aangeboden", "aanvraag.ingetrokken"]
    assert bench.types_to(stays) == ["aanvraag.aangeboden", "aanvraag.aangeboden"]
