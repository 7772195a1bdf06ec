"""Every error is drawn in the tree of errors.py and has an answer in one file."""

import pytest

from chalicelib import errors
from chalicelib.handlers.problems import ANSWERS, INTERNAL
from tests.architecture.source import import_all, subclasses

# Never shown as what they are: the caller decides again, or it is nobody's business outside.
HIDDEN: tuple[type[errors.BrokerError], ...] = (errors.Replayed, errors.Undecryptable, errors.PurposeRefused)


def all_errors() -> list[type[errors.BrokerError]]:
    import_all()
    return sorted(subclasses(errors.BrokerError), key=lambda found: found.__name__)


@pytest.mark.parametrize("error", all_errors(), ids=lambda error: error.__name__)
def test_every_error_has_an_answer(error: type[errors.BrokerError]) -> None:
    assert error in ANSWERS


@pytest.mark.parametrize("error", all_errors(), ids=lambda error: error.__name__)
def test_every_error_is_defined_and_drawn_in_one_file(error: type[errors.BrokerError]) -> None:
    assert error.__module__ == errors.__name__
    assert f"── {error.__name__} " in (errors.__doc__ or "")


def test_no_answer_is_for_an_error_that_is_gone() -> None:
    assert set(ANSWERS) <= {errors.BrokerError, *all_errors()}


@pytest.mark.parametrize("error", HIDDEN, ids=lambda error: error.__name__)
def test_an_internal_error_is_a_bland_500(error: type[errors.BrokerError]) -> None:
    assert ANSWERS[error] is INTERNAL
    assert INTERNAL.status == 500
