"""The sender answers what a Kredietverstrekker asked: a disclosure like any other (art. 6 lid 3)."""

from datetime import timedelta

from chalicelib.domain.aanvraag_verloop import status_at
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import aanvraag_of, child_id, sibling
from chalicelib.domain.informatie import Antwoorden
from chalicelib.domain.levering import Levering
from chalicelib.domain.model import Model
from chalicelib.domain.persoonsgegeven import Doel
from chalicelib.domain.verstrekking import VERLOOP, Bericht, BerichtSoort, VerstrekkingStatus
from chalicelib.errors import Fault, IllegalState, InvalidInput
from chalicelib.usecases.content import open_records, seal
from chalicelib.usecases.enclose_documents import enclose_documents, share
from chalicelib.usecases.idempotency import Claim
from chalicelib.usecases.owned import owned_state, refuse_restricted
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.submit_aanvraag import wake
from chalicelib.usecases.transaction import DossierWriter, settle

DELIVER_WITHIN = timedelta(hours=48)


class InformatieBeantwoord(Model):
    status: str
    bericht_id: str


def answer_informatieverzoek(
    broker: Broker, actor: Actor, verstrekking_id: str, antwoorden: Antwoorden, claim: Claim | None
) -> InformatieBeantwoord:
    """Every code that was asked needs one answer, and no other code may be answered."""
    answer = settle(broker, lambda: _answer(broker, actor, verstrekking_id, antwoorden, claim), claim)
    wake(broker, aanvraag_of(verstrekking_id))
    return answer


def _answer(
    broker: Broker, actor: Actor, verstrekking_id: str, antwoorden: Antwoorden, claim: Claim | None
) -> InformatieBeantwoord:
    state = owned_state(broker, actor, "ver", verstrekking_id)
    row = state.verstrekking(verstrekking_id)
    refuse_restricted(state)
    consent = state.toestemmingen[sibling("toe", row.id)]
    status = status_at(state.aanvraag(aanvraag_of(row.id)), row, open_offer=False, now=broker.clock.now())
    if status is not VerstrekkingStatus.INFORMATIE_GEVRAAGD or row.gevraagd is None or not consent.in_force:
        raise IllegalState(allowed=VERLOOP.allowed(status))
    asked = state.content(row.id, row.gevraagd)
    state, contents = open_records(broker, state, actor.account_id, Doel.DIENST, [asked])
    questions = contents[0]["items"]
    _refuse_unasked(antwoorden, {item["code"] for item in questions})
    enclosed = enclose_documents(state, questions, antwoorden)
    now = broker.clock.now()
    writer = DossierWriter(state, now, actor.account_id)
    bericht = Bericht(
        id=child_id("ber", aanvraag_of(row.id), broker.entropy(5)),
        verstrekking_id=row.id,
        kredietverstrekker_id=row.kredietverstrekker_id,
        type=BerichtSoort.INFORMATIE_BEANTWOORD,
        gemaakt_op=now,
        uiterlijk=now + DELIVER_WITHIN,
        levering=Levering(volgende=now),
        revisie=1,
    )
    writer.insert(bericht)
    writer.insert(seal(broker, state.dossier.id, bericht.id, 1, "antwoorden", antwoorden))
    status = VERLOOP.move(row.status, VerstrekkingStatus.IN_BEOORDELING)
    writer.replace(row.model_copy(update={"status": status, "gevraagd": None}))
    share(writer, row.id, enclosed)
    papers = tuple(one.id for one in enclosed)
    writer.evidence(
        "informatie.beantwoord", verstrekking=row.id, bericht=bericht.id, vraag=row.vragen, documenten=papers
    )
    answer = InformatieBeantwoord(status=status, bericht_id=bericht.id)
    writer.commit(broker, claim, answer)
    return answer


def _refuse_unasked(antwoorden: Antwoorden, asked: set[str]) -> None:
    given = [item.code for item in antwoorden.antwoorden]
    faults = [
        Fault(f"antwoorden.{number}.code", "antwoord.niet_gevraagd")
        for number, code in enumerate(given)
        if code not in asked or code in given[:number]
    ]
    faults += [
        Fault(f"antwoorden.{number}.tekst", "verplicht")
        for number, item in enumerate(antwoorden.antwoorden)
        if item.tekst is None and item.document_id is None
    ]
    if asked - set(given):
        faults.append(Fault("antwoorden", "antwoord.ontbreekt"))
    if faults:
        raise InvalidInput(*faults)
