"""
Whatever is said in whatever order, twice, late or about an older version: a contract moves along its edges, nothing
changes that was not stored, and `termijnen` settles whatever time has ended (I7, I12, I13, I15).
"""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chalicelib.domain.aanvraag import ENDED, AanvraagStatus
from chalicelib.domain.aanvraag_inhoud import AanvraagInhoud
from chalicelib.domain.aanvraag_verloop import derive, latest
from chalicelib.domain.kalender import today
from chalicelib.domain.offerte import OfferteStatus, OvereenkomstStatus
from chalicelib.domain.parse import parse
from chalicelib.domain.row import DueSoort
from chalicelib.domain.verstrekking import ToestemmingStatus
from chalicelib.errors import Gone, IllegalState, InvalidInput
from chalicelib.usecases.accept_offerte import accept_offerte
from chalicelib.usecases.ask_verlenging import ask_verlenging
from chalicelib.usecases.cancel_overeenkomst import cancel_overeenkomst
from chalicelib.usecases.pass_termijnen import TermijnUitkomst, pass_termijnen
from chalicelib.usecases.revise_aanvraag import Herziening, revise_aanvraag
from chalicelib.usecases.revoke_overeenkomst import revoke_overeenkomst
from chalicelib.usecases.withdraw_toestemming import withdraw_toestemming
from tests.bodies import consument, lease, raw
from tests.broker import GIVEN, Bench, snapshot
from tests.contracts import offering_to_consumers
from tests.lessors import EXTRA, message

_S = OvereenkomstStatus
# Once more by hand, as domain 3.2 has them.
EDGES = {
    _S.IN_ONDERTEKENING: {_S.IN_BEDENKTIJD, _S.ACTIEF, _S.GEANNULEERD, _S.BEEINDIGD},
    _S.IN_BEDENKTIJD: {_S.ACTIEF, _S.HERROEPEN, _S.BEEINDIGD},
    _S.ACTIEF: {_S.BEEINDIGD},
}
KINDS = st.sampled_from(
    [
        "aanvraag.in_beoordeling",
        "informatie.gevraagd",
        "offerte.uitgebracht",
        "offerte.uitgebracht",
        "offerte.verlengd",
        "offerte.ingetrokken",
        "aanvraag.afgewezen",
        "overeenkomst.geactiveerd",
        "overeenkomst.geactiveerd",
        "overeenkomst.beeindigd",
    ]
)
NUMBERS = st.integers(0, 99)
REASONS = st.sampled_from(["einde_looptijd", "geannuleerd", "herroepen"])


class Conversation(RuleBasedStateMachine):
    """One Aanvraag with two Kredietverstrekkers, and messages about any version of it."""

    @initialize(consumer=st.booleans())
    def begin(self, *, consumer: bool) -> None:
        self.bench = Bench()
        if consumer:
            offering_to_consumers(self.bench)
        self.vendor, self.lessors = self.bench.vendor(), self.bench.lessors(2)
        dossier_id = self.bench.dossier(self.vendor, consument()) if consumer else None
        self.aanvraag_id = self.bench.sent(self.vendor, *self.lessors, dossier_id=dossier_id)
        self.stored: list[tuple[int, bytes, str]] = []
        self.spoken = 0
        self.statuses: dict[str, OvereenkomstStatus] = {}

    @rule(said=st.lists(st.tuples(NUMBERS, KINDS, REASONS), min_size=2, max_size=6))
    def talk(self, said: list[tuple[int, str, str]]) -> None:
        for number, kind, reden in said:
            self.hear(number, kind, reden)

    @rule(number=NUMBERS, start=st.booleans())
    def agree(self, number: int, *, start: bool) -> None:
        """What chance alone seldom brings about: an Offerte that is accepted, and a contract that begins."""
        self.hear(number, "offerte.uitgebracht", "")
        self.accept(len(self.part().offertes) - 1)
        if start:
            self.hear(number, "overeenkomst.geactiveerd", "")

    def hear(self, number: int, kind: str, reden: str) -> None:
        rows = sorted(self.part().verstrekkingen.values(), key=lambda row: row.id)
        row = rows[number % len(rows)]
        which = [lessor.id for lessor in self.lessors].index(row.kredietverstrekker_id)
        data = {"verstrekking_id": row.id, "versie": row.versie, **EXTRA.get(kind, {}), **self.days(kind, reden)}
        body, message_id = message(kind, data), f"msg_{self.spoken}"
        self.spoken += 1
        before = snapshot(self.bench)
        try:
            self.bench.say_raw(self.lessors[which], body, message_id)
            self.stored.append((which, body, message_id))
        except (Gone, IllegalState, InvalidInput):
            assert snapshot(self.bench) == before

    def days(self, kind: str, reden: str) -> dict[str, Any]:
        day = today(self.bench.clock.now())
        return {
            "offerte.uitgebracht": {"geldig_tot": (day + timedelta(days=10)).isoformat()},
            "offerte.verlengd": {"geldig_tot": (day + timedelta(days=20)).isoformat()},
            "overeenkomst.geactiveerd": {
                "ingangsdatum": day.isoformat(),
                "einddatum": (day + timedelta(days=400)).isoformat(),
            },
            "overeenkomst.beeindigd": {"einddatum": day.isoformat(), "reden": reden},
        }.get(kind, {})

    @precondition(lambda self: self.stored)
    @rule(number=NUMBERS)
    def repeat(self, number: int) -> None:
        """I15: the same message again changes nothing, whatever came between."""
        which, body, message_id = self.stored[number % len(self.stored)]
        before = snapshot(self.bench)
        with suppress(Gone, InvalidInput):
            assert self.bench.say_raw(self.lessors[which], body, message_id)[0] is False
        assert snapshot(self.bench) == before

    @rule(number=NUMBERS)
    def accept(self, number: int) -> None:
        offers = sorted(self.part().offertes)
        if offers:
            with suppress(IllegalState):
                accept_offerte(self.bench.broker, self.vendor, offers[number % len(offers)], None)

    @rule(number=NUMBERS)
    def ask(self, number: int) -> None:
        offers = sorted(self.part().offertes)
        if offers:
            with suppress(IllegalState):
                ask_verlenging(self.bench.broker, self.vendor, offers[number % len(offers)], None)

    @rule(which=st.sampled_from([cancel_overeenkomst, revoke_overeenkomst]))
    def let_go(self, which: Any) -> None:
        for contract_id in self.part().overeenkomsten:
            with suppress(IllegalState):
                which(self.bench.broker, self.vendor, contract_id, None)

    @rule(sent=st.booleans())
    def revise(self, *, sent: bool) -> None:
        inhoud = parse(AanvraagInhoud, raw(lease()))
        versie = self.bench.aanvraag(self.aanvraag_id).versie
        with suppress(IllegalState, InvalidInput):
            revise_aanvraag(self.bench.broker, self.vendor, self.aanvraag_id, Herziening(versie, inhoud, GIVEN), None)
        if sent:
            self.bench.dispatch(self.aanvraag_id)

    @rule(number=NUMBERS, rarely=st.sampled_from([False, False, False, True]))
    def withdraw(self, number: int, *, rarely: bool) -> None:
        consents = sorted(self.part().toestemmingen)
        if rarely:
            with suppress(IllegalState):
                withdraw_toestemming(self.bench.broker, self.vendor, consents[number % len(consents)], None)

    @rule(days=st.sampled_from([0, 0, 1, 1, 3, 9, 14, 400]), run=st.booleans())
    def wait(self, days: int, *, run: bool) -> None:
        self.bench.clock.advance(days=days)
        self.bench.dispatch(self.aanvraag_id)
        if run:
            self.settle()

    def settle(self) -> None:
        """I12: a run that sees an end late moves no term later. A repeat finds nothing."""
        now, before = self.bench.clock.now(), self.term()
        assert pass_termijnen(self.bench.broker, now).mislukt == 0
        after = self.term()
        assert before is None or after is None or after <= max(before, now)
        assert pass_termijnen(self.bench.broker, now) == TermijnUitkomst()
        assert not self.bench.store.list_due(DueSoort.TERMIJN, now.date(), now)
        assert self.bench.aanvraag(self.aanvraag_id).status is self.derived()

    @invariant()
    def contracts_move_along_edges(self) -> None:
        """I13."""
        for row in self.part().overeenkomsten.values():
            before = self.statuses.get(row.id, row.status)
            assert row.status is before or row.status in EDGES[before], (before, row.status)
            self.statuses[row.id] = row.status
        assert len(self.part().overeenkomsten) <= 1

    @invariant()
    def a_consument_alone_reconsiders(self) -> None:
        consumer = self.part().dossier.betrokkene == "consument"
        for row in self.part().overeenkomsten.values():
            assert consumer or row.status not in (_S.IN_BEDENKTIJD, _S.HERROEPEN)
            assert consumer == (row.bedenktijd_tot is not None) or row.ingangsdatum is None

    @invariant()
    def only_the_newest_version_is_open(self) -> None:
        part, now = self.part(), self.bench.clock.now()
        newest = {row.id for row in latest(part.verstrekkingen.values())}
        assert all(offer.verstrekking_id in newest for offer in part.offertes.values() if offer.is_open(now))
        for row in part.verstrekkingen.values():
            consent = part.toestemmingen[row.id.replace("ver_", "toe_")]
            assert row.id in newest or consent.status is not ToestemmingStatus.GEGEVEN
        accepted = [offer for offer in part.offertes.values() if offer.status is OfferteStatus.GEACCEPTEERD]
        assert len(accepted) == len(part.overeenkomsten)

    @invariant()
    def the_dossier_has_an_end(self) -> None:
        """Art. 8: whatever happens, a day on which it goes."""
        assert self.term() is not None
        assert self.derived() is not AanvraagStatus.CONCEPT
        assert self.derived() in ENDED or self.term() > self.bench.clock.now()

    @invariant()
    def every_byte_rests_on_permission(self) -> None:
        """I3, I5."""
        self.bench.check_evidence()

    def part(self) -> Any:
        return self.bench.state(self.aanvraag_id).of_aanvraag(self.aanvraag_id)

    def term(self) -> Any:
        found: datetime | None = self.bench.state(self.aanvraag_id).dossier.vernietigen_op
        return found

    def derived(self) -> AanvraagStatus:
        state = self.bench.state(self.aanvraag_id)
        return derive(state, state.aanvraag(self.aanvraag_id), self.bench.clock.now())


TestConversation = Conversation.TestCase
TestConversation.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
