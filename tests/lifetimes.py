"""Years in which dossiers of every kind begin, each kind as often as another."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial

from tests import contract_lives, lives
from tests.fakes.clock import START
from tests.years import A_DAY, Lived, Years

SWEEP_AT, TERMS_AT = time(2), time(0, 30)
TERMS_ON = 0  # Monday: what ends by itself ends then, whether or not a run saw it
MOST_LATE = 3 * 3600  # seconds that a schedule may come late
TWICE, MISSED = 0.1, 0.05  # of the nights
OPENING = 900  # days in which dossiers are made: the longest kept still ends within five years
EARLY_OPENING = 450  # for what lasts longest


def live(dossiers: int, years: int, seed: int) -> Lived:
    """So many dossiers, each kind as often as another, and as many accounts and sign-ups as go with them."""
    world = Years(seed)
    names = list(KINDS)
    for number in range(dossiers):
        kind = names[number % len(names)]
        world.lived.kinds[kind] += 1
        opening = EARLY_OPENING if kind.startswith("overeenkomst") else OPENING
        moment = START + timedelta(days=world.chance.uniform(0, opening))
        world.at(moment, partial(KINDS[kind], world))
        if number % len(names) == 0:
            world.at(moment, partial(lives.sign_up, world))
    for day in range(1, years * 366):
        _night(world, START.date() + day * A_DAY)
    return world.live()


def _night(world: Years, day: date) -> None:
    if day.weekday() == TERMS_ON:
        terms = datetime.combine(day, TERMS_AT, START.tzinfo)
        world.at(terms, partial(world.pass_terms, terms))
    if world.chance.random() < MISSED:
        return
    event = datetime.combine(day, SWEEP_AT, START.tzinfo)
    for _ in range(2 if world.chance.random() < TWICE else 1):
        world.at(event + timedelta(seconds=world.chance.uniform(0, MOST_LATE)), partial(world.sweep, event))


KINDS: dict[str, Callable[[Years], None]] = {
    "leeg": lives.empty,
    "concept": lives.concept,
    "afgewezen": lives.refused,
    "afgewezen met stukken": lives.with_papers,
    "ingetrokken": lives.withdrawn,
    "verlopen": lives.lapsed,
    "tweede aanvraag": lives.twice,
    "verwijderd": lives.deleted,
    "verwijderd en aangehouden": lives.deleted_while_held,
    "account beëindigd": lives.account,
    "overeenkomst nooit ingegaan": contract_lives.never_begun,
    "overeenkomst geannuleerd": contract_lives.called_off,
    "overeenkomst afgezegd": contract_lives.refused_to_sign,
    "overeenkomst tot het einde": contract_lives.runs_out,
    "overeenkomst met stukken": contract_lives.runs_out_with_papers,
    "overeenkomst van een consument": contract_lives.of_a_consumer,
    "overeenkomst eerder beëindigd": contract_lives.ends_early,
    "overeenkomst herroepen": contract_lives.revoked,
}
