"""The lives that a dossier can have: each happens in a running broker, and says when the dossier must be gone."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from chalicelib.domain.ids import dossier_of
from chalicelib.usecases.accept_offerte import accept_offerte
from chalicelib.usecases.cancel_overeenkomst import cancel_overeenkomst
from chalicelib.usecases.delete_dossier import delete_dossier
from chalicelib.usecases.revoke_overeenkomst import revoke_overeenkomst
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from tests.bodies import consument
from tests.contracts import ACTIVE, ENDED
from tests.fakes.clock import START
from tests.years import LONGEST_STOP, Lived, Years, day_of, day_over, days_on, months_on

OPENING = 600  # days in which dossiers are made: the longest kept still ends within five years
LONGEST_CONTRACT = 300  # days
Then = Callable[[str], None]


def live(dossiers: int, years: int, seed: int) -> Lived:
    world = Years(seed)
    names = list(KINDS)
    for number in range(dossiers):
        moment = START + timedelta(days=world.chance.uniform(0, OPENING))
        world.at(moment, partial(_begin, world, names[number % len(names)]))
    world.nights(years)
    return world.live()


def _begin(world: Years, kind: str) -> None:
    world.lived.kinds[kind] += 1
    KINDS[kind](world)


def _empty(world: Years) -> None:
    world.ends(world.bench.dossier(world.vendor), days_on(world.now(), 90))


def _concept(world: Years) -> None:
    world.ends(world.bench.concept(world.vendor), days_on(world.now(), 90))


def _sent(world: Years, then: Then, *, consumer: bool = False) -> None:
    """With a Kredietverstrekker, for some days; then something happens."""
    dossier_id = world.bench.dossier(world.vendor, consument()) if consumer else None
    aanvraag_id = world.bench.concept(world.vendor, dossier_id)
    world.bench.submit(world.vendor, aanvraag_id, [world.lessor], until=world.now() + timedelta(days=14))
    world.bench.dispatch(aanvraag_id)
    world.at(world.now() + timedelta(days=world.chance.uniform(0.1, 13)), lambda: then(aanvraag_id))


def _refused(world: Years) -> None:
    def then(aanvraag_id: str) -> None:
        world.bench.say(world.lessor, "aanvraag.afgewezen", aanvraag_id)
        world.ends(aanvraag_id, months_on(world.now(), 6))

    _sent(world, then)


def _withdrawn(world: Years) -> None:
    def then(aanvraag_id: str) -> None:
        withdraw_aanvraag(world.bench.broker, world.vendor, aanvraag_id, None, None)
        world.bench.dispatch(aanvraag_id)
        world.ends(aanvraag_id, months_on(world.now(), 6))

    _sent(world, then)


def _lapsed(world: Years) -> None:
    deadline = world.now() + timedelta(days=14)
    _sent(world, lambda aanvraag_id: world.ends(aanvraag_id, months_on(deadline, 6)))


def _deleted(world: Years) -> None:
    """By its owner: it is gone at once, whatever its term."""

    def then(aanvraag_id: str) -> None:
        one = _delete(world, aanvraag_id)
        world.lived.due[one] = world.lived.destroyed[one] = world.now()

    _sent(world, then)


def _deleted_while_held(world: Years) -> None:
    """By its owner: the bewaarblokkade keeps it, and nothing but that."""

    def then(aanvraag_id: str) -> None:
        end = world.now() + timedelta(days=world.chance.uniform(1, LONGEST_STOP))
        world.hold(str(dossier_of(aanvraag_id)), end)
        world.lived.due[_delete(world, aanvraag_id)] = end

    _sent(world, then)


def _delete(world: Years, aanvraag_id: str) -> str:
    world.bench.say(world.lessor, "aanvraag.afgewezen", aanvraag_id)
    one = str(dossier_of(aanvraag_id))
    delete_dossier(world.bench.broker, world.vendor, one)
    world.bench.dispatch(aanvraag_id)
    return one


def _agreed(world: Years, then: Callable[[str, str], None], *, consumer: bool = False) -> None:
    """Accepted; `then` gets the ids of the Aanvraag and of the Overeenkomst, some days later."""

    def accept(aanvraag_id: str) -> None:
        until = day_of(world.now() + timedelta(days=20)).isoformat()
        offer = world.bench.offer(world.lessor, aanvraag_id, geldig_tot=until)
        contract_id = accept_offerte(world.bench.broker, world.vendor, offer, None).overeenkomst_id
        world.bench.dispatch(aanvraag_id)
        later = timedelta(days=world.chance.uniform(0.1, 10))
        world.at(world.now() + later, lambda: then(aanvraag_id, contract_id))

    _sent(world, accept, consumer=consumer)


def _never_begun(world: Years) -> None:
    """Nobody says that it began: a year after its acceptance it lapses, and is kept as what came to nothing."""

    def then(aanvraag_id: str, contract_id: str) -> None:
        accepted = world.bench.state(aanvraag_id).overeenkomsten[contract_id].aanvaard_op
        world.ends(aanvraag_id, months_on(months_on(accepted, 12), 6))

    _agreed(world, then)


def _cancelled(world: Years) -> None:
    def then(aanvraag_id: str, contract_id: str) -> None:
        cancel_overeenkomst(world.bench.broker, world.vendor, contract_id, None)
        world.bench.dispatch(aanvraag_id)
        world.ends(aanvraag_id, months_on(world.now(), 6))

    _agreed(world, then)


def _called_off(world: Years) -> None:
    """By the Kredietverstrekker, before it began."""

    def then(aanvraag_id: str, _: str) -> None:
        today = day_of(world.now()).isoformat()
        world.bench.say(world.lessor, ENDED, aanvraag_id, einddatum=today, reden="geannuleerd")
        world.ends(aanvraag_id, months_on(world.now(), 6))

    _agreed(world, then)


def _begun(world: Years, aanvraag_id: str) -> timedelta:
    """For so long, from today on."""
    lasts = timedelta(days=world.chance.randint(30, LONGEST_CONTRACT))
    today = day_of(world.now())
    end = (today + lasts).isoformat()
    world.bench.say(world.lessor, ACTIVE, aanvraag_id, ingangsdatum=today.isoformat(), einddatum=end)
    return lasts


def _completed(world: Years, *, consumer: bool = False) -> None:
    """Active till the end of its last day."""

    def then(aanvraag_id: str, _: str) -> None:
        last = day_of(world.now()) + _begun(world, aanvraag_id)
        world.ends(aanvraag_id, months_on(day_over(last), 24))

    _agreed(world, then, consumer=consumer)


def _ended_early(world: Years) -> None:
    """Its end lies some days before or after the message of it: the later of both counts."""

    def then(aanvraag_id: str, _: str) -> None:
        lasts = _begun(world, aanvraag_id)
        world.at(world.now() + (lasts - timedelta(days=8)) * world.chance.random(), lambda: end(aanvraag_id))

    def end(aanvraag_id: str) -> None:
        last = day_of(world.now()) + timedelta(days=world.chance.randint(-7, 7))
        world.bench.say(world.lessor, ENDED, aanvraag_id, einddatum=last.isoformat(), reden="afkoop")
        world.ends(aanvraag_id, months_on(max(day_over(last), world.now()), 24))

    _agreed(world, then)


def _revoked(world: Years) -> None:
    """By a Consument, in the bedenktijd."""

    def then(aanvraag_id: str, contract_id: str) -> None:
        _begun(world, aanvraag_id)
        world.at(world.now() + timedelta(days=world.chance.uniform(0, 13)), lambda: revoke(aanvraag_id, contract_id))

    def revoke(aanvraag_id: str, contract_id: str) -> None:
        revoke_overeenkomst(world.bench.broker, world.vendor, contract_id, None)
        world.bench.dispatch(aanvraag_id)
        world.ends(aanvraag_id, months_on(world.now(), 24))

    _agreed(world, then, consumer=True)


KINDS: dict[str, Callable[[Years], None]] = {
    "leeg": _empty,
    "concept": _concept,
    "afgewezen": _refused,
    "ingetrokken": _withdrawn,
    "verlopen": _lapsed,
    "verwijderd": _deleted,
    "verwijderd_onder_blokkade": _deleted_while_held,
    "niet_ingegaan": _never_begun,
    "geannuleerd": _cancelled,
    "afgezegd": _called_off,
    "volbracht": _completed,
    "volbracht_consument": partial(_completed, consumer=True),
    "eerder_beeindigd": _ended_early,
    "herroepen": _revoked,
}
