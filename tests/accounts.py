"""Accounts with everything around them in memory: real vault, fake pool, mailbox and clock."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast

from chalicelib.adapters.leverwijzen import LEVERWIJZEN
from chalicelib.adapters.vault import AwsVault
from chalicelib.domain.account import Account, AccountInhoud, Organisatie
from chalicelib.domain.gebruiker import SYSTEEM, Actor, GebruikerSoort
from chalicelib.domain.reglement_versie import DocumentSoort
from chalicelib.privacy.bewijs import Bewijsstuk
from chalicelib.privacy.doel import declared
from chalicelib.usecases.account_records import find_account, find_pending, schermnaam_hash
from chalicelib.usecases.authenticate import authenticate
from chalicelib.usecases.confirm_account import confirm_account
from chalicelib.usecases.open_session import open_session
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.identity import Tokens
from chalicelib.usecases.publish_reglement import Publicatie, publish_reglement
from chalicelib.usecases.register_account import Aanmelding, register_account
from tests.aws_stage import make_settings
from tests.fakes.clock import FakeClock, FakeEntropy
from tests.fakes.grootboek import FakeGrootboek
from tests.fakes.identity import FakeIdentity
from tests.fakes.ijkpunten import FakeIjkpunten
from tests.fakes.kms import FakeKms
from tests.fakes.mail import FakeMail
from tests.fakes.signer import fake_signer
from tests.fakes.store import FakeStore

ADDRESS = "testpersoon@example.com"
PASSWORD = "een lang wachtwoord"
VERSION = "2021-04-26"
PAPERS: dict[DocumentSoort, str | None] = dict.fromkeys(DocumentSoort, VERSION)
COMPANY = Organisatie(naam="Voorbeeld Dealer B.V.", kvk_nummer="12345678")
UNUSED = cast("Any", None)  # ports that accounts do not touch


@dataclass
class Bench:
    clock: FakeClock = field(default_factory=FakeClock)
    store: FakeStore = field(default_factory=FakeStore)
    mail: FakeMail = field(default_factory=FakeMail)

    def __post_init__(self) -> None:
        self.store.clock = self.clock
        self.identity = FakeIdentity(self.clock)
        vault = AwsVault(FakeKms(), "test", self.store, self.clock, declared=declared, elapsed=self.clock.elapsed)
        self.grootboek = FakeGrootboek()
        self.ijkpunten = FakeIjkpunten()
        self.broker = Broker(
            settings=make_settings(),
            clock=self.clock,
            entropy=FakeEntropy(),
            store=self.store,
            vault=vault,
            documents=UNUSED,
            quarantine=UNUSED,
            inspection=UNUSED,
            scanner=UNUSED,
            grootboek=self.grootboek,
            ijkpunten=self.ijkpunten,
            queues=UNUSED,
            mail=self.mail,
            identity=self.identity,
            egress=UNUSED,
            leverwijzen=LEVERWIJZEN,
            signatures=UNUSED,
            signer=fake_signer(),
        )
        for soort in DocumentSoort:
            self.publish(soort, VERSION, date(2021, 4, 26))

    def publish(self, soort: DocumentSoort, versie: str, geldig_vanaf: date) -> None:
        text = f"# Voorbeeld van {soort} {versie}"
        publish_reglement(self.broker, SYSTEEM, Publicatie(soort, versie, geldig_vanaf, text))

    def sign_up(self, address: str = ADDRESS, **changes: Any) -> None:
        inhoud = AccountInhoud(schermnaam=address, naam="Testpersoon Voorbeeld", organisatie=COMPANY)
        aanmelding = Aanmelding(GebruikerSoort.VENDOR, inhoud, PASSWORD, PAPERS)
        register_account(self.broker, replace(aanmelding, **changes))

    def code(self, address: str = ADDRESS, soort: str = "bevestiging") -> str:
        """The code of the last mail of this kind."""
        return self.mail.codes(address, soort)[-1]

    def confirmed(self, address: str = ADDRESS, **changes: Any) -> Account:
        self.sign_up(address, **changes)
        confirm_account(self.broker, address, self.code(address))
        return self.account(address)

    def account(self, address: str = ADDRESS) -> Account:
        found = find_account(self.broker, schermnaam_hash(self.broker, address))
        assert found is not None
        return found

    def pending(self, address: str = ADDRESS) -> list[Account]:
        return find_pending(self.broker, schermnaam_hash(self.broker, address))

    def login(self, address: str = ADDRESS, password: str = PASSWORD) -> Tokens:
        return open_session(self.broker, address, password)

    def enter(self, tokens: Tokens) -> Actor:
        """As any route does with an access token."""
        return authenticate(self.broker, f"Bearer {tokens.access_token}", self.clock.now())[0]

    def evidence(self, account_id: str) -> list[Bewijsstuk]:
        """The chain of an account, in order."""
        found = [row for row in self.store.rows() if isinstance(row, Bewijsstuk)]
        return sorted((row for row in found if row.id == account_id), key=lambda row: row.nr)


def wrong(code: str) -> str:
    """Six digits that are not this code."""
    return f"{(int(code) + 1) % 1_000_000:06d}"
