"""The promises of design 7, checked after each step of a machine: I1 to I5, I7, I13."""

import json

from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from chalicelib.domain.ids import aanvraag_of, sibling
from chalicelib.domain.row import DueSoort
from chalicelib.domain.state import DossierState
from chalicelib.domain.verstrekking import Bericht, Verstrekking
from chalicelib.domain.verstrekking import VerstrekkingStatus as S
from chalicelib.usecases.ports.store import Change, Replace
from tests.broker import Bench
from tests.lessors import Lessor

# The edges once more by hand, as the contract has them.
ANSWERED = {S.INFORMATIE_GEVRAAGD, S.OFFERTE_ONTVANGEN, S.AFGEWEZEN, S.NIET_TE_VERWERKEN, S.INGETROKKEN}
EDGES = {
    S.KLAAR: ANSWERED | {S.AANGEBODEN, S.ONTVANGEN, S.IN_BEOORDELING, S.TECHNISCH_MISLUKT, S.GEBLOKKEERD},
    S.AANGEBODEN: ANSWERED | {S.ONTVANGEN, S.IN_BEOORDELING},
    S.ONTVANGEN: ANSWERED | {S.IN_BEOORDELING},
    S.IN_BEOORDELING: ANSWERED,
    S.INFORMATIE_GEVRAAGD: ANSWERED | {S.IN_BEOORDELING},
    S.OFFERTE_ONTVANGEN: {S.OFFERTE_ONTVANGEN, S.AFGEWEZEN, S.INGETROKKEN},
}


class Promises(RuleBasedStateMachine):
    """One vendor, three Kredietverstrekkers and one dossier; `stored` is every message that was taken in."""

    @initialize()
    def begin(self) -> None:
        self.bench = Bench()
        self.vendor = self.bench.vendor()
        self.lessors = self.bench.lessors(3)
        self.dossier_id = self.bench.dossier(self.vendor)
        self.aanvragen: list[str] = []
        self.stored: list[tuple[Lessor, bytes, str, str]] = []
        self.statuses: dict[str, S] = {}
        self.seen = len(self.bench.store.commits)

    def state(self) -> DossierState:
        return self.bench.state(self.dossier_id)

    def rows(self) -> list[Verstrekking]:
        return list(self.state().verstrekkingen.values())

    def row(self, number: int) -> tuple[Verstrekking, Lessor]:
        rows = self.rows()
        row = rows[number % len(rows)]
        return row, next(lessor for lessor in self.lessors if lessor.id == row.kredietverstrekker_id)

    @invariant()
    def nothing_is_lost(self) -> None:
        """I1: what has not ended is in the due index; `klaar` never ends in silence."""
        for row in self.leveringen():
            due = row.due()
            assert row.levering.open == (due is not None and due.soort is DueSoort.LEVERING)
        assert all(row.levering.open for row in self.rows() if row.status is S.KLAAR)

    @invariant()
    def one_id_and_one_body_each(self) -> None:
        """I2: one Verstrekking per Aanvraag and Kredietverstrekker; one id never carries two bodies."""
        pairs = [(aanvraag_of(row.id), row.kredietverstrekker_id) for row in self.rows()]
        assert len(pairs) == len(set(pairs))
        bodies: dict[str, bytes] = {}
        for sent in self.bench.egress.sent:
            message_id = dict(sent.headers)["webhook-id"]
            assert bodies.setdefault(message_id, sent.body) == sent.body
            if json.loads(sent.body)["type"] == "aanvraag.aangeboden":
                assert message_id in self.state().verstrekkingen

    @invariant()
    def every_byte_rests_on_permission(self) -> None:
        """I3, I5."""
        self.bench.check_evidence()

    @invariant()
    def every_intent_has_its_recall(self) -> None:
        """I4: one recall for each withdrawn Verstrekking that may have left, none for any other."""
        berichten = self.state().berichten.values()
        recalled = sorted(row.verstrekking_id for row in berichten if row.type == "aanvraag.ingetrokken")
        consents = self.state().toestemmingen
        withdrawn = [row for row in self.rows() if not consents[sibling("toe", row.id)].in_force]
        assert all(row.status is S.INGETROKKEN for row in withdrawn)
        assert recalled == sorted(row.id for row in withdrawn if row.levering.intended)

    @invariant()
    def every_offerte_was_signed_once(self) -> None:
        """I7: each rests on one message of its own Kredietverstrekker, in time."""
        made = [kind for *_, kind in self.stored].count("offerte.uitgebracht")
        assert len(self.state().offertes) == made
        for offer in self.state().offertes.values():
            row = self.state().verstrekking(offer.verstrekking_id)
            until = self.state().aanvraag(aanvraag_of(row.id)).uiterste_reactie
            assert offer.kredietverstrekker_id == row.kredietverstrekker_id
            assert row.levering.eerste_voornemen is not None
            assert until is not None
            assert row.levering.eerste_voornemen <= offer.ontvangen_op < until

    @invariant()
    def states_move_along_edges(self) -> None:
        """I13, commit by commit."""
        for changes in self.bench.store.commits[self.seen :]:
            for change in changes:
                if isinstance(change.row, Verstrekking):
                    self._moved(change)
        self.seen = len(self.bench.store.commits)

    def _moved(self, change: Change) -> None:
        row = change.row
        assert isinstance(row, Verstrekking)
        before = self.statuses.get(row.id, S.KLAAR)
        if isinstance(change, Replace) and row.status is not before:
            assert row.status in EDGES.get(before, {S.INGETROKKEN}), (before, row.status)
        self.statuses[row.id] = row.status

    def leveringen(self) -> list[Verstrekking | Bericht]:
        state = self.state()
        return [*state.verstrekkingen.values(), *state.berichten.values()]
