"""JSON schemas as tables for a reader, and JSON as an example."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Schema = Mapping[str, Any]

FORMATS = {"date": "date, `2026-11-22`", "date-time": "time, `2026-11-22T14:00:00Z`"}
TYPES = {"string": "text", "integer": "integer", "boolean": "true or false"}


def example(value: object) -> str:
    return f"```json\n{json.dumps(value, indent=2, ensure_ascii=False)}\n```"


def table(heading: Sequence[str], rows: Iterator[Sequence[str]] | Sequence[Sequence[str]]) -> str:
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def fields(schema: Schema) -> str:
    """A row for each field of an object, with what is below it under its path."""
    rows = list(_rows(schema, schema.get("$defs", {}), ""))
    return table(("Field", "Needed", "Form"), rows) if rows else "No fields beside these."


def _rows(schema: Schema, defs: Mapping[str, Any], path: str) -> Iterator[tuple[str, str, str]]:
    required = set(schema.get("required", ()))
    for name, given in schema.get("properties", {}).items():
        field = _resolved(given, defs)
        place = f"{path}{name}"
        yield f"`{place}`", "yes" if name in required else "no", _form(field, defs)
        yield from _rows(field, defs, f"{place}.")
        if field.get("type") == "array":
            yield from _rows(_resolved(field.get("items", {}), defs), defs, f"{place}[].")


def _resolved(field: Schema, defs: Mapping[str, Any]) -> Schema:
    """What a reference points at; of "this or nothing" this."""
    if "$ref" in field:
        return _resolved(defs[field["$ref"].rpartition("/")[2]], defs)
    kinds = [one for one in field.get("anyOf", ()) if one.get("type") != "null"]
    return _resolved(kinds[0], defs) if len(kinds) == 1 else field


def _form(field: Schema, defs: Mapping[str, Any]) -> str:
    if "const" in field:
        return f"`{field['const']}`"
    if "enum" in field:
        return ", ".join(f"`{one}`" for one in field["enum"])
    if field.get("type") == "array":
        return f"list of {_form(_resolved(field.get('items', {}), defs), defs)}{_bounds(field, 'minItems', 'maxItems')}"
    if field.get("type") == "string":
        return _text(field)
    if isinstance(field.get("type"), list):
        return ", ".join(TYPES.get(one, one) for one in field["type"])
    return f"{field.get('type', 'any')}{_bounds(field, 'minimum', 'maximum')}"


def _text(field: Schema) -> str:
    if "format" in field:
        return FORMATS.get(field["format"], str(field["format"]))
    pattern = f", `{field['pattern']}`" if "pattern" in field and "\\x" not in field["pattern"] else ""
    return f"text{_bounds(field, 'minLength', 'maxLength')}{pattern}"


def _bounds(field: Schema, least: str, most: str) -> str:
    if least in field and most in field:
        return f", {field[least]} to {field[most]}"
    if least in field:
        return f", at least {field[least]}"
    return f", at most {field[most]}" if most in field else ""
