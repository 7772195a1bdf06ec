"""The bytes of a message to a Kredietverstrekker: the same on every try, built from what was frozen at sending."""

import json
from datetime import datetime
from typing import Any

from chalicelib.domain.aanvraag import Aanvraag
from chalicelib.domain.aanvraag_inhoud import financed_amount
from chalicelib.domain.kredietverstrekker import Kredietverstrekker, secret_key_of
from chalicelib.domain.persoonsgegeven import Doel
from chalicelib.domain.state import DossierState
from chalicelib.domain.verstrekking import Bericht, BerichtSoort, Verstrekking
from chalicelib.privacy.bewijs import Waarde
from chalicelib.privacy.verstrekking import project
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.leverwijze import Message

OFFERED = "aanvraag.aangeboden"
FETCH_CODE = "ophaalcode"  # in a notice, and in the header of who comes for the rest
# Types that only we send: one that comes back at a callback is a reflection.
OUTGOING = frozenset(
    {OFFERED, "aanvraag.gerectificeerd", "gegevens.wissen", "gegevens.beperken", "test", *BerichtSoort}
)


def offered_message(
    aanvraag: Aanvraag,
    row: Verstrekking,
    at: datetime,
    dossier: dict[str, Any],
    content: dict[str, Any],
    answers: dict[str, Any] | None,
) -> Message:
    """
    `aanvraag.aangeboden` with exactly the fields of the information need that was consented to, and the answers.

    Its evidence names what was asked and from which revisions it was taken, so that whoever may open those can show
    what left and what did not; which fields are filled in it does not say, for that outlives the dossier.
    """
    data = {
        **_ids(aanvraag, row),
        "uiterste_reactie": rfc3339(aanvraag.uiterste_reactie),
        "doel": Doel.VERSTREKKING.value,
        "gegevens": project(everything(dossier, content), row.velden),
        **(answers or {}),
    }
    bewijs: dict[str, Waarde] = {
        "velden": row.velden,
        "vragen": tuple(answer["sleutel"] for answer in (answers or {}).get("antwoorden", ())),
        "dossier_revisie": aanvraag.dossier_revisie or 0,
        "aanvraag_revisie": aanvraag.revisie,
    }
    return Message(row.id, OFFERED, row.id, _body(OFFERED, at, data), bewijs)


def everything(dossier: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    """All that could be asked of a dossier and an Aanvraag: their content, and what we compute from it."""
    terms = {**content["financiering"], "financieringsbedrag": financed_amount(content)}
    return {**dossier, **content, "financiering": terms}


def later_message(aanvraag: Aanvraag, row: Verstrekking, bericht: Bericht, content: dict[str, Any] | None) -> Message:
    """Any message after the first; `content` is what its Bericht holds encrypted."""
    data = {**_ids(aanvraag, row), **(content or {})}
    if bericht.offerte_id is not None:
        data["offerte_id"] = bericht.offerte_id
    return Message(bericht.id, bericht.type, row.id, _body(bericht.type, bericht.gemaakt_op, data))


def thin_message(
    aanvraag: Aanvraag, state: DossierState, item: Verstrekking | Bericht, code: str, now: datetime
) -> Message:
    """
    The same message without anything personal, where to come for it (contract: GET /v1/leveringen), and the `code` that
    says who comes got this.
    """
    if isinstance(item, Bericht) and item.revisie is None and item.type is not BerichtSoort.OPNIEUW_GEMELD:
        return later_message(aanvraag, state.verstrekking(item.verstrekking_id), item, None)
    row = item if isinstance(item, Verstrekking) else state.verstrekking(item.verstrekking_id)
    data = {**_ids(aanvraag, row), "ophalen": fetch_path(row.id), FETCH_CODE: code}
    if isinstance(item, Bericht):
        return Message(item.id, item.type, row.id, _body(item.type, item.gemaakt_op, data))
    data |= {"uiterste_reactie": rfc3339(aanvraag.uiterste_reactie), "doel": Doel.VERSTREKKING.value}
    return Message(row.id, OFFERED, row.id, _body(OFFERED, item.levering.eerste_voornemen or now, data))


def fetch_path(verstrekking_id: str) -> str:
    """Where a Kredietverstrekker that was only told comes for the rest."""
    return f"/v1/leveringen/{verstrekking_id}"


def fetch_code(broker: Broker, lessor_id: str, notice_id: str) -> str:
    """
    What only this notice says, and who comes for the rest must know beside the signing secret.

    An operator sees that secret when it is made, and so could sign a GET alone. A notice goes to the endpoint, which
    two persons changed and which proved itself; no operator sees it.
    """
    return broker.vault.keyed_hash(FETCH_CODE, f"{lessor_id}\n{notice_id}")


def secrets_of(broker: Broker, lessor: Kredietverstrekker) -> list[str]:
    """The signing secrets that count now: one, or two while one rotates."""
    records = lessor.secret_records(broker.clock.now())
    return [broker.vault.open_secret(record, secret_key_of(lessor.id)).decode() for record in records]


def rfc3339(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")


def _ids(aanvraag: Aanvraag, row: Verstrekking) -> dict[str, Any]:
    return {"verstrekking_id": row.id, "aanvraag_id": aanvraag.id, "versie": row.versie}


def _body(kind: str, at: datetime, data: dict[str, Any]) -> bytes:
    message = {"type": kind, "timestamp": rfc3339(at), "data": data}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
