"""Under noise the verifier of signatures knows two answers; `python -m bench --only signatures` tries a million."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import pytest

from chalicelib.adapters.signatures import StandardWebhooks
from tests.unit.signature_fuzz import CHANGES, inputs, verdict, verdicts

EACH = 2000


@pytest.mark.parametrize("seed", range(4))
def test_noise_is_accepted_or_refused_alike(seed: int) -> None:
    """Nothing but an acceptance or the one refusal, and neither of them wrongly."""
    found = verdicts(seed, EACH)
    assert set(found) == {"accepted", "refused"}
    assert found["accepted"] > EACH / 10
    assert found["refused"] > EACH / 2


def test_the_noise_repeats_and_varies() -> None:
    assert list(inputs(1, 50)) == list(inputs(1, 50))
    assert list(inputs(1, 50)) != list(inputs(2, 50))
    assert len(CHANGES) == 13


class Lenient(StandardWebhooks):
    def verify(self, secrets: Sequence[str], headers: Mapping[str, str], body: bytes, now: datetime) -> str:
        return headers.get("webhook-id", "")


class Fragile(StandardWebhooks):
    def verify(self, secrets: Sequence[str], headers: Mapping[str, str], body: bytes, now: datetime) -> str:
        raise UnicodeEncodeError("ascii", "x", 0, 1, "x")


@pytest.mark.parametrize(
    ("verifier", "seen"), [(Lenient(), "wrongly accepted"), (Fragile(), "raised UnicodeEncodeError")]
)
def test_a_verifier_that_is_wrong_is_seen(verifier: StandardWebhooks, seen: str) -> None:
    assert seen in {verdict(given, verifier) for given in inputs(1, 100)}
