"""
An operator records what he checked of a Kredietverstrekker, and where what shows it is kept (clauses S18).

Each check is a piece of evidence of its own. With the last that is needed it is `gecontroleerd`.
"""

from datetime import datetime

from chalicelib.domain.aansluiting import Bevinding, Controle, ControleOnderdeel
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.kredietverstrekker import VERLOOP, Kredietverstrekker, KredietverstrekkerStatus
from chalicelib.errors import IllegalState, InvalidInput
from chalicelib.privacy.aansluiting import ARTIKEL, missing, subject
from chalicelib.privacy.bewijs import Bewijsstuk, Waarde, append
from chalicelib.usecases.found_kredietverstrekker import found_kredietverstrekker
from chalicelib.usecases.owned import refuse_stale
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert, Replace
from chalicelib.usecases.read_contact import open_contact
from chalicelib.usecases.transaction import settle


def check_kredietverstrekker(
    broker: Broker, actor: Actor, lessor_id: str, bevindingen: tuple[Bevinding, ...], *, versie: int | None = None
) -> Kredietverstrekker:
    """
    `versie` is what If-Match named, None where it was left out: what is recorded is of what the operator saw, and takes
    the place of no check that he did not see. Raises StaleVersion, IllegalState once it has ended or where who replaced
    the contact person of one in use checks it too, InvalidInput when nobody could be reached through its contact
    person.
    """
    return settle(broker, lambda: _check(broker, actor, lessor_id, bevindingen, versie))


def _check(
    broker: Broker, actor: Actor, lessor_id: str, bevindingen: tuple[Bevinding, ...], versie: int | None
) -> Kredietverstrekker:
    row = found_kredietverstrekker(broker, lessor_id)
    if versie is not None:
        refuse_stale(versie, row.versie)
    if row.ended:
        raise IllegalState(allowed=VERLOOP.allowed(row.status))
    for number, bevinding in enumerate(bevindingen):
        if bevinding.onderdeel is ControleOnderdeel.CONTACT:
            _refuse_alone(broker, actor, row)
            row = _refuse_unreachable(broker, actor, row, number)
    now = broker.clock.now()
    row = row.model_copy(update={"versie": row.versie + 1})
    stukken: list[Bewijsstuk] = []
    for bevinding in bevindingen:
        row, stuk = _record(row, actor, bevinding, now)
        stukken.append(stuk)
    if row.status is KredietverstrekkerStatus.AANGEMELD and not missing(row):
        row = row.model_copy(update={"status": VERLOOP.move(row.status, KredietverstrekkerStatus.GECONTROLEERD)})
        row, stuk = append(row, "kredietverstrekker.gecontroleerd", now, actor.account_id, {"afgeleid": False})
        stukken.append(stuk)
    broker.store.commit(Replace(row), *map(Insert, stukken))
    return row.model_copy(update={"rev": row.rev + 1})


def _refuse_alone(broker: Broker, actor: Actor, row: Kredietverstrekker) -> None:
    """Through its contact person a second one hears who works there: that must not be the word of the first alone."""
    if row.in_use and row.contact_door == actor.account_id and not broker.egress.trusted(row.endpoint):
        raise IllegalState("tweede_persoon.nodig", veld="controles")


def _refuse_unreachable(broker: Broker, actor: Actor, row: Kredietverstrekker, number: int) -> Kredietverstrekker:
    row, contact = open_contact(broker, actor, row)
    if "naam" not in contact or not {"email", "telefoon"} & contact.keys():
        raise InvalidInput.one(f"controles.{number}.onderdeel", "contact.onbereikbaar")
    return row


def _record(
    row: Kredietverstrekker, actor: Actor, bevinding: Bevinding, now: datetime
) -> tuple[Kredietverstrekker, Bewijsstuk]:
    van = subject(row, bevinding.onderdeel)
    controle = Controle(van=van, door=actor.account_id, op=now, **bevinding.model_dump())
    others = tuple(other for other in row.controles if other.onderdeel is not controle.onderdeel)
    gegevens: dict[str, Waarde] = {
        "onderdeel": controle.onderdeel.value,
        "artikel": ARTIKEL[controle.onderdeel],
        "van": van,
        "bewijs": controle.bewijs,
    }
    if controle.sha256 is not None:
        gegevens["sha256"] = controle.sha256
    checked = row.model_copy(update={"controles": (*others, controle)})
    return append(checked, "kredietverstrekker.controle", now, actor.account_id, gegevens)
