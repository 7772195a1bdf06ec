"""Art. 8 lid 1 with 5 lid 12: what was held goes when nothing holds it any more, whoever dies; and no earlier."""

from datetime import date

from chalicelib.domain.bewaarblokkade import BlokkadeGrond
from chalicelib.domain.document import DocumentStatus
from chalicelib.domain.gebruiker import Actor
from chalicelib.errors import Unavailable
from chalicelib.usecases.drop_kept import DROPPED_AT_ONCE
from chalicelib.usecases.hold_for_case import hold_for_case
from chalicelib.usecases.lift_for_case import lift_for_case
from chalicelib.usecases.purge_due_dossiers import purge_due_dossiers
from chalicelib.usecases.transaction import DossierWriter
from chalicelib.usecases.update_dossier import update_dossier
from tests.bodies import raw
from tests.broker import OPERATOR, Bench
from tests.destruction import ended, run
from tests.holds import die_behind_lift, hold, lift
from tests.uploading import upload


def edited(bench: Bench, vendor: Actor, dossier_id: str, times: int) -> None:
    """Each change leaves the content that was."""
    for versie in range(1, times + 1):
        update_dossier(bench.broker, vendor, dossier_id, versie, raw({"betrokkene": {"functie": f"functie {versie}"}}))


def kept(bench: Bench, dossier_id: str) -> tuple[int, int]:
    """How many contents the dossier names as kept, and how many there are."""
    state = bench.state(dossier_id)
    return len(state.dossier.aangehouden), len(state.inhoud)


def test_a_crash_behind_a_lift_leaves_nothing_for_good(bench: Bench) -> None:
    """Found: above fifty, what a hold had kept stayed until the end of the dossier."""
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    blokkade_id = hold(bench, dossier_id)
    edited(bench, vendor, dossier_id, DROPPED_AT_ONCE + 2)
    die_behind_lift(bench, blokkade_id)
    assert kept(bench, dossier_id) == (2, 3)
    assert purge_due_dossiers(bench.broker, bench.clock.now()).documenten == 1
    assert kept(bench, dossier_id) == (0, 1)


def test_the_end_of_a_case_drops_what_it_kept(bench: Bench) -> None:
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    now = bench.clock.now()
    writer = DossierWriter(bench.state(dossier_id), now, OPERATOR.account_id)
    hold_for_case(bench.broker, writer, "zaak_1", BlokkadeGrond.KLACHT, date(2028, 6, 1), now)
    writer.commit(bench.broker)
    edited(bench, vendor, dossier_id, 2)
    run(bench, bench.clock.now())
    assert kept(bench, dossier_id) == (2, 3)
    writer = DossierWriter(bench.state(dossier_id), now, OPERATOR.account_id)
    lift_for_case(writer, "zaak_1")
    writer.commit(bench.broker)
    run(bench, bench.clock.now())
    assert kept(bench, dossier_id) == (0, 1)
    assert bench.state(dossier_id).dossier.documenten_op is None


def test_a_paper_that_was_to_go_is_kept_by_a_hold(bench: Bench) -> None:
    """I10. Found: its object could not be erased that night, and was the next, though a hold had come in between."""
    vendor, lessor = bench.vendor(), bench.lessor()
    dossier_id = ended(bench, vendor, lessor)
    document_id = upload(bench, vendor, dossier_id)
    op = bench.state(dossier_id).dossier.documenten_op
    assert op
    bench.clock.move_to(op)
    place = bench.state(dossier_id).document(document_id).place

    def down(_place: str) -> int:
        raise Unavailable

    vars(bench.documents)["erase_one"] = down
    purge_due_dossiers(bench.broker, op)
    del vars(bench.documents)["erase_one"]
    assert bench.state(dossier_id).document(document_id).status is DocumentStatus.VERVALLEN
    blokkade_id = hold(bench, dossier_id)
    bench.clock.advance(days=1)
    run(bench, bench.clock.now())
    assert bench.documents.versions.get(place)
    lift(bench, blokkade_id)
    run(bench, bench.clock.now())
    assert not bench.documents.versions.get(place)
