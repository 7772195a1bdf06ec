"""Mijn Account: reading and changing one's own data (art. 7 lid 1)."""

import pytest

from chalicelib.domain.gebruiker import Rol
from chalicelib.domain.row import Inhoud
from chalicelib.errors import InvalidInput, StaleVersion
from chalicelib.privacy.bewijs import first_fault
from chalicelib.usecases.create_operator import create_operator
from chalicelib.usecases.read_account import read_account
from chalicelib.usecases.update_account import update_account
from tests.accounts import COMPANY, Bench

OPERATOR = "beheer@example.com"
OPERATOR_PASSWORD = "een wachtwoord voor beheer"


def test_each_reading_leaves_a_trace_with_its_doel() -> None:
    bench = Bench()
    account = bench.confirmed()
    read_account(bench.broker, bench.enter(bench.login()))
    last = bench.evidence(account.id)[-1]
    assert (last.gebeurtenis, last.gegevens["doel"], last.door) == ("inzage", "5.1", account.id)


def test_a_change_replaces_the_content_and_raises_the_version() -> None:
    bench = Bench()
    account = bench.confirmed()
    actor = bench.enter(bench.login())
    changed = update_account(bench.broker, actor, 1, {"naam": "Nieuwe Voorbeeldnaam", "telefoon": None})
    assert (changed.account.versie, changed.inhoud.naam) == (2, "Nieuwe Voorbeeldnaam")
    assert read_account(bench.broker, actor).inhoud == changed.inhoud
    assert changed.inhoud.organisatie == COMPANY
    contents = [row for row in bench.store.rows() if isinstance(row, Inhoud)]
    assert [(row.id, row.revisie) for row in contents] == [(account.id, 2)]


def test_the_trace_of_a_change_names_fields_and_no_values() -> None:
    bench = Bench()
    account = bench.confirmed()
    update_account(bench.broker, bench.enter(bench.login()), 1, {"naam": "Nieuwe Voorbeeldnaam"})
    stukken = bench.evidence(account.id)
    assert stukken[-1].gegevens == {"velden": ("naam",), "versie": 2}
    assert first_fault(bench.account(), stukken) is None


def test_a_change_of_an_older_version_is_refused() -> None:
    bench = Bench()
    bench.confirmed()
    actor = bench.enter(bench.login())
    update_account(bench.broker, actor, 1, {"naam": "Nieuwe Voorbeeldnaam"})
    for versie in (0, 1, 3):
        with pytest.raises(StaleVersion):
            update_account(bench.broker, actor, versie, {"naam": "Andere Voorbeeldnaam"})


def test_a_vendor_cannot_drop_its_organisation() -> None:
    bench = Bench()
    bench.confirmed()
    with pytest.raises(InvalidInput) as error:
        update_account(bench.broker, bench.enter(bench.login()), 1, {"organisatie": None})
    assert error.value.faults[0].code == "organisatie.verplicht"


def test_an_operator_signs_in_with_the_given_roles() -> None:
    bench = Bench()
    account_id = create_operator(bench.broker, OPERATOR, "Voorbeeld Beheer", OPERATOR_PASSWORD, tuple(Rol))
    actor = bench.enter(bench.login(OPERATOR, OPERATOR_PASSWORD))
    assert (actor.account_id, actor.rollen, actor.soort) == (account_id, frozenset(Rol), None)
    assert read_account(bench.broker, actor).inhoud.schermnaam == OPERATOR


def test_making_an_operator_twice_changes_nothing() -> None:
    bench = Bench()
    first = create_operator(bench.broker, OPERATOR, "Voorbeeld Beheer", OPERATOR_PASSWORD, (Rol.BEHEER,))
    again = create_operator(bench.broker, OPERATOR, "Voorbeeld Beheer", "een ander wachtwoord", tuple(Rol))
    assert again == first
    assert bench.account(OPERATOR).rollen == (Rol.BEHEER,)
    assert bench.login(OPERATOR, OPERATOR_PASSWORD)
