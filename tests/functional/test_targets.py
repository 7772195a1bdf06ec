"""Which tests of the contract run where."""

from importlib import import_module

import pytest

from tests.functional.contract_targets import EXCEPTED, PACKAGE, STACK, targets_of


@pytest.mark.parametrize("name", sorted(EXCEPTED))
def test_every_exception_names_a_test(name: str) -> None:
    """One that was renamed would come back unnoticed, with a reason that nobody reads."""
    module, _, test = name.partition("::")
    found = import_module(f"tests.functional.{module}")
    assert not test or hasattr(found, test)
    assert EXCEPTED[name]


def test_only_the_contract_is_tried_twice() -> None:
    assert targets_of("test_contract_dossiers::test_something") == (STACK, PACKAGE)
    assert targets_of("test_contract_races::test_something") == (STACK,)
    assert targets_of("test_concurrency::test_something") == (STACK,)
