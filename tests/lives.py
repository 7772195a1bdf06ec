"""What happens to dossiers, accounts and sign-ups of every kind, and when each must be gone, reckoned apart."""

from collections.abc import Callable
from datetime import datetime, timedelta

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import dossier_of
from chalicelib.usecases.delete_dossier import delete_dossier
from chalicelib.usecases.end_account import end_account
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from tests.reckoning import days_on, months_on
from tests.uploading import upload
from tests.years import A_DAY, DOSSIER, EVIDENCE, PAPER, SIGN_UP, Years, personal

Then = Callable[[str], None]


def sign_up(world: Years) -> None:
    """Nobody confirms it: it goes a day later."""
    address = f"niemand{next(world.numbers)}@example.com"
    world.bench.sign_up(address)
    (pending,) = world.bench.pending(address)
    world.must_go(SIGN_UP, pending.id, days_on(world.now(), 1))


def empty(world: Years) -> None:
    world.ends(world.bench.dossier(world.vendor), days_on(world.now(), 90))


def concept(world: Years) -> None:
    world.ends(world.bench.concept(world.vendor), days_on(world.now(), 90))


def sent(world: Years, then: Then, vendor: Actor | None = None, dossier_id: str | None = None) -> None:
    """With a Kredietverstrekker, for some days; then something happens."""
    sender = vendor or world.vendor
    aanvraag_id = world.bench.concept(sender, dossier_id)
    world.bench.submit(sender, aanvraag_id, [world.lessor], until=world.now() + timedelta(days=14))
    world.bench.dispatch(aanvraag_id)
    world.bench.queues.take()
    world.later(0.1, 13, lambda: then(aanvraag_id))


def _refuse(world: Years, aanvraag_id: str) -> datetime:
    world.bench.say(world.lessor, "aanvraag.afgewezen", aanvraag_id)
    return months_on(world.now(), 6)


def refused(world: Years) -> None:
    sent(world, lambda aanvraag_id: world.ends(aanvraag_id, _refuse(world, aanvraag_id)))


def with_papers(world: Years) -> None:
    """They go thirty days after the refusal; now and then a hold begins before that, and keeps both."""

    def then(aanvraag_id: str) -> None:
        dossier_id = str(dossier_of(aanvraag_id))
        document_id = upload(world.bench, world.vendor, dossier_id)
        due, papers = _refuse(world, aanvraag_id), days_on(world.now(), 30)
        if world.chance.random() < 1 / 3:
            over = world.held(dossier_id, due, world.now())
            due, papers = max(due, over), max(papers, over)
        world.must_go(DOSSIER, dossier_id, due)
        world.must_go(PAPER, document_id, papers)

    sent(world, then)


def withdrawn(world: Years) -> None:
    def then(aanvraag_id: str) -> None:
        withdraw_aanvraag(world.bench.broker, world.vendor, aanvraag_id, None, None)
        world.bench.dispatch(aanvraag_id)
        world.ends(aanvraag_id, months_on(world.now(), 6))

    sent(world, then)


def lapsed(world: Years) -> None:
    deadline = world.now() + timedelta(days=14)
    sent(world, lambda aanvraag_id: world.ends(aanvraag_id, months_on(deadline, 6)))


def twice(world: Years) -> None:
    """A second Aanvraag of the same dossier, never sent: the last of both terms counts."""

    def then(aanvraag_id: str) -> None:
        due = _refuse(world, aanvraag_id)
        world.later(1, 170, lambda: again(aanvraag_id, due))

    def again(aanvraag_id: str, due: datetime) -> None:
        world.bench.concept(world.vendor, str(dossier_of(aanvraag_id)))
        world.ends(aanvraag_id, max(due, days_on(world.now(), 90)))

    sent(world, then)


def deleted(world: Years) -> None:
    """By its owner: it is gone at once, whatever its term."""

    def then(aanvraag_id: str) -> None:
        _refuse(world, aanvraag_id)
        world.must_go(DOSSIER, str(dossier_of(aanvraag_id)), world.now())
        delete_dossier(world.bench.broker, world.vendor, str(dossier_of(aanvraag_id)))
        world.bench.dispatch(aanvraag_id)

    sent(world, then)


def deleted_while_held(world: Years) -> None:
    """It goes when the hold is lifted, also where that is before its term."""

    def then(aanvraag_id: str) -> None:
        one, due = str(dossier_of(aanvraag_id)), _refuse(world, aanvraag_id)
        world.must_go(DOSSIER, one, world.held(one, due, world.now() + A_DAY))
        world.at(
            world.now() + A_DAY + timedelta(hours=1), lambda: delete_dossier(world.bench.broker, world.vendor, one)
        )

    sent(world, then)


def account(world: Years) -> None:
    """What its Account sent ends with it; what that leaves is evidence."""
    address = f"weg{next(world.numbers)}@example.com"
    vendor = world.bench.vendor(address)

    def then(aanvraag_id: str) -> None:
        end_account(world.bench.broker, vendor)
        world.bench.dispatch(aanvraag_id)
        if personal(world.bench, vendor.account_id):
            world.lived.remains.append((EVIDENCE, vendor.account_id))
        world.must_go(EVIDENCE, vendor.account_id, months_on(world.now(), 60))
        world.ends(aanvraag_id, months_on(world.now(), 6))

    sent(world, then, vendor)
