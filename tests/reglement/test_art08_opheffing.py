"""
Art. 5 lid 6 and 12, Art. 8 lid 1: what stands behind a bewaarblokkade, and how it ends.

Its reason is stored unreadable, held data is read on record, and two persons lift it; that of an open case ends with
the case.
"""

from datetime import date, timedelta

import pytest

from chalicelib.domain.bewaarblokkade import BlokkadeGrond, NieuweBlokkade
from chalicelib.errors import IllegalState, InvalidInput, NotFound
from chalicelib.usecases.delete_aanvraag import delete_aanvraag
from chalicelib.usecases.delete_dossier import delete_dossier
from chalicelib.usecases.hold_for_case import hold_for_case
from chalicelib.usecases.lift_bewaarblokkade import lift_bewaarblokkade
from chalicelib.usecases.lift_for_case import lift_for_case
from chalicelib.usecases.list_bewaarblokkades import list_bewaarblokkades
from chalicelib.usecases.place_bewaarblokkade import MOST, place_bewaarblokkade
from chalicelib.usecases.read_aanvraag import read_aanvraag
from chalicelib.usecases.read_bewaarblokkade import read_bewaarblokkade, read_held_dossier
from chalicelib.usecases.transaction import DossierWriter
from chalicelib.usecases.update_dossier import update_dossier
from tests.bodies import raw
from tests.broker import OPERATOR, SECOND_OPERATOR, Bench, snapshot
from tests.destruction import due_at, ended, run
from tests.holds import REDEN, die_behind_lift, hold, lift


def test_lifting_needs_a_second_person(bench: Bench) -> None:
    """Art. 8 lid 1: the first asks, and asking again changes nothing; the evidence names both."""
    dossier_id = bench.dossier(bench.vendor())
    blokkade_id = hold(bench, dossier_id)
    first = lift_bewaarblokkade(bench.broker, OPERATOR, blokkade_id)
    before = snapshot(bench)
    assert lift_bewaarblokkade(bench.broker, OPERATOR, blokkade_id) == first
    assert snapshot(bench) == before
    assert bench.state(dossier_id).blokkades
    assert lift_bewaarblokkade(bench.broker, SECOND_OPERATOR, blokkade_id) is None
    (stuk,) = bench.told(dossier_id, "bewaarblokkade.opgeheven")
    assert (stuk.gegevens["gevraagd_door"], stuk.door) == (OPERATOR.account_id, SECOND_OPERATOR.account_id)
    with pytest.raises(NotFound):
        lift_bewaarblokkade(bench.broker, SECOND_OPERATOR, blokkade_id)


def test_the_reason_is_stored_unreadable(bench: Bench) -> None:
    """An operator's own words may name anybody: no row and no evidence holds them, and they go with the hold."""
    dossier_id = bench.dossier(bench.vendor())
    blokkade_id = hold(bench, dossier_id)
    assert "Testpersoon" not in "".join(snapshot(bench))
    assert read_bewaarblokkade(bench.broker, OPERATOR, blokkade_id)[1] == REDEN
    assert bench.told(dossier_id, "inzage")[-1].gegevens["doel"] == "5.6"
    lift(bench, blokkade_id)
    assert not [record for record in bench.state(dossier_id).inhoud.values() if record.model == "bewaarblokkade"]


@pytest.mark.parametrize(
    ("grond", "doel"),
    [
        (BlokkadeGrond.RECHTSVORDERING, "5.6"),
        (BlokkadeGrond.KLACHT, "5.6"),
        (BlokkadeGrond.GERECHTELIJK_BEVEL, "5.12"),
        (BlokkadeGrond.TOEZICHT, "5.12"),
        (BlokkadeGrond.VERZOEK, "5.12"),
    ],
)
def test_held_data_is_read_on_record(bench: Bench, grond: BlokkadeGrond, doel: str) -> None:
    """Art. 5 lid 6 and 12: `juridisch` reads all of it, for the doel of the ground, and that is evidence."""
    vendor = bench.vendor()
    dossier_id = ended(bench, vendor, bench.lessor())
    blokkade_id = hold(bench, dossier_id, grond)
    delete_dossier(bench.broker, vendor, dossier_id)
    dossier, records = read_held_dossier(bench.broker, OPERATOR, blokkade_id)
    assert dossier.withheld(bench.clock.now())
    assert {opened.record.model for opened in records} == {"dossier", "aanvraag"}
    (content,) = [opened.inhoud for opened in records if opened.record.model == "dossier"]
    assert content["betrokkene"]["soort"] == "klant"
    stuk = bench.told(dossier_id, "inzage")[-1]
    assert (stuk.door, stuk.gegevens["doel"]) == (OPERATOR.account_id, doel)
    assert stuk.gegevens["records"] == tuple(opened.record.id for opened in records)


def test_what_is_removed_under_a_hold_stays(bench: Bench) -> None:
    """I10: an edit and a deleted concept leave the content that was; the end of the hold destroys it."""
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    aanvraag_id = bench.concept(vendor, dossier_id)
    blokkade_id = hold(bench, dossier_id)
    update_dossier(bench.broker, vendor, dossier_id, 1, raw({"betrokkene": {"functie": "eigenaar"}}))
    delete_aanvraag(bench.broker, vendor, aanvraag_id)
    with pytest.raises(NotFound):
        read_aanvraag(bench.broker, vendor, aanvraag_id)
    kept = [(o.record.model, o.record.revisie) for o in read_held_dossier(bench.broker, OPERATOR, blokkade_id)[1]]
    assert kept == [("aanvraag", 1), ("dossier", 1), ("dossier", 2)]
    lift(bench, blokkade_id)
    state = bench.state(dossier_id)
    assert [(record.model, record.revisie) for record in state.inhoud.values()] == [("dossier", 2)]
    assert state.dossier.aangehouden == ()


def test_an_open_case_places_and_lifts_its_own_hold(bench: Bench) -> None:
    """Art. 5 lid 12: with the case, without words and without a second person; no operator lifts it meanwhile."""
    dossier_id = ended(bench, bench.vendor(), bench.lessor())
    at = due_at(bench, dossier_id)
    now = bench.clock.now()
    writer = DossierWriter(bench.state(dossier_id), now, OPERATOR.account_id)
    row = hold_for_case(bench.broker, writer, "zaak_1", BlokkadeGrond.KLACHT, date(2028, 6, 1), now)
    writer.commit(bench.broker)
    with pytest.raises(IllegalState, match="zaak_open"):
        lift_bewaarblokkade(bench.broker, SECOND_OPERATOR, row.id)
    assert read_bewaarblokkade(bench.broker, OPERATOR, row.id)[1] is None
    assert run(bench, at)["vernietigd"] == 0
    writer = DossierWriter(bench.state(dossier_id), at, OPERATOR.account_id)
    lift_for_case(writer, "zaak_2")
    assert writer.state.blokkades
    lift_for_case(writer, "zaak_1")
    writer.commit(bench.broker)
    assert run(bench, at + timedelta(days=1))["vernietigd"] == 1


@pytest.mark.parametrize(("days", "code"), [(-1, "datum.verleden"), (0, "datum.verleden"), (732, "herzien_op.bereik")])
def test_a_day_of_review_is_near_and_ahead(bench: Bench, days: int, code: str) -> None:
    dossier_id = bench.dossier(bench.vendor())
    before = snapshot(bench)
    day = (bench.clock.now() + timedelta(days=days)).date()
    nieuw = NieuweBlokkade(dossier_id=dossier_id, reden=REDEN, grond=BlokkadeGrond.KLACHT, herzien_op=day)
    with pytest.raises(InvalidInput, match=code):
        place_bewaarblokkade(bench.broker, OPERATOR, nieuw, None)
    assert snapshot(bench) == before


def test_a_dossier_has_no_endless_row_of_holds(bench: Bench) -> None:
    dossier_id = bench.dossier(bench.vendor())
    for _ in range(MOST):
        hold(bench, dossier_id)
    with pytest.raises(IllegalState, match="te_veel"):
        hold(bench, dossier_id)


def test_a_hold_past_its_review_keeps_and_shows(bench: Bench) -> None:
    """It never lifts by itself (I10)."""
    dossier_id = bench.dossier(bench.vendor())
    hold(bench, dossier_id)
    bench.clock.move_to(bench.clock.now() + timedelta(days=400))
    (row,) = list_bewaarblokkades(bench.broker, None, 50)[0]
    assert row.overdue(bench.clock.now())
    assert run(bench, bench.clock.now())["vernietigd"] == 0


def test_a_crash_behind_the_lift_leaves_nothing_it_kept(bench: Bench) -> None:
    """Art. 8 lid 1. Found: what somebody had removed stayed for good, for lifting it again found nothing to lift."""
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    blokkade_id = hold(bench, dossier_id)
    update_dossier(bench.broker, vendor, dossier_id, 1, raw({"betrokkene": {"functie": "eigenaar"}}))
    assert bench.state(dossier_id).dossier.aangehouden
    die_behind_lift(bench, blokkade_id)
    assert bench.state(dossier_id).dossier.aangehouden == ()
