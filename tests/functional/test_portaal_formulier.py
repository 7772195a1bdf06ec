"""The form of the portal asks what the models take in, with a name, a place for its fault, and every choice."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from chalicelib.domain.callback import DATA_OF, CallbackSoort, Gegevens
from chalicelib.handlers import portaal_antwoord, portaal_script
from chalicelib.handlers.portaal_formulier import Veld, fields_of, lines_of
from chalicelib.handlers.portaal_pagina import page
from chalicelib.handlers.portaal_teksten import FOUTEN, HINTS, SOORTEN, keuze
from chalicelib.handlers.schemas.examples.berichten import CALLBACKS
from chalicelib.handlers.veldnamen import NAMEN

SCRIPT = portaal_script.SCRIPT + portaal_antwoord.SCRIPT


class Page(HTMLParser):
    """Every element with its attributes; of a select the choices, of a fieldset the kind of answer it is for."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.labels: list[str] = []
        self.fields: list[dict[str, str]] = []
        self.asked: dict[str, list[str]] = {}
        self.choices: dict[str, list[str]] = {}
        self._kind = self._select = ""
        self.feed(page())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids += [given["id"]] if "id" in given else []
        self.labels += [given["for"]] if tag == "label" else []
        if tag == "fieldset":
            self._kind = given["data-soort"]
            self.asked[self._kind] = []
        if tag in {"input", "select", "textarea"}:
            self.fields.append(given)
            self.asked.get(self._kind, []).append(given["name"])
            self._select = given["id"]
        if tag == "option":
            self.choices.setdefault(self._select, []).append(given["value"])


@pytest.fixture(scope="module")
def drawn() -> Page:
    return Page()


def _asked(soort: CallbackSoort) -> list[Veld]:
    """Every field a person fills in; of a list those of its lines."""
    return [one for veld in fields_of(soort) for one in (lines_of(veld) if veld.vorm == "lijst" else [veld])]


def test_every_kind_of_answer_has_a_form(drawn: Page) -> None:
    assert set(SOORTEN) == set(CallbackSoort)
    assert set(drawn.asked) == {*CallbackSoort}
    assert drawn.choices["soort"] == ["", *CallbackSoort]


@pytest.mark.parametrize("soort", CallbackSoort)
def test_a_form_asks_what_its_model_takes(drawn: Page, soort: CallbackSoort) -> None:
    """All of it but the ids, which the page knows."""
    expected = set(DATA_OF[soort].model_fields) - set(Gegevens.model_fields)
    assert {name.partition(".")[0] for name in drawn.asked[soort]} == expected
    assert {veld.naam for veld in fields_of(soort) if veld.nodig} == {
        name for name in expected if DATA_OF[soort].model_fields[name].is_required()
    }


@pytest.mark.parametrize("soort", CallbackSoort)
def test_a_form_can_say_what_the_examples_say(drawn: Page, soort: CallbackSoort) -> None:
    data = {name: value for name, value in CALLBACKS[soort]["data"].items() if name not in Gegevens.model_fields}
    assert set(_paths(data)) <= set(drawn.asked[soort])


def _paths(value: Any, path: str = "") -> list[str]:
    """Where its leaves stand, with # for the number of a line."""
    if isinstance(value, dict):
        return [found for name, one in value.items() for found in _paths(one, f"{path}.{name}" if path else name)]
    if isinstance(value, list):
        return [found for one in value for found in _paths(one, f"{path}.#")]
    return [path]


def test_every_field_has_a_label_and_a_place_for_its_fault(drawn: Page) -> None:
    assert sorted(field["id"] for field in drawn.fields) == sorted(drawn.labels)
    assert len(drawn.ids) == len(set(drawn.ids))
    told = {one for field in drawn.fields for one in field["aria-describedby"].split()}
    assert told <= set(drawn.ids)
    assert {field["id"] + "-fout" for field in drawn.fields} <= told


def test_a_fault_of_a_password_finds_its_field(drawn: Page) -> None:
    """The broker names the field as its body does; a fault of any other name stands above the form alone."""
    named = {field["id"]: field["name"] for field in drawn.fields}
    assert (named["nieuwwachtwoord"], named["hersteladres"]) == ("wachtwoord", "schermnaam")


def test_times_are_those_of_amsterdam_in_any_browser() -> None:
    assert 'timeZone: "Europe/Amsterdam"' in SCRIPT


def test_every_field_can_say_what_is_wrong_with_it(drawn: Page) -> None:
    asked = [field for field in drawn.fields if "data-vorm" in field]
    assert [field["id"] for field in asked if "aria-required" in field and not field.get("data-leeg")] == []
    assert [field["id"] for field in asked if field["id"] not in drawn.choices and not field.get("data-fout")] == []
    assert [field["data-fout"] for field in asked if "{" in field.get("data-fout", "")] == []


@pytest.mark.parametrize("soort", CallbackSoort)
def test_every_choice_of_a_model_can_be_made(drawn: Page, soort: CallbackSoort) -> None:
    for veld in _asked(soort):
        if "enum" in veld.schema:
            assert drawn.choices[veld.id] == ["", *map(str, veld.schema["enum"])]
            assert all(keuze(one)[0].isupper() or keuze(one)[0].isdigit() for one in veld.schema["enum"])


def test_every_shape_of_a_field_can_be_read(drawn: Page) -> None:
    """The page has a way to read each, and a text for what it cannot read."""
    shapes = {field["data-vorm"] for field in drawn.fields if "data-vorm" in field}
    readers = set(re.findall(r"^  (\w+): \(?(?:tekst|\w+, veld)", SCRIPT, flags=re.MULTILINE))
    assert shapes == readers == {"tekst", "getal", "datum", "bedrag", "procent"}
    assert shapes <= set(FOUTEN)


def test_nothing_is_told_of_a_field_that_is_not_there(drawn: Page) -> None:
    names = {name.rpartition(".")[2] for asked in drawn.asked.values() for name in asked}
    assert set(HINTS) <= names <= set(NAMEN)


def test_the_page_uses_only_elements_that_it_has(drawn: Page) -> None:
    called = set(re.findall(r'\$\("(\w+)"\)', SCRIPT)) | set(re.findall(r'(?:bij|knop)\("(\w+)"', SCRIPT))
    assert sorted(called - set(drawn.ids)) == []
