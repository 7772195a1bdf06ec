"""A whole broker in memory: real vault and signatures, a signed-up vendor, Kredietverstrekkers that answer."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from chalicelib.adapters.inspection import StrictInspection
from chalicelib.adapters.signatures import StandardWebhooks
from chalicelib.domain.aansluiting import Bevinding, ControleOnderdeel
from chalicelib.domain.aanvraag import Aanvraag
from chalicelib.domain.aanvraag_inhoud import AanvraagInhoud, Product
from chalicelib.domain.dossier_inhoud import DossierInhoud
from chalicelib.domain.gebruiker import Actor, Rol
from chalicelib.domain.ids import dossier_of, sibling
from chalicelib.domain.kredietverstrekker import Contact, Kredietverstrekker, Levering
from chalicelib.domain.kredietverstrekker_inhoud import NieuweKredietverstrekker
from chalicelib.domain.offerte import Offerte
from chalicelib.domain.parse import parse
from chalicelib.domain.row import Chained
from chalicelib.domain.state import DossierState
from chalicelib.domain.verstrekking import WITHOUT_CONSENT, Bericht, Toestemming, Verstrekking
from chalicelib.privacy.aansluiting import required
from chalicelib.privacy.bewijs import Bewijsstuk, first_fault
from chalicelib.privacy.toestemming import HUIDIGE_TEKST
from chalicelib.usecases.activate_kredietverstrekker import activate_kredietverstrekker
from chalicelib.usecases.answer_vragen import GEEN_OPGAVE, Opgave
from chalicelib.usecases.check_kredietverstrekker import check_kredietverstrekker
from chalicelib.usecases.create_aanvraag import create_aanvraag
from chalicelib.usecases.create_dossier import create_dossier
from chalicelib.usecases.disclose import LeveringInhoud
from chalicelib.usecases.dispatch_verstrekkingen import dispatch_verstrekkingen
from chalicelib.usecases.fetch_levering import fetch_levering
from chalicelib.usecases.idempotency import Claim
from chalicelib.usecases.messages import FETCH_CODE, fetch_code
from chalicelib.usecases.ports.egress import Outgoing
from chalicelib.usecases.receive_callback import CallbackAntwoord, receive_callback
from chalicelib.usecases.register_kredietverstrekker import register_kredietverstrekker
from chalicelib.usecases.submit_aanvraag import AanvraagVerzonden, Grant, Verzending, submit_aanvraag
from tests import accounts
from tests.aws_stage import make_settings
from tests.bodies import Body, klant, lease, raw
from tests.disclosures import body_of, in_force, in_our_words
from tests.fakes.clock import FakeEntropy
from tests.fakes.documents import FakeDocuments
from tests.fakes.egress import FakeEgress
from tests.fakes.quarantine import FakeQuarantine
from tests.fakes.queues import FakeQueues
from tests.fakes.scanner import FakeScanner
from tests.lessors import EXTRA, NEED, Lessor, answer_challenge, message

OPERATOR = Actor("acc_" + "o" * 26, "org_" + "o" * 26, None, frozenset(Rol))

SECOND_OPERATOR = Actor("acc_" + "p" * 26, "org_" + "p" * 26, None, frozenset(Rol))

GIVEN = Grant(HUIDIGE_TEKST.versie, "klant", "schriftelijk", date(2027, 5, 30), date(2027, 5, 29))


class Crash(BaseException):
    """The process died here."""


@dataclass
class Bench(accounts.Bench):
    """Everything of a running broker that a test may look at or turn."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.egress = FakeEgress(answer=answer_challenge)
        self.queues = FakeQueues()
        self.documents = FakeDocuments()
        self.quarantine = FakeQuarantine(self.clock)
        self.scanner = FakeScanner()
        self.signatures = StandardWebhooks(FakeEntropy(7))
        self.broker = replace(
            self.broker,
            settings=make_settings(),
            documents=self.documents,
            quarantine=self.quarantine,
            inspection=StrictInspection(),
            scanner=self.scanner,
            queues=self.queues,
            egress=self.egress,
            signatures=self.signatures,
        )
        self._messages = 0

    def vendor(self, address: str = accounts.ADDRESS) -> Actor:
        """A signed-up and signed-in vendor."""
        self.confirmed(address)
        return self.enter(self.login(address))

    def lessor(
        self, name: str = "a", need: Sequence[str] = NEED, *, active: bool = True, checked: bool = True, **more: Any
    ) -> Lessor:
        """`more` is what its registration says otherwise."""
        endpoint = f"https://{name}.example.com/leads"
        said: dict[str, Any] = {
            "naam": f"Voorbeeld {name.upper()}",
            "kvk_nummer": "90001354",
            "land": "NL",
            "endpoint": endpoint,
            "producten": (Product.FINANCIAL_LEASE,),
            "informatiebehoefte": tuple(need),
            "contact": Contact(naam="Testpersoon Voorbeeld", email="contact@example.com"),
            "levering": Levering.PUSH,
            "privacyverklaring": f"https://{name}.example.com/privacy",
            "verwerkingsafspraak": "VB-1",
            **more,
        }
        made = register_kredietverstrekker(self.broker, OPERATOR, NieuweKredietverstrekker(**said))
        if checked:
            self.check(made.id)
        if active:
            activate_kredietverstrekker(self.broker, SECOND_OPERATOR, made.id)
            self.egress.sent.clear()
        return Lessor(made.id, made.geheim, endpoint)

    def check(self, lessor_id: str, *onderdelen: ControleOnderdeel) -> Kredietverstrekker:
        """An operator recorded these checks; all that are ever needed where none is named."""
        needed = [one for one in ControleOnderdeel if one in required([Product.PERSOONLIJKE_LENING])]
        bevindingen = tuple(Bevinding(onderdeel=one, bewijs=f"archief/{one.value}") for one in onderdelen or needed)
        return check_kredietverstrekker(self.broker, OPERATOR, lessor_id, bevindingen)

    def lessors(self, count: int) -> list[Lessor]:
        return [self.lessor(f"kv{number}") for number in range(count)]

    def dossier(self, actor: Actor, body: Body | None = None) -> str:
        return create_dossier(self.broker, actor, parse(DossierInhoud, raw(body or klant())), None).id

    def concept(self, actor: Actor, dossier_id: str | None = None, body: Body | None = None) -> str:
        inhoud = parse(AanvraagInhoud, raw(body or lease()))
        return create_aanvraag(self.broker, actor, dossier_id or self.dossier(actor), inhoud, None).id

    def submit(
        self,
        actor: Actor,
        aanvraag_id: str,
        lessors: Iterable[Lessor],
        *,
        until: datetime | None = None,
        claim: Claim | None = None,
        grant: Grant = GIVEN,
        versie: int = 1,
        opgave: Opgave = GEEN_OPGAVE,
    ) -> AanvraagVerzonden:
        ids = [lessor.id for lessor in lessors]
        return submit_aanvraag(self.broker, actor, aanvraag_id, Verzending(versie, ids, grant, until, opgave), claim)

    def sent(self, actor: Actor, *lessors: Lessor, dispatch: bool = True, dossier_id: str | None = None) -> str:
        """An Aanvraag that is with these Kredietverstrekkers."""
        aanvraag_id = self.concept(actor, dossier_id)
        self.submit(actor, aanvraag_id, lessors)
        if dispatch:
            self.dispatch(aanvraag_id)
        return aanvraag_id

    def dispatch(self, aanvraag_id: str) -> int:
        return dispatch_verstrekkingen(self.broker, aanvraag_id)

    def state(self, some_id: str) -> DossierState:
        found = self.store.load_dossier(dossier_of(some_id))
        assert found is not None
        return found

    def aanvraag(self, aanvraag_id: str) -> Aanvraag:
        return self.state(aanvraag_id).aanvraag(aanvraag_id)

    def verstrekking(self, aanvraag_id: str, lessor: Lessor) -> Verstrekking:
        part = self.state(aanvraag_id).of_aanvraag(aanvraag_id)
        (row,) = [row for row in part.verstrekkingen.values() if row.kredietverstrekker_id == lessor.id]
        return row

    def toestemming(self, aanvraag_id: str, lessor: Lessor) -> Toestemming:
        row = self.verstrekking(aanvraag_id, lessor)
        return self.state(aanvraag_id).toestemmingen[sibling("toe", row.id)]

    def berichten(self, aanvraag_id: str, lessor: Lessor | None = None) -> list[Bericht]:
        rows = self.state(aanvraag_id).of_aanvraag(aanvraag_id).berichten.values()
        return [row for row in rows if lessor is None or row.kredietverstrekker_id == lessor.id]

    def offers(self, aanvraag_id: str, lessor: Lessor | None = None) -> list[Offerte]:
        rows = self.state(aanvraag_id).of_aanvraag(aanvraag_id).offertes.values()
        return [row for row in rows if lessor is None or row.kredietverstrekker_id == lessor.id]

    def kredietverstrekker(self, lessor: Lessor) -> Kredietverstrekker:
        row = self.store.get(Kredietverstrekker, lessor.id)
        assert row is not None
        return row

    def say(
        self, lessor: Lessor, kind: str, aanvraag_id: str, *, message_id: str | None = None, **changes: Any
    ) -> tuple[bool, CallbackAntwoord]:
        """A callback of this Kredietverstrekker about its Verstrekking of this Aanvraag."""
        data = {"verstrekking_id": self.verstrekking(aanvraag_id, lessor).id, "versie": 1}
        return self.say_raw(lessor, message(kind, {**data, **EXTRA.get(kind, {}), **changes}), message_id)

    def say_raw(self, lessor: Lessor, body: bytes, message_id: str | None = None) -> tuple[bool, CallbackAntwoord]:
        if message_id is None:
            self._messages += 1
            message_id = f"msg_{self._messages}"
        return receive_callback(self.broker, lessor.id, self.signed(lessor, body, message_id), body)

    def fetch(self, lessor: Lessor, verstrekking_id: str, message_id: str | None = None) -> LeveringInhoud:
        """What a Kredietverstrekker gets that comes for a Verstrekking with a signed GET."""
        self._messages += 1
        signed = self.signed(
            lessor, f"GET /v1/leveringen/{verstrekking_id}".encode(), message_id or f"get_{self._messages}"
        )
        told = {FETCH_CODE: fetch_code(self.broker, lessor.id, verstrekking_id)}
        return fetch_levering(self.broker, verstrekking_id, signed | told)

    def signed(self, lessor: Lessor, body: bytes, message_id: str) -> dict[str, str]:
        return dict(self.signatures.sign([lessor.secret], message_id, self.clock.now(), body))

    def offer(self, lessor: Lessor, aanvraag_id: str, **changes: Any) -> str:
        """The id of an Offerte that this Kredietverstrekker just made."""
        offerte_id = self.say(lessor, "offerte.uitgebracht", aanvraag_id, **changes)[1].offerte_id
        assert offerte_id is not None
        return offerte_id

    def types_to(self, lessor: Lessor) -> list[str]:
        """The kinds of message that left to a Kredietverstrekker, in order."""
        return [body_of(message)["type"] for message in self.egress.sent_to(lessor.endpoint)]

    def chain(self, owner_id: str) -> list[Bewijsstuk]:
        return self.evidence(owner_id)

    def told(self, owner_id: str, gebeurtenis: str) -> list[Bewijsstuk]:
        return [stuk for stuk in self.evidence(owner_id) if stuk.gebeurtenis == gebeurtenis]

    def check_evidence(self) -> None:
        """I5: every chain is whole. I3: each message that left rests on an intent, and that on a permission."""
        for row in self.store.rows():
            if isinstance(row, Chained):
                assert first_fault(row, self.evidence(row.id)) is None, row.id
        for outgoing in self.egress.sent:
            if outgoing.method == "POST":
                body = in_our_words(json.loads(outgoing.body))
                if body["type"] != "test":
                    self._check_sent(outgoing, body)

    def _check_sent(self, outgoing: Outgoing, body: Body) -> None:
        chain = self.evidence(dossier_of(body["data"]["aanvraag_id"]))
        digest = self.broker.vault.keyed_hash("bericht", outgoing.body)
        intents = [s for s in chain if s.gebeurtenis == "verstrekking.voorgenomen" and s.gegevens["digest"] == digest]
        same = [other for other in self.egress.sent if other.body == outgoing.body]
        assert len(intents) >= len(same), body["type"]
        if body["type"] not in set(WITHOUT_CONSENT):
            for intent in intents:
                assert in_force(chain[: intent.nr - 1], body["data"]["verstrekking_id"]), intent.nr


def snapshot(bench: Bench) -> list[str]:
    """Everything that is stored, to compare."""
    return [f"{type(row).__name__} {row.model_dump()!r}" for row in bench.store.rows()]
