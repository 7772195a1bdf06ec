"""
The form of each answer on the portal, drawn from the model that takes the answer in: no list of fields of its own.

What a value looks like to a person (`data-vorm`) follows from its schema; the page makes of it what the model reads.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

from pydantic import TypeAdapter

from chalicelib.domain.callback import DATA_OF, CallbackSoort, Gegevens
from chalicelib.domain.money import Bedrag, Rente
from chalicelib.domain.verstrekking import VERLOOP, VerstrekkingStatus
from chalicelib.handlers.portaal_teksten import FOUTEN, HINTS, SOORTEN, keuze, label
from chalicelib.handlers.veldnamen import NAMEN

Schema = Mapping[str, Any]
SHORT = 200  # characters that still fit on a line or two; a longer text gets a larger box
UNITS: Mapping[str, str] = {"bedrag": "in euro", "procent": "in %"}
# What the page fills in itself: the address says which Verstrekking, and which version, it is about.
NOT_ASKED = frozenset(Gegevens.model_fields)


@dataclass(frozen=True)
class Veld:
    """One field of an answer: `pad` is its place in `data`, with # for the number of a line in a list."""

    pad: str
    schema: Schema
    nodig: bool
    soort: CallbackSoort

    @property
    def naam(self) -> str:
        return self.pad.rpartition(".")[2]

    @property
    def id(self) -> str:
        return f"{self.soort}-{self.pad}".replace(".", "-")

    @property
    def vorm(self) -> str:
        if "items" in self.schema:
            return "lijst"
        if self.schema.get("type") == "integer":
            return "getal"
        if self.schema.get("format") == "date":
            return "datum"
        return _shapes().get(self.schema.get("pattern", ""), "tekst")


def fields_of(soort: CallbackSoort) -> list[Veld]:
    """The fields that a person fills in for this kind of answer, in the order of the model."""
    schema = DATA_OF[soort].model_json_schema()
    return [veld for veld in _fields(schema, schema.get("$defs", {}), "", soort) if veld.naam not in NOT_ASKED]


def lines_of(lijst: Veld) -> list[Veld]:
    """The fields of one line of a list."""
    schema = DATA_OF[lijst.soort].model_json_schema()
    defs = schema.get("$defs", {})
    return list(_fields(_resolved(lijst.schema["items"], defs), defs, f"{lijst.pad}.#.", lijst.soort))


def options() -> str:
    """Each kind of answer, with the states in which it can be given."""
    return "".join(
        f'<option value="{soort}" data-bij="{" ".join(states_for(soort))}">{escape(naam)}</option>'
        for soort, (naam, _) in SOORTEN.items()
    )


def states_for(soort: CallbackSoort) -> list[str]:
    """Where the edges lead on to what this answer makes of it; what is said of an Offerte needs one."""
    end = _LEADS_TO.get(soort)
    if end is None:
        return [VerstrekkingStatus.OFFERTE_ONTVANGEN]
    return [start for start in VerstrekkingStatus if end in VERLOOP.edges.get(start, frozenset())]


def fieldsets() -> str:
    return "".join(_fieldset(soort) for soort in SOORTEN)


@cache
def _shapes() -> Mapping[str, str]:
    """What a person writes otherwise than the model reads it, by the pattern of that."""
    shapes = {"bedrag": TypeAdapter(Bedrag), "procent": TypeAdapter(Rente)}
    return {adapter.json_schema()["pattern"]: vorm for vorm, adapter in shapes.items()}


_S = VerstrekkingStatus
_LEADS_TO: Mapping[CallbackSoort, VerstrekkingStatus] = {
    CallbackSoort.ONTVANGEN: _S.ONTVANGEN,
    CallbackSoort.IN_BEOORDELING: _S.IN_BEOORDELING,
    CallbackSoort.INFORMATIE_GEVRAAGD: _S.INFORMATIE_GEVRAAGD,
    CallbackSoort.OFFERTE_UITGEBRACHT: _S.OFFERTE_ONTVANGEN,
    CallbackSoort.AFGEWEZEN: _S.AFGEWEZEN,
    CallbackSoort.NIET_TE_VERWERKEN: _S.NIET_TE_VERWERKEN,
}


def _fields(schema: Schema, defs: Schema, before: str, soort: CallbackSoort) -> Iterator[Veld]:
    needed = schema.get("required", ())
    for name, given in schema["properties"].items():
        yield Veld(before + name, _resolved(given, defs), name in needed, soort)


def _resolved(field: Schema, defs: Schema) -> Schema:
    """What a reference points at; of "this or nothing" this."""
    if "$ref" in field:
        return _resolved(defs[field["$ref"].rpartition("/")[2]], defs)
    kinds = [one for one in field.get("anyOf", ()) if one.get("type") != "null"]
    return _resolved(kinds[0], defs) if kinds else field


def _fieldset(soort: CallbackSoort) -> str:
    naam, uitleg = SOORTEN[soort]
    drawn = "".join(_list(veld) if veld.vorm == "lijst" else _field(veld) for veld in fields_of(soort))
    return (
        f'<fieldset data-soort="{soort}" hidden disabled><legend>{escape(naam)}</legend>'
        f"<p>{escape(uitleg)}</p>{drawn}</fieldset>"
    )


def _list(lijst: Veld) -> str:
    """Lines that the page adds and takes away; the first is there from the start."""
    line = "".join(map(_field, lines_of(lijst)))
    return (
        f'<div data-lijst="{lijst.pad}" data-meest="{lijst.schema["maxItems"]}"><template>'
        f'<div class="regel" role="group" aria-label="Vraag #">{line}'
        '<button type="button" class="licht" data-weg>Vraag # weghalen</button></div></template>'
        '<div class="regels"></div><button type="button" class="licht" data-meer>Nog een vraag</button></div>'
    )


def _field(veld: Veld) -> str:
    hint = HINTS.get(veld.naam, "")
    unit = f" {UNITS[veld.vorm]}" if veld.vorm in UNITS else ""
    extra = "" if veld.nodig else ' <span class="licht">(niet verplicht)</span>'
    told = f'<p class="hint" id="{veld.id}-hint">{escape(hint)}</p>' if hint else ""
    described = f"{veld.id}-hint {veld.id}-fout" if hint else f"{veld.id}-fout"
    return (
        f'<div class="veld"><label for="{veld.id}">{escape(label(veld.naam))}{unit}{extra}</label>{told}'
        f'<p class="fout" id="{veld.id}-fout" hidden></p>{_control(veld, described)}</div>'
    )


def _control(veld: Veld, described: str) -> str:
    given = {"id": veld.id, "name": veld.pad, "data-vorm": veld.vorm, "aria-describedby": described, **_rules(veld)}
    if veld.nodig:
        given |= {"aria-required": "true", "data-leeg": _empty(veld)}
    if "enum" in veld.schema:
        none = f'<option value="">{"Kies" if veld.nodig else "Geen"}</option>'
        chosen = "".join(f'<option value="{one}">{escape(keuze(one))}</option>' for one in veld.schema["enum"])
        return f"<select{_written(given)}>{none}{chosen}</select>"
    if veld.schema.get("maxLength", 0) > SHORT:
        return f'<textarea rows="4"{_written(given)}></textarea>'
    return f"<input{_written(given)}>"


def _rules(veld: Veld) -> dict[str, str]:
    """What the page checks before it sends; the model checks it again."""
    schema, vorm = veld.schema, veld.vorm
    if "enum" in schema:
        return {}
    if vorm == "datum":
        return {"type": "date", "data-fout": FOUTEN[vorm]}
    rules = {"autocomplete": "off", "data-fout": FOUTEN.get(veld.naam, FOUTEN[vorm])}
    if vorm == "getal":
        bounds = {"min": str(schema["minimum"]), "max": str(schema["maximum"])}
        least, most = ({f"data-{name}": bound} for name, bound in bounds.items())
        return {**rules, "inputmode": "numeric", **least, **most, "data-fout": FOUTEN[vorm].format_map(bounds)}
    if vorm in UNITS:
        rules["inputmode"] = "decimal"
    if "maxLength" in schema:
        rules["maxlength"] = str(schema["maxLength"])
    return {**rules, "data-patroon": schema["pattern"]} if "pattern" in schema else rules


def _empty(veld: Veld) -> str:
    naam = NAMEN.get(veld.naam, label(veld.naam).lower())
    if "enum" in veld.schema:
        return f"Kies {naam}."
    return "Vul uw vraag in." if veld.naam == "omschrijving" else f"Vul {naam} in."


def _written(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{escape(text)}"' for name, text in attributes.items())
