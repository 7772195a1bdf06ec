"""Accounts on the local AWS: real tokens and key set, and what holds when many ask at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

import pytest

from chalicelib import wiring
from chalicelib.adapters.aws import make_session
from chalicelib.domain.account import CODE_TRIES, AccountInhoud
from chalicelib.domain.gebruiker import SYSTEEM, GebruikerSoort
from chalicelib.domain.reglement_versie import DocumentSoort
from chalicelib.errors import IllegalState, InvalidInput, Unauthenticated
from chalicelib.settings import Settings
from chalicelib.usecases.account_records import find_account, find_pending, schermnaam_hash
from chalicelib.usecases.authenticate import authenticate
from chalicelib.usecases.close_session import close_session
from chalicelib.usecases.confirm_account import confirm_account
from chalicelib.usecases.end_account import end_account
from chalicelib.usecases.open_session import open_session
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.publish_reglement import Publicatie, publish_reglement
from chalicelib.usecases.read_account import read_account
from chalicelib.usecases.refresh_session import refresh_session
from chalicelib.usecases.register_account import Aanmelding, register_account
from tests.accounts import COMPANY, PAPERS, PASSWORD, VERSION, wrong
from tests.fakes.mail import FakeMail

MANY = 8


@dataclass
class Signer:
    """One person with an address of their own, on a broker whose mail is caught."""

    broker: Broker
    mail: FakeMail
    address: str

    @property
    def code(self) -> str:
        return self.mail.codes(self.address, "bevestiging")[-1]

    def sign_up(self) -> None:
        inhoud = AccountInhoud(schermnaam=self.address, naam="Testpersoon Voorbeeld", organisatie=COMPANY)
        register_account(self.broker, Aanmelding(GebruikerSoort.VENDOR, inhoud, PASSWORD, PAPERS))

    def confirm(self, code: str) -> str:
        """What came of it, in a word."""
        try:
            confirm_account(self.broker, self.address, code)
        except InvalidInput as error:
            return error.faults[0].code
        return "bevestigd"


@pytest.fixture
def signer(local_aws: Settings) -> Signer:
    mail = FakeMail()
    broker = replace(wiring.build(local_aws, make_session(local_aws)), mail=mail)
    for soort in DocumentSoort:
        try:
            publish_reglement(broker, SYSTEEM, Publicatie(soort, VERSION, date(2021, 4, 26), f"# {soort}"))
        except IllegalState:
            continue  # another test was first
    signer = Signer(broker, mail, f"persoon-{uuid4().hex}@example.com")
    signer.sign_up()
    return signer


def test_an_account_from_sign_up_to_its_end(signer: Signer) -> None:
    """The token is checked against the key set that the local AWS serves: signature, issuer, client, use, expiry."""
    broker = signer.broker
    assert signer.confirm(signer.code) == "bevestigd"
    tokens = open_session(broker, signer.address, PASSWORD)
    again = refresh_session(broker, tokens.refresh_token)
    header = f"Bearer {again.access_token}"
    actor, _ = authenticate(broker, header, broker.clock.now())
    assert read_account(broker, actor).inhoud.schermnaam == signer.address
    assert end_account(broker, actor) == 0
    for refused in (
        lambda: authenticate(broker, header, broker.clock.now()),
        lambda: open_session(broker, signer.address, PASSWORD),
        lambda: refresh_session(broker, tokens.refresh_token),
    ):
        with pytest.raises(Unauthenticated):
            refused()


def test_a_revoked_refresh_token_stays_revoked(signer: Signer) -> None:
    broker = signer.broker
    signer.confirm(signer.code)
    tokens = open_session(broker, signer.address, PASSWORD)
    actor, _ = authenticate(broker, f"Bearer {tokens.access_token}", broker.clock.now())
    close_session(broker, actor, tokens.refresh_token)
    with pytest.raises(Unauthenticated):
        broker.identity.refresh(tokens.refresh_token)


def test_guesses_at_once_are_all_counted(signer: Signer) -> None:
    """Eight wrong codes in parallel use up the five tries: the right code comes too late."""
    with ThreadPoolExecutor(MANY) as pool:
        answers = list(pool.map(signer.confirm, [wrong(signer.code)] * MANY))
    assert answers == ["code.onjuist"] * MANY
    pending = find_pending(signer.broker, schermnaam_hash(signer.broker, signer.address))
    assert [account.bevestiging and account.bevestiging.pogingen for account in pending] == [CODE_TRIES]
    assert signer.confirm(signer.code) == "code.onjuist"


def test_confirmations_at_once_make_one_account(signer: Signer) -> None:
    """Two sign-ups of one address, each confirmed with its own valid code at the same moment: one wins."""
    first = signer.code
    signer.sign_up()
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(signer.confirm, [first, signer.code]))
    assert sorted(answers) == ["bevestigd", "code.onjuist"]
    address_hash = schermnaam_hash(signer.broker, signer.address)
    assert find_account(signer.broker, address_hash) is not None
    assert find_pending(signer.broker, address_hash) == []


def test_logins_at_once_all_stay_open(signer: Signer) -> None:
    broker = signer.broker
    signer.confirm(signer.code)
    with ThreadPoolExecutor(MANY) as pool:
        made = list(pool.map(lambda _: open_session(broker, signer.address, PASSWORD), range(MANY)))
    for tokens in made:
        assert authenticate(broker, f"Bearer {tokens.access_token}", broker.clock.now())
