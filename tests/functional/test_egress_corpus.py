"""Design 9: whatever address a Kredietverstrekker names, nothing inward is reached by it, at sign-up or at dispatch."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice

import pytest

from chalicelib.adapters.egress.client import HttpsEgress
from chalicelib.domain.aanvraag_inhoud import Product
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.kredietverstrekker import Contact, Levering
from chalicelib.domain.kredietverstrekker_inhoud import GewijzigdeKredietverstrekker, NieuweKredietverstrekker
from chalicelib.errors import IllegalState, InvalidInput
from chalicelib.usecases.activate_kredietverstrekker import activate_kredietverstrekker
from chalicelib.usecases.follow_bereikbaarheid import forget_storing
from chalicelib.usecases.ports.egress import Outcome
from chalicelib.usecases.ports.store import Replace
from chalicelib.usecases.register_kredietverstrekker import register_kredietverstrekker
from chalicelib.usecases.update_kredietverstrekker import update_kredietverstrekker
from tests.broker import OPERATOR, SECOND_OPERATOR, Bench
from tests.functional.egress_line import PUBLIC, opener
from tests.functional.loopback import Authority, http_answer, say
from tests.functional.socket_guard import counted_connections
from tests.lessors import NEED, Lessor
from tests.unit.egress_corpus import RESOLVED, STRINGS, TARGETS, special, spelled

# The guard stands in the place of the usual one: it counts at the socket, and lets nothing through either.
pytestmark = pytest.mark.enable_socket

FLIPS = 100
AT_ONCE = 20  # recipients of one Aanvraag
HOST = "kv{}.example.com"
HONEST = "https://eerlijk.example.com/haak"
REDIRECTS = 20
NEW = NieuweKredietverstrekker(
    naam="Voorbeeld",
    kvk_nummer="90001354",
    land="NL",
    endpoint=HONEST,
    producten=(Product.FINANCIAL_LEASE,),
    informatiebehoefte=NEED,
    contact=Contact(naam="Testpersoon Voorbeeld", email="contact@example.com"),
    levering=Levering.PUSH,
    privacyverklaring="https://example.com/privacy",
    verwerkingsafspraak="VB-1",
)


@dataclass(frozen=True)
class Entry:
    """One endpoint, what its name resolves to (nothing where it is no name), and its class."""

    kind: str
    endpoint: str
    addresses: tuple[str, ...] = (PUBLIC,)


class Names:
    """A resolver that a test may turn: what each host answers from now on."""

    def __init__(self) -> None:
        self.answers: dict[str, Iterator[Sequence[str]]] = {}

    def __call__(self, host: str) -> Sequence[str]:
        return next(self.answers[host]) if host in self.answers else [PUBLIC]

    def say(self, host: str, *answers: Sequence[str]) -> None:
        """These, in turn, for ever."""
        self.answers[host] = cycle(answers)


def strings() -> list[Entry]:
    """Endpoints that are refused as they are written."""
    written = {**spelled(), **{kind: endpoints for kind, (_, endpoints) in STRINGS.items()}}
    return [Entry(kind, endpoint) for kind, endpoints in written.items() for endpoint in endpoints]


def names() -> list[Entry]:
    """Ordinary names that lead inwards."""
    found = [(kind, tuple(one)) for kind, several in {**RESOLVED, **special()}.items() for one in several]
    return [Entry(kind, f"https://{HOST.format(nr)}/haak", one) for nr, (kind, one) in enumerate(found)]


def flipping() -> list[Entry]:
    """Names that are honest when they are looked at, and lead inwards afterwards."""
    inward = [address for several in special().values() for one in several for address in one]
    chosen = islice(cycle([*TARGETS[:-1], *inward]), FLIPS)
    return [Entry("rebinding", f"https://{HOST.format(nr)}/haak", (one,)) for nr, one in enumerate(chosen)]


def batches(entries: Sequence[Entry]) -> list[Sequence[Entry]]:
    return [entries[at : at + AT_ONCE] for at in range(0, len(entries), AT_ONCE)]


@pytest.fixture
def resolver() -> Names:
    return Names()


@pytest.fixture
def lessors(bench: Bench, resolver: Names) -> list[Lessor]:
    """Twenty that are active; from now on the real way out is used, with real names and real sockets but for two."""
    made = bench.lessors(AT_ONCE)
    bench.broker = replace(bench.broker, egress=HttpsEgress(resolver=resolver))
    return made


def host_of(entry: Entry) -> str:
    return entry.endpoint.removeprefix("https://").partition("/")[0]


def refused(act: Callable[..., object], *given: object) -> bool:
    try:
        act(*given)
    except InvalidInput as refusal:
        return refusal.faults[0].code.startswith("endpoint.")
    return False


def move(bench: Bench, lessor: Lessor, endpoint: str) -> None:
    """As if it had been registered when the check was weaker, or restored from then."""
    row = bench.kredietverstrekker(lessor)
    bench.store.commit(Replace(row.model_copy(update={"endpoint": endpoint})))


def dispatched(bench: Bench, actor: Actor, lessors: Sequence[Lessor], entries: Sequence[Entry]) -> list[str]:
    """Why nothing left to each of these endpoints, by what is stored about the try."""
    chosen = lessors[: len(entries)]
    for lessor, entry in zip(chosen, entries, strict=True):
        move(bench, lessor, entry.endpoint)
        forget_storing(bench.broker, lessor.id)  # else it would be left alone after its third failure
    aanvraag_id = bench.sent(actor, *chosen)
    return [bench.verstrekking(aanvraag_id, lessor).levering.reden for lessor in chosen]


def test_the_corpus_is_as_wide_as_was_asked() -> None:
    """At least 250 addresses in 16 classes, and 100 flips; every block of both registries is among them."""
    entries = [*strings(), *names(), *flipping()]
    assert len({(one.endpoint, one.addresses) for one in entries}) >= 500
    assert len({one.kind for one in entries}) >= 80
    assert sum(one.kind == "rebinding" for one in entries) == FLIPS


def test_no_address_of_the_corpus_can_be_registered(bench: Bench, lessors: list[Lessor], resolver: Names) -> None:
    """Nor can an endpoint be changed into one; nothing is stored, and nothing is called to find out."""
    before = len(bench.store.rows())
    with counted_connections() as guard:
        for entry in [*strings(), *names()]:
            resolver.say(host_of(entry), entry.addresses)
            nieuw = NEW.model_copy(update={"endpoint": entry.endpoint})
            change = GewijzigdeKredietverstrekker().model_copy(update={"endpoint": entry.endpoint})
            assert refused(register_kredietverstrekker, bench.broker, OPERATOR, nieuw), entry
            assert refused(update_kredietverstrekker, bench.broker, OPERATOR, lessors[0].id, change), entry
    assert guard.tried == []
    assert len(bench.store.rows()) == before


def test_no_address_of_the_corpus_is_reached_by_dispatch(bench: Bench, lessors: list[Lessor], resolver: Names) -> None:
    """However it came to be stored: each send fails with its reason, and each before a socket was there."""
    actor = bench.vendor()
    entries = [*strings(), *names()]
    with counted_connections() as guard:
        for entry in entries:
            resolver.say(host_of(entry), entry.addresses)
        for batch in batches(entries):
            assert dispatched(bench, actor, lessors, batch) == ["adres"] * len(batch)
    assert guard.tried == []


def test_a_hundred_rebinding_names_reach_nothing_inward(bench: Bench, lessors: list[Lessor], resolver: Names) -> None:
    """Honest at registration, inward at the challenge and at dispatch: each use looks again, and believes itself."""
    actor = bench.vendor()
    with counted_connections() as guard:
        for batch in batches(flipping()):
            for entry in batch:
                resolver.say(host_of(entry), [PUBLIC], entry.addresses, entry.addresses, entry.addresses)
                nieuw = NEW.model_copy(update={"endpoint": entry.endpoint})
                made = register_kredietverstrekker(bench.broker, OPERATOR, nieuw)
                bench.check(made.id)
                with pytest.raises(InvalidInput):
                    activate_kredietverstrekker(bench.broker, SECOND_OPERATOR, made.id)
            assert dispatched(bench, actor, lessors, batch) == ["adres"] * len(batch)
    assert guard.tried == []


def test_a_name_that_flips_within_a_challenge_reaches_nothing(bench: Bench, resolver: Names) -> None:
    """The check sees a public address, the send that follows it an inward one."""
    bench.broker = replace(bench.broker, egress=HttpsEgress(resolver=resolver))
    with counted_connections() as guard:
        for entry in flipping():
            resolver.say(host_of(entry), [PUBLIC], [PUBLIC], entry.addresses)
            nieuw = NEW.model_copy(update={"endpoint": entry.endpoint})
            made = register_kredietverstrekker(bench.broker, OPERATOR, nieuw)
            bench.check(made.id)
            with pytest.raises(IllegalState):
                activate_kredietverstrekker(bench.broker, SECOND_OPERATOR, made.id)
    assert guard.tried == []


def test_the_guard_sees_a_connection_that_is_tried(bench: Bench, lessors: list[Lessor]) -> None:
    """An ordinary name is called, at the address that was checked and at no other: so the guard would see a hole."""
    with counted_connections() as guard:
        assert dispatched(bench, bench.vendor(), lessors[:1], [Entry("public", HONEST)]) == ["verbinding"]
    assert guard.tried == [PUBLIC]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_leads_anywhere(
    status: int, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> None:
    """To each address of the corpus that fits a header: one connection, to who was called, and none after it."""
    line = opener(Authority(tmp_path_factory.mktemp("ca")), request.addfinalizer)()
    places = [place for entry in strings() if (place := entry.endpoint).isascii() and place.isprintable()]
    for place in places[:: len(places) // REDIRECTS]:
        line.kv.answer = say(http_answer(status, b"", location=place))
        assert line.send() == Outcome(status, "redirect")
    assert set(line.connections.addresses) == {(PUBLIC, 443)}
    assert len(line.connections.addresses) == len(line.kv.requests) >= REDIRECTS
