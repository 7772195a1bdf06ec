"""What happens to Overeenkomsten of every kind, and when the dossier of each must be gone, reckoned apart."""

from collections.abc import Callable
from datetime import date, timedelta

from chalicelib.domain.document import DocumentKind
from chalicelib.domain.ids import dossier_of
from chalicelib.usecases.accept_offerte import accept_offerte
from chalicelib.usecases.cancel_overeenkomst import cancel_overeenkomst
from chalicelib.usecases.revoke_overeenkomst import revoke_overeenkomst
from tests.bodies import consument
from tests.contracts import ACTIVE, ENDED
from tests.lives import sent
from tests.reckoning import day_over, months_on, on_the_wall
from tests.uploading import upload
from tests.years import DOSSIER, PAPER, Years


def _accepted(world: Years, then: Callable[[str, str], None], *, consumer: bool = False) -> None:
    """An Offerte is accepted; some days later something happens to the Overeenkomst."""

    def accept(aanvraag_id: str) -> None:
        until = (world.now() + timedelta(days=20)).date().isoformat()
        offer = world.bench.offer(world.lessor, aanvraag_id, geldig_tot=until)
        contract_id = accept_offerte(world.bench.broker, world.vendor, offer, None).overeenkomst_id
        world.bench.dispatch(aanvraag_id)
        then(aanvraag_id, contract_id)

    sent(world, accept, dossier_id=world.bench.dossier(world.vendor, consument()) if consumer else None)


def _begun(
    world: Years, then: Callable[[str, str, date], None], *, consumer: bool = False, papers: bool = False
) -> None:
    """It runs, until its last day as agreed. Papers about an identity go when it begins."""

    def begin(aanvraag_id: str, contract_id: str, document_id: str) -> None:
        first = on_the_wall(world.now())
        last = first + timedelta(days=world.chance.randint(100, 400))
        days = {"ingangsdatum": first.isoformat(), "einddatum": last.isoformat()}
        world.bench.say(world.lessor, ACTIVE, aanvraag_id, **days)
        if document_id:
            world.must_go(PAPER, document_id, world.now())
        then(aanvraag_id, contract_id, last)

    def accepted(aanvraag_id: str, contract_id: str) -> None:
        one = str(dossier_of(aanvraag_id))
        document_id = upload(world.bench, world.vendor, one, DocumentKind.LEGITIMATIE) if papers else ""
        world.later(1, 30, lambda: begin(aanvraag_id, contract_id, document_id))

    _accepted(world, accepted, consumer=consumer)


def never_begun(world: Years) -> None:
    """Nobody signs within a year: then it is called off, and an Aanvraag that came to nothing."""
    _accepted(world, lambda aanvraag_id, _: world.ends(aanvraag_id, months_on(months_on(world.now(), 12), 6)))


def refused_to_sign(world: Years) -> None:
    """The Kredietverstrekker calls it off before it begins."""

    def call_off(aanvraag_id: str) -> None:
        today = on_the_wall(world.now()).isoformat()
        world.bench.say(world.lessor, ENDED, aanvraag_id, einddatum=today, reden="geannuleerd")
        world.ends(aanvraag_id, months_on(world.now(), 6))

    _accepted(world, lambda aanvraag_id, _: world.later(1, 100, lambda: call_off(aanvraag_id)))


def called_off(world: Years) -> None:
    def cancel(aanvraag_id: str, contract_id: str) -> None:
        cancel_overeenkomst(world.bench.broker, world.vendor, contract_id, None)
        world.bench.dispatch(aanvraag_id)
        world.ends(aanvraag_id, months_on(world.now(), 6))

    _accepted(world, lambda aanvraag_id, contract_id: world.later(1, 100, lambda: cancel(aanvraag_id, contract_id)))


def runs_out(world: Years) -> None:
    _begun(world, lambda aanvraag_id, _, last: world.ends(aanvraag_id, months_on(day_over(last), 24)))


def runs_out_with_papers(world: Years) -> None:
    def then(aanvraag_id: str, _: str, last: date) -> None:
        world.must_go(DOSSIER, str(dossier_of(aanvraag_id)), months_on(day_over(last), 24))

    _begun(world, then, papers=True)


def of_a_consumer(world: Years) -> None:
    """Its bedenktijd passes by itself."""
    _begun(world, lambda aanvraag_id, _, last: world.ends(aanvraag_id, months_on(day_over(last), 24)), consumer=True)


def ends_early(world: Years) -> None:
    """Two years from its end, or from when we were told where that is later."""

    def end(aanvraag_id: str) -> None:
        ended = on_the_wall(world.now()) + timedelta(days=world.chance.randint(-20, 4))
        world.bench.say(world.lessor, ENDED, aanvraag_id, einddatum=ended.isoformat(), reden="afkoop")
        world.ends(aanvraag_id, months_on(max(world.now(), day_over(ended)), 24))

    _begun(world, lambda aanvraag_id, *_: world.later(30, 95, lambda: end(aanvraag_id)))


def revoked(world: Years) -> None:
    def revoke(aanvraag_id: str, contract_id: str) -> None:
        revoke_overeenkomst(world.bench.broker, world.vendor, contract_id, None)
        world.bench.dispatch(aanvraag_id)
        world.ends(aanvraag_id, months_on(world.now(), 24))

    def then(aanvraag_id: str, contract_id: str, _: date) -> None:
        world.later(0.1, 10, lambda: revoke(aanvraag_id, contract_id))

    _begun(world, then, consumer=True)
