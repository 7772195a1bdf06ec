"""
Art. 5 lid 12, Art. 8 lid 1: a bewaarblokkade keeps a dossier, whatever is asked or due, for `juridisch` alone.

I10: a hold beats everything but a court. I9: what is restricted stays restricted under it.
"""

from datetime import timedelta

import pytest

from chalicelib.domain.bewaarblokkade import BlokkadeGrond
from chalicelib.domain.ids import dossier_of
from chalicelib.errors import Conflict, Gone, IllegalState, NotFound
from chalicelib.usecases.delete_dossier import delete_dossier
from chalicelib.usecases.destroy_dossier import destroy_dossier
from chalicelib.usecases.list_dossiers import list_dossiers
from chalicelib.usecases.read_dossier import read_dossier
from chalicelib.usecases.update_dossier import update_dossier
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from tests.bodies import raw
from tests.broker import OPERATOR, Bench, snapshot
from tests.destruction import due_at, ended, left, receipt, run
from tests.holds import free, gone_for, hold, lift, restrict


def test_a_held_dossier_outlives_its_term(bench: Bench) -> None:
    """Art. 8 lid 1: due, and kept all the same; nothing of it is lost."""
    dossier_id = ended(bench, bench.vendor(), bench.lessor())
    at = due_at(bench, dossier_id)
    hold(bench, dossier_id)
    before = left(bench, dossier_id)
    assert bench.state(dossier_id).dossier.vernietigen_op is None
    assert run(bench, at + timedelta(days=400))["vernietigd"] == 0
    assert left(bench, dossier_id) == before


def test_a_hold_before_its_term_leaves_the_owner_in_place(bench: Bench) -> None:
    """I10: a dossier that is still in use stays its owner's; only what the hold alone keeps is out of reach."""
    vendor = bench.vendor()
    dossier_id = ended(bench, vendor, bench.lessor())
    at = due_at(bench, dossier_id)
    hold(bench, dossier_id)
    assert read_dossier(bench.broker, vendor, dossier_id)[0].id == dossier_id
    bench.clock.move_to(at - timedelta(seconds=1))
    assert [row.dossier.id for row in list_dossiers(bench.broker, vendor, None, 50)[0]] == [dossier_id]
    bench.clock.move_to(at)
    assert gone_for(bench, vendor, dossier_id)


def test_lifting_destroys_at_the_next_sweep(bench: Bench) -> None:
    """Art. 8 lid 1: what only the hold kept goes with it, by the rule that was waiting."""
    vendor = bench.vendor()
    dossier_id = ended(bench, vendor, bench.lessor())
    at = due_at(bench, dossier_id)
    blokkade_id = hold(bench, dossier_id)
    bench.clock.move_to(at + timedelta(days=100))
    lift(bench, blokkade_id)
    assert gone_for(bench, vendor, dossier_id)
    assert run(bench, at + timedelta(days=101))["vernietigd"] == 1
    assert left(bench, dossier_id) == []
    assert receipt(bench, dossier_id).regel == "aanvraag_geeindigd"


def test_lifting_early_leaves_the_term_as_it_was(bench: Bench) -> None:
    """I12."""
    dossier_id = ended(bench, bench.vendor(), bench.lessor())
    at = due_at(bench, dossier_id)
    lift(bench, hold(bench, dossier_id))
    assert due_at(bench, dossier_id) == at


def test_a_held_dossier_that_its_owner_deletes_is_kept(bench: Bench) -> None:
    """Art. 7 lid 1: for him it is gone; the hold keeps it, and its end destroys it."""
    vendor, lessor = bench.vendor(), bench.lessor()
    dossier_id = ended(bench, vendor, lessor)
    blokkade_id = hold(bench, dossier_id)
    before = set(left(bench, dossier_id))
    delete_dossier(bench.broker, vendor, dossier_id)
    assert gone_for(bench, vendor, dossier_id)
    assert before <= set(left(bench, dossier_id))
    with pytest.raises(NotFound):
        delete_dossier(bench.broker, vendor, dossier_id)
    assert run(bench, bench.clock.now() + timedelta(days=1))["vernietigd"] == 0
    lift(bench, blokkade_id)
    bench.dispatch(next(iter(bench.state(dossier_id).aanvragen)))
    assert run(bench, bench.clock.now() + timedelta(days=1))["vernietigd"] == 1
    assert receipt(bench, dossier_id).regel == "eigenaar.verwijdert"
    assert left(bench, dossier_id) == []


def test_deleting_under_a_hold_recalls_all_the_same(bench: Bench) -> None:
    """Art. 6 lid 3: the hold binds us, and gives no Kredietverstrekker a reason to keep anything."""
    vendor, lessor = bench.vendor(), bench.lessor()
    dossier_id = ended(bench, vendor, lessor)
    hold(bench, dossier_id)
    delete_dossier(bench.broker, vendor, dossier_id)
    (aanvraag_id,) = bench.state(dossier_id).aanvragen
    assert aanvraag_id in {woken for woken, _ in bench.queues.sent}
    bench.dispatch(aanvraag_id)
    assert bench.types_to(lessor) == ["aanvraag.aangeboden", "aanvraag.ingetrokken"]


def test_a_held_dossier_that_is_withdrawn_is_kept(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    dossier_id = dossier_of(aanvraag_id)
    blokkade_id = hold(bench, dossier_id)
    withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)
    bench.dispatch(aanvraag_id)
    assert bench.types_to(lessor)[-1] == "aanvraag.ingetrokken"
    assert run(bench, bench.clock.now() + timedelta(days=400))["vernietigd"] == 0
    lift(bench, blokkade_id)
    assert run(bench, bench.clock.now() + timedelta(days=1))["vernietigd"] == 1


def test_a_restricted_dossier_stays_restricted_under_a_hold(bench: Bench) -> None:
    """I9: neither the hold nor its end lifts the restriction, and the restriction outlives the hold."""
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    at = due_at(bench, dossier_id)
    restrict(bench, dossier_id)
    blokkade_id = hold(bench, dossier_id)
    bench.clock.move_to(at + timedelta(days=1))
    assert read_dossier(bench.broker, vendor, dossier_id)[0].beperkt
    for change in (delete_dossier, lambda b, a, d: update_dossier(b, a, d, 1, raw({"betrokkene": {"functie": "x"}}))):
        with pytest.raises(IllegalState, match="beperkt"):
            change(bench.broker, vendor, dossier_id)
    lift(bench, blokkade_id)
    assert run(bench, at + timedelta(days=2))["vernietigd"] == 0
    free(bench, dossier_id)
    assert run(bench, at + timedelta(days=3))["vernietigd"] == 1


def test_who_asked_a_restriction_may_still_delete(bench: Bench) -> None:
    """Art. 7 lid 5 and art. 18(2) AVG: his later erasure lifts his own restriction, and nobody else's."""
    vendor = bench.vendor()
    mine, theirs = bench.dossier(vendor), bench.dossier(vendor)
    restrict(bench, mine, vendor.account_id)
    restrict(bench, theirs, "acc_" + "z" * 26)
    delete_dossier(bench.broker, vendor, mine)
    assert left(bench, mine) == []
    with pytest.raises(IllegalState, match="beperkt"):
        delete_dossier(bench.broker, vendor, theirs)


def test_his_erasure_waits_for_a_hold(bench: Bench) -> None:
    """I10: restricted, held and erased by who restricted it: kept until the hold ends, then destroyed."""
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    restrict(bench, dossier_id, vendor.account_id)
    blokkade_id = hold(bench, dossier_id)
    delete_dossier(bench.broker, vendor, dossier_id)
    assert gone_for(bench, vendor, dossier_id)
    lift(bench, blokkade_id)
    assert run(bench, bench.clock.now() + timedelta(days=1))["vernietigd"] == 1


def test_nothing_destroys_a_held_dossier(bench: Bench) -> None:
    """I10: not even who would go past the sweep."""
    dossier_id = bench.dossier(bench.vendor())
    hold(bench, dossier_id)
    with pytest.raises(Conflict):
        destroy_dossier(bench.broker, bench.state(dossier_id), "concept", OPERATOR.account_id, bench.clock.now())


def test_a_hold_that_comes_during_a_destruction_wins_or_is_too_late(bench: Bench) -> None:
    """Whoever writes first: the other one finds a changed dossier."""
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    before = bench.state(dossier_id)
    hold(bench, dossier_id)
    with pytest.raises(Conflict):
        destroy_dossier(bench.broker, before, "concept", vendor.account_id, bench.clock.now())
    other = bench.dossier(vendor)
    delete_dossier(bench.broker, vendor, other)
    with pytest.raises(NotFound):
        hold(bench, other)


def test_two_holds_are_lifted_one_by_one(bench: Bench) -> None:
    dossier_id = ended(bench, bench.vendor(), bench.lessor())
    at = due_at(bench, dossier_id)
    first, second = hold(bench, dossier_id), hold(bench, dossier_id, BlokkadeGrond.TOEZICHT)
    bench.clock.move_to(at)
    lift(bench, first)
    assert run(bench, at + timedelta(days=1))["vernietigd"] == 0
    lift(bench, second)
    assert run(bench, at + timedelta(days=2))["vernietigd"] == 1


def test_an_answer_about_held_data_is_gone(bench: Bench) -> None:
    """Art. 8 lid 1: for a Kredietverstrekker too, what only the hold keeps is no longer there."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    bench.offer(lessor, aanvraag_id)
    dossier_id = dossier_of(aanvraag_id)
    hold(bench, dossier_id)
    shielded = bench.state(dossier_id).dossier.afgeschermd_op
    assert shielded is not None
    bench.clock.move_to(shielded)
    before = snapshot(bench)
    with pytest.raises(Gone):
        bench.say(lessor, "offerte.ingetrokken", aanvraag_id)
    assert snapshot(bench) == before
