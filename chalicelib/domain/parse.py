"""From raw bytes to a model, or to faults that name fields and rules and never a value."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, from_json, to_json

from chalicelib.domain.bsn import Context, Oordeel, is_forbidden_name, judge
from chalicelib.domain.json_keys import joined, repeats_a_key, scan
from chalicelib.errors import Fault, InvalidInput

M = TypeVar("M", bound=BaseModel)

MAX_FAULTS = 100
# pydantic's own rules under our codes; one that is not here answers `veld.vorm`.
BUILT_IN = {
    "missing": "verplicht",
    "extra_forbidden": "veld.onbekend",
    "model_type": "type.object",
    "dict_type": "type.object",
    "tuple_type": "type.lijst",
    "list_type": "type.lijst",
    "string_type": "type.tekst",
    "string_too_short": "tekst.kort",
    "string_too_long": "tekst.lang",
    "string_pattern_mismatch": "tekst.tekens",
    "int_type": "type.getal",
    "int_from_float": "type.getal",
    "finite_number": "type.getal",
    "float_type": "type.getal",
    "bool_type": "type.ja_nee",
    "enum": "keuze.onbekend",
    "literal_error": "keuze.onbekend",
    "too_short": "lijst.kort",
    "too_long": "lijst.lang",
    "greater_than_equal": "getal.min",
    "less_than_equal": "getal.max",
    "datetime_type": "tijd.vorm",
    "datetime_parsing": "tijd.vorm",
    "datetime_from_date_parsing": "tijd.vorm",
    "timezone_aware": "tijd.vorm",
    "date_type": "datum.bestaat",
    "date_parsing": "datum.bestaat",
    "date_from_datetime_parsing": "datum.bestaat",
}
# What of pydantic's context may be told: bounds and choices of our own models.
_PARAMS = {
    "min_length": "min",
    "ge": "min",
    "max_length": "max",
    "le": "max",
    "expected": "keuzes",
}
_MALFORMED = frozenset({"json.vorm", "json.diepte"})
# What a value of the wrong kind answers; where that value is null, nothing was filled in.
_KINDS = frozenset(
    {code for code in BUILT_IN.values() if code.startswith(("type.", "keuze.", "tijd.", "datum."))}
    | {"bedrag.vorm", "rente.vorm", "veld.vorm"}
)


def parse(model: type[M], raw: bytes, *, geen_bsn: bool = False) -> M:
    """
    `raw` as a `model`; `geen_bsn` when the sender confirmed that a number in it is no BSN.

    Raises InvalidInput with every fault that was found, at most MAX_FAULTS.
    """
    return _parse(model, raw, {"geen_bsn": geen_bsn})


def merge_patch(model: type[M], inhoud: Mapping[str, Any], patch: bytes, *, geen_bsn: bool = False) -> M:
    """
    PATCH by RFC 7396: `patch` merged into the JSON of a stored `model`, validated again as a whole.

    A number that was confirmed before and is not touched is not asked about again. Raises InvalidInput.
    """
    merged = to_json(_merged(inhoud, _changes(patch)))
    confirmed = frozenset(text for text in _texts(inhoud) if judge(text) is Oordeel.LIJKT)
    return _parse(model, merged, {"geen_bsn": geen_bsn, "bevestigd": confirmed})


def restore(model: type[M], raw: bytes) -> M:
    """What was accepted and stored before: a number that was confirmed then is not asked about again."""
    return model.model_validate_json(raw, context={"geen_bsn": True})


def faults_of(error: ValidationError) -> tuple[Fault, ...]:
    """The faults in an error of pydantic, without the values that it carries."""
    details = error.errors(include_input=False, include_url=False)
    return tuple(_fault(detail) for detail in details if not _follows(detail, details))


def _parse(model: type[M], raw: bytes, context: Context) -> M:
    faults: tuple[Fault, ...]
    try:
        value = model.model_validate_json(raw, context=context)
    except ValidationError as error:
        faults = _not_filled_in(faults_of(error), raw)
    else:
        faults = scan(raw) if repeats_a_key(raw, value) else ()
        if not faults:
            return value
    # Raised out here, so that no trace of the error with the values hangs on to it.
    raise InvalidInput(*_with_keys(faults, raw)[:MAX_FAULTS])


def _with_keys(faults: tuple[Fault, ...], raw: bytes) -> tuple[Fault, ...]:
    """The faults of the keys first; what is not JSON has no keys to look at."""
    if _MALFORMED.intersection(fault.code for fault in faults):
        return faults
    return tuple(dict.fromkeys(scan(raw) + faults))


def _not_filled_in(faults: tuple[Fault, ...], raw: bytes) -> tuple[Fault, ...]:
    """Pydantic tells of a null only that it is no text, no number and so on."""
    if not _KINDS.intersection(fault.code for fault in faults):
        return faults
    body = from_json(raw)
    return tuple(
        Fault(fault.veld, "verplicht") if fault.code in _KINDS and _is_null(body, fault.veld) else fault
        for fault in faults
    )


def _is_null(body: Any, veld: str) -> bool:
    """Whether null stands at this path; the body as a whole has none."""
    for part in veld.split(".") if veld else ():
        if isinstance(body, list) and part.isdigit():
            body = body[int(part)]
        else:
            body = body.get(part, ...) if isinstance(body, dict) else ...
    return bool(veld) and body is None


def _follows(detail: ErrorDetails, details: Sequence[ErrorDetails]) -> bool:
    """A list is measured by its good items only: one whose items were refused is not too short as well."""
    path = detail["loc"]
    return detail["type"] == "too_short" and any(
        len(other["loc"]) > len(path) and other["loc"][: len(path)] == path for other in details
    )


def _fault(detail: ErrorDetails) -> Fault:
    kind, path, context = detail["type"], detail["loc"], detail.get("ctx", {})
    veld = joined(path)
    if kind == "extra_forbidden" and is_forbidden_name(str(path[-1])):
        return Fault(veld, "bsn.verboden")
    if kind == "extra_forbidden" and veld != ".".join(map(str, path)):
        return Fault(veld, "veld.onbekend_hierin")  # its own name stays out of the answer
    if kind == "json_invalid":
        return Fault("", _json_code(str(context.get("error"))))
    if kind in BUILT_IN or "." not in kind:
        params = {_PARAMS[name]: str(value) for name, value in context.items() if name in _PARAMS}
        return Fault(veld, BUILT_IN.get(kind, "veld.vorm"), tuple(params.items()))
    params = {name: str(value) for name, value in context.items()}
    return Fault(veld, kind, tuple(params.items()), bevestigbaar=kind == "bsn.lijkt")


def _changes(patch: bytes) -> dict[str, Any]:
    """The patch as an object; keys that stand twice are refused here, for the merge would hide them."""
    try:
        changes = from_json(patch, allow_inf_nan=False)
    except ValueError as error:
        faults: tuple[Fault, ...] = (Fault("", _json_code(str(error))),)
    else:
        faults = scan(patch)
        if not isinstance(changes, dict):
            faults = (Fault("", "type.object"),)
        elif not faults:
            return changes
    raise InvalidInput(*faults[:MAX_FAULTS])


def _json_code(reason: str) -> str:
    return "json.diepte" if "recursion" in reason else "json.vorm"


def _merged(target: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A null for a field that is not there stays, so that validation still refuses an unknown name."""
    result = dict(target)
    for name, change in changes.items():
        if isinstance(change, dict):
            below = result.get(name)
            result[name] = _merged(below if isinstance(below, dict) else {}, change)
        elif change is None and name in result:
            del result[name]
        else:
            result[name] = change
    return result


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list | tuple):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(item)
