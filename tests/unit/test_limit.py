"""`?limiet=`: a number from 1 to its bound, however it is written."""

import pytest

from chalicelib.errors import InvalidInput
from chalicelib.usecases.listing import limit_of


@pytest.mark.parametrize(
    "text", ["0", "101", "000000025100", "000000100999", "0" * 5000 + "5", "-1", "1.0", "\u0665", ""]
)
def test_a_limit_beyond_its_bound_is_refused(text: str) -> None:
    """Found: only the first nine digits were looked at, and the whole number was used."""
    with pytest.raises(InvalidInput):
        limit_of(text)


def test_a_limit_within_its_bound_is_taken() -> None:
    assert [limit_of("1"), limit_of("100"), limit_of("025", 25), limit_of(None)] == [1, 100, 25, 50]
