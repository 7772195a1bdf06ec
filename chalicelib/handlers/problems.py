"""
Every error gets its answer here and nowhere else: application/problem+json (RFC 9457), Dutch, never a value.

An error without a row, or one that nobody raised on purpose, is a bland 500.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalice.app import Response

from chalicelib import errors
from chalicelib.handlers.meldingen import melding

CONTENT_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = "60"  # `herstel` works on it each minute


@dataclass(frozen=True)
class Kind:
    """What an error looks like outside: status, the slug of its type, and its Dutch title."""

    status: int
    slug: str
    title: str


INTERNAL = Kind(500, "interne-fout", "Er ging iets mis bij ons. Probeer het later opnieuw.")
ANSWERS: Mapping[type[errors.BrokerError], Kind] = {
    errors.BrokerError: INTERNAL,
    errors.InvalidInput: Kind(422, "ongeldige-invoer", "Niet alles is goed ingevuld."),
    errors.IdempotencyMismatch: Kind(
        422, "idempotentie-verschil", "Deze Idempotency-Key is al gebruikt voor een ander verzoek."
    ),
    errors.KeyInUse: Kind(409, "idempotentie-bezig", "Dit verzoek wordt al verwerkt. Wacht even."),
    errors.Unauthenticated: Kind(401, "niet-ingelogd", "U bent niet ingelogd. Log opnieuw in."),
    errors.WrongLogin: Kind(
        401,
        "niet-ingelogd",
        "De schermnaam of het wachtwoord klopt niet, of het account is nog niet bevestigd. Probeer het opnieuw.",
    ),
    errors.BadSignature: Kind(401, "handtekening", "De handtekening van dit bericht klopt niet."),
    errors.Forbidden: Kind(403, "geen-rol", "U hebt geen toegang tot dit onderdeel."),
    errors.NotFound: Kind(404, "niet-gevonden", "Dit bestaat niet, of het is niet van u."),
    errors.IllegalState: Kind(409, "ongeldige-overgang", "Dit kan niet in de huidige stand."),
    errors.Gone: Kind(410, "vervallen", "Dit is ingetrokken, verlopen of vernietigd."),
    errors.StaleVersion: Kind(
        412,
        "versie-conflict",
        "Iemand heeft dit net gewijzigd, of If-Match ontbreekt. Bekijk de nieuwe versie en probeer het opnieuw.",
    ),
    errors.TooLarge: Kind(413, "te-groot", "Het bericht is te groot."),
    errors.Unavailable: Kind(503, "niet-beschikbaar", "Het is nu te druk. Probeer het zo opnieuw."),
    errors.Closed: Kind(
        503,
        "gesloten",
        "Wij hebben gegevens teruggezet. Eerst vernietigen wij opnieuw wat al vernietigd was. "
        "Probeer het over een minuut opnieuw.",
    ),
    errors.Conflict: Kind(503, "niet-beschikbaar", "Het is nu te druk. Probeer het zo opnieuw."),
    errors.Replayed: INTERNAL,  # answered in routing with the stored answer; here only if that were forgotten
    errors.Undecryptable: INTERNAL,
    errors.PurposeRefused: INTERNAL,
}
NO_ROUTE = Kind(404, "niet-gevonden", "Dit adres bestaat niet.")
NO_METHOD = Kind(405, "methode", "Deze methode kan hier niet.")


def problem(error: BaseException, verzoek_id: str) -> Response:
    """The answer to an error; anything unknown becomes the bland 500."""
    if not isinstance(error, errors.BrokerError):
        return render(INTERNAL, verzoek_id)
    kind = ANSWERS.get(type(error), INTERNAL)
    answer = render(kind, verzoek_id, **_extra(error))
    if isinstance(error, errors.Closed):
        answer.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return answer


def no_route(verzoek_id: str) -> Response:
    return render(NO_ROUTE, verzoek_id)


def no_method(verzoek_id: str, allowed: tuple[str, ...]) -> Response:
    answer = render(NO_METHOD, verzoek_id)
    answer.headers["Allow"] = ", ".join(allowed)
    return answer


def render(kind: Kind, verzoek_id: str, **extra: Any) -> Response:
    """One problem document; `extra` overrides the slug of its type where the error names a finer one."""
    body = {
        "type": f"/problemen/{extra.pop('slug', kind.slug)}",
        "title": kind.title,
        "status": kind.status,
        "verzoek_id": verzoek_id,
        **extra,
    }
    return Response(json.dumps(body, ensure_ascii=False), {"Content-Type": CONTENT_TYPE}, kind.status)


def _extra(error: errors.BrokerError) -> dict[str, Any]:
    if isinstance(error, errors.InvalidInput):
        return {"errors": [_fault(fault) for fault in error.faults]}
    if isinstance(error, errors.IllegalState):
        slug = error.code.replace(".", "-").replace("_", "-")
        row = _fault(errors.Fault(error.veld, error.code))
        return {"slug": slug, "toegestaan": list(error.allowed), "errors": [row]}
    return {}


def _fault(fault: errors.Fault) -> dict[str, Any]:
    row: dict[str, Any] = {"veld": fault.veld, "code": fault.code, "melding": melding(fault)}
    return row | {"bevestigbaar": True} if fault.bevestigbaar else row
