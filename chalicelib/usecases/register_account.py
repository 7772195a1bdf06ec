"""
Sign up (art. 1.3, 1.18, 1.20, 2 lid 1): an unconfirmed account of its own for each sign-up, with its own code.

Whoever asks learns nothing about the address: a known one gets the same answer for comparable work, and its owner a
notice instead of a code.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.account import (
    DAY,
    MAILS_A_DAY,
    WITH_ORGANISATIE,
    Account,
    AccountInhoud,
    Akkoord,
    password_fits,
)
from chalicelib.domain.gebruiker import GebruikerSoort
from chalicelib.domain.ids import root_id
from chalicelib.domain.reglement_versie import DocumentSoort, ReglementVersie
from chalicelib.errors import Fault, InvalidInput
from chalicelib.usecases.account_records import find_account, find_pending, schermnaam_hash, seal_content
from chalicelib.usecases.codes import new_code
from chalicelib.usecases.current_documents import current_documents
from chalicelib.usecases.discard_pending import discard_pending
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert, Replace
from chalicelib.usecases.transaction import settle
from chalicelib.usecases.unheard import unheard

BEVESTIGING, AANMELDING = "bevestiging", "aanmelding"


@dataclass(frozen=True)
class Aanmelding:
    """What somebody asks for; `akkoord` names the versions that they accept."""

    gebruiker: GebruikerSoort
    inhoud: AccountInhoud
    wachtwoord: str
    akkoord: Mapping[DocumentSoort, str | None]


def register_account(broker: Broker, aanmelding: Aanmelding) -> None:
    """Raises InvalidInput with every fault; the same ones for a known and an unknown address."""
    documents = current_documents(broker, broker.clock.now())
    if faults := sign_up_faults(
        documents,
        aanmelding.gebruiker,
        aanmelding.inhoud.organisatie,
        aanmelding.wachtwoord,
        aanmelding.akkoord,
    ):
        raise InvalidInput(*faults)
    account_id = root_id("acc", broker.entropy(16))
    # First, for a known address too: the pool may refuse the password, and that answer must not tell them apart.
    broker.identity.create(account_id, aanmelding.wachtwoord)
    # What follows is not the same work for every address, so that a failure of it must not be an answer.
    unheard(AANMELDING, lambda: _answer_by_mail(broker, account_id, aanmelding, documents))


def sign_up_faults(
    documents: Mapping[DocumentSoort, ReglementVersie],
    gebruiker: GebruikerSoort | None,
    organisatie: object | None,
    wachtwoord: str | None,
    akkoord: Mapping[DocumentSoort, str | None] | None,
) -> list[Fault]:
    """What the rules refuse; a wachtwoord or akkoord that is None could not be read, which is refused elsewhere."""
    faults = organisation_faults(gebruiker, organisatie)
    if wachtwoord is not None and not password_fits(wachtwoord):
        faults.append(Fault("wachtwoord", "wachtwoord.eisen"))
    return faults if akkoord is None else [*faults, *_akkoord_faults(documents, akkoord)]


def organisation_faults(gebruiker: GebruikerSoort | None, organisatie: object | None) -> list[Fault]:
    """An adviseur or vendor acts for an organisation (art. 1.4, 1.21); a consument has none (art. 1.6)."""
    if gebruiker in WITH_ORGANISATIE and organisatie is None:
        return [Fault("organisatie", "organisatie.verplicht")]
    if gebruiker is GebruikerSoort.CONSUMENT and organisatie is not None:
        return [Fault("organisatie", "organisatie.consument")]
    return []


def _answer_by_mail(
    broker: Broker, account_id: str, aanmelding: Aanmelding, documents: Mapping[DocumentSoort, ReglementVersie]
) -> None:
    now = broker.clock.now()
    address_hash = schermnaam_hash(broker, aanmelding.inhoud.schermnaam)
    if find_account(broker, address_hash) is None and _room(broker, address_hash, now):
        _await_confirmation(broker, account_id, address_hash, aanmelding, documents)
    else:
        broker.identity.remove(account_id)
        settle(broker, lambda: _notify(broker, address_hash, aanmelding.inhoud.schermnaam, now))


def _akkoord_faults(
    documents: Mapping[DocumentSoort, ReglementVersie], akkoord: Mapping[DocumentSoort, str | None]
) -> Iterator[Fault]:
    for soort in DocumentSoort:
        given, current = akkoord.get(soort), documents.get(soort)
        if given is None:
            yield Fault(f"akkoord.{soort}", "akkoord.verplicht")
        elif current is None or given != current.versie:
            yield Fault(f"akkoord.{soort}", "akkoord.verouderd")


def _room(broker: Broker, address_hash: str, now: datetime) -> bool:
    """Whether one more code may be mailed to this address; what is older than a day makes room."""
    pending = find_pending(broker, address_hash)
    for account in pending:
        if now - account.gemaakt_op >= DAY:
            discard_pending(broker, account.id)
    return sum(now - account.gemaakt_op < DAY for account in pending) < MAILS_A_DAY


def _await_confirmation(
    broker: Broker,
    account_id: str,
    address_hash: str,
    aanmelding: Aanmelding,
    documents: Mapping[DocumentSoort, ReglementVersie],
) -> None:
    now = broker.clock.now()
    digits, code = new_code(broker, BEVESTIGING, account_id)
    account = Account(
        id=account_id,
        gebruiker=aanmelding.gebruiker,
        eigenaar=_owner(broker, aanmelding.gebruiker, account_id),
        schermnaam_hash=address_hash,
        gemaakt_op=now,
        bevestiging=code,
        akkoorden=tuple(_accept(document, now) for document in documents.values()),
    )
    sleutel = broker.vault.new_key(account_id, Account.soort)
    inhoud = seal_content(broker, account, aanmelding.inhoud)
    broker.store.commit(Insert(account), Insert(sleutel), Insert(inhoud))
    broker.mail.send_code(aanmelding.inhoud.schermnaam, BEVESTIGING, digits)


def _owner(broker: Broker, gebruiker: GebruikerSoort, account_id: str) -> str:
    """A new organisation each time: knowing a KvK-nummer makes nobody a member of anything (I17)."""
    return root_id("org", broker.entropy(16)) if gebruiker in WITH_ORGANISATIE else account_id


def _accept(document: ReglementVersie, now: datetime) -> Akkoord:
    return Akkoord(soort=document.document.value, versie=document.versie, sha256=document.sha256, op=now)


def _notify(broker: Broker, address_hash: str, address: str, now: datetime) -> None:
    """Tell the owner of a known address that somebody signed up with it; not more than a few times a day."""
    account = find_account(broker, address_hash)
    if account is not None and account.may_be_mailed(now):
        broker.store.commit(Replace(account.mailed(now)))
        broker.mail.send_notice(address, "adres_bekend")
