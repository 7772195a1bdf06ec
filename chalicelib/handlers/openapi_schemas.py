"""The schemas of the document: what pydantic draws of every model that goes in or out, and the few that it cannot."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic.json_schema import GenerateJsonSchema, models_json_schema
from pydantic_core import CoreSchema

from chalicelib.domain.callback import CallbackSoort, message_model
from chalicelib.domain.model import Model
from chalicelib.handlers.openapi_texts import FIELDS
from chalicelib.handlers.route import Route
from chalicelib.handlers.schemas.problemen import Probleem

Mode = Literal["validation", "serialization"]
Key = tuple[type[Model], Mode]
Schema = dict[str, Any]

PLACE = "#/components/schemas/"
CALLBACK = "Callback"
PATCHED = "-Wijziging"
PROBLEM: Key = (Probleem, "serialization")


class _Untitled(GenerateJsonSchema):
    """A title per field would only repeat its name."""

    def field_title_should_be_set(self, schema: CoreSchema | Any) -> bool:  # noqa: ARG002 - the signature is pydantic's
        return False


@dataclass(frozen=True)
class Schemas:
    """`components` by name, and how to point at the one of a model."""

    components: Mapping[str, Schema]
    refs: Mapping[Key, Schema]

    def request(self, model: type[Model]) -> Schema:
        return self.refs[model, "validation"]

    def answer(self, model: type[Model]) -> Schema:
        return self.refs[model, "serialization"]

    def merge(self, model: type[Model]) -> Schema:
        return {"$ref": self.request(model)["$ref"].removesuffix("-Input") + PATCHED}

    @property
    def callback(self) -> Schema:
        return {"$ref": PLACE + CALLBACK}


def draw_schemas(routes: Collection[Route]) -> Schemas:
    """A schema for each model that these routes take or give, with everything below it."""
    keys: list[Key] = sorted({*_keys(routes), PROBLEM}, key=lambda key: (key[0].__name__, key[1]))
    places, drawn = models_json_schema(keys, ref_template=PLACE + "{model}", schema_generator=_Untitled)
    refs = {key: places[key] for key in keys}
    components: dict[str, Schema] = drawn["$defs"]
    for schema in components.values():
        _in_dutch(schema)
    for route in routes:
        if route.merge is not None:
            _patch(components, _name(refs[route.merge, "validation"]))
    if any(route.takes_message for route in routes):
        components[CALLBACK] = _callback(components, refs)
    return Schemas(components, refs)


def _keys(routes: Collection[Route]) -> Iterator[Key]:
    for route in routes:
        said = map(message_model, CallbackSoort) if route.takes_message else ()
        asked = (route.body, route.merge, route.asks, *said)
        yield from ((model, "validation") for model in asked if model is not None)
        yield from ((model, "serialization") for model in route.answers.values() if model is not None)


def _in_dutch(schema: Schema) -> None:
    """The docstrings of our models are for who reads the code; what a field means is told in Dutch."""
    schema.pop("description", None)
    for name, field in schema.get("properties", {}).items():
        if name in FIELDS:
            field.setdefault("description", FIELDS[name])


def _patch(components: dict[str, Schema], name: str) -> Schema:
    """
    A merge patch (RFC 7396) on the object `name`: no field is required, null removes one that may be missing.

    A list is replaced as a whole, so what stands in it stays as it is.
    """
    made = name.removesuffix("-Input") + PATCHED
    whole = components[name]
    if made not in components:
        components[made] = patch = {key: part for key, part in whole.items() if key not in {"required", "title"}}
        required = whole.get("required", ())
        patch["properties"] = {
            field: _patched(components, schema, removable=field not in required)
            for field, schema in whole["properties"].items()
        }
        patch |= {"title": made, "description": "Wat u weglaat, blijft staan; met null haalt u een veld leeg."}
    return {"$ref": PLACE + made}


def _patched(components: dict[str, Schema], field: Schema, *, removable: bool) -> Schema:
    options = field.get("anyOf") or [{key: part for key, part in field.items() if key not in _BESIDE}]
    loose = [_patch(components, _name(option)) if _is_object(components, option) else option for option in options]
    if removable and {"type": "null"} not in loose:
        loose.append({"type": "null"})
    told = {"description": field["description"]} if "description" in field else {}
    return {**(loose[0] if len(loose) == 1 else {"anyOf": loose}), **told}


_BESIDE = frozenset({"default", "description"})


def _is_object(components: Mapping[str, Schema], schema: Schema) -> bool:
    return "$ref" in schema and "properties" in components[_name(schema)]


def _callback(components: dict[str, Schema], refs: Mapping[Key, Schema]) -> Schema:
    """Any message of a Kredietverstrekker: `type` says which of them, and each carries one type."""
    places = {soort: refs[message_model(soort), "validation"]["$ref"] for soort in CallbackSoort}
    for soort, place in places.items():
        components[place.removeprefix(PLACE)]["properties"]["type"] = {"type": "string", "const": soort.value}
    components.pop(CallbackSoort.__name__, None)  # nothing points at it any more
    return {
        "title": CALLBACK,
        "oneOf": [{"$ref": place} for place in places.values()],
        "discriminator": {
            "propertyName": "type",
            "mapping": {soort.value: place for soort, place in places.items()},
        },
    }


def _name(ref: Schema) -> str:
    name: str = ref["$ref"].removeprefix(PLACE)
    return name
