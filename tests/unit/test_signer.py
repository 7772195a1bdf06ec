"""A key that was replaced: what it signed stays valid, and what nobody of ours signed never is."""

import base64
import json

import jwt
import pytest
from pydantic import ValidationError

from chalicelib.settings import PublicKey, read_settings
from tests.fakes.signer import fake_signer
from tests.package_build import function_environment

TYP = "voorbeeld+jws"


def test_what_an_earlier_key_signed_stays_valid() -> None:
    before = fake_signer()
    signed = before.sign(b"voorbeeld", TYP)
    after = fake_signer(*before.public_keys())
    assert after.verify(signed, TYP) == b"voorbeeld"
    assert after.verify(after.sign(b"nieuw", TYP), TYP) == b"nieuw"


def test_an_earlier_key_that_is_not_named_proves_nothing() -> None:
    signed = fake_signer().sign(b"voorbeeld", TYP)
    assert fake_signer(*fake_signer().public_keys()).verify(signed, TYP) is None


def test_a_key_under_the_name_of_another_proves_nothing() -> None:
    """Whoever signs with a key of their own may call it as ours is called."""
    own, stranger = fake_signer(), fake_signer()
    head, payload, signature = stranger.sign(b"voorbeeld", TYP).split(".")
    renamed = {**jwt.get_unverified_header(f"{head}.{payload}.{signature}"), "kid": own.public_keys()[0]["kid"]}
    head = base64.urlsafe_b64encode(json.dumps(renamed).encode()).rstrip(b"=").decode()
    assert own.verify(f"{head}.{payload}.{signature}", TYP) is None


@pytest.mark.parametrize("text", ["", "a.b", "e30.e30.e30", "\u00eb.e30.e30"])
def test_what_is_no_signature_proves_nothing(text: str) -> None:
    assert fake_signer().verify(text, TYP) is None


def test_the_key_of_now_is_shown_first_and_each_once() -> None:
    first, second = fake_signer(), fake_signer()
    third = fake_signer(*second.public_keys(), *first.public_keys(), *second.public_keys())
    assert third.public_keys()[1:] == (*second.public_keys(), *first.public_keys())
    assert third.public_keys()[0] not in third.public_keys()[1:]


def test_an_earlier_key_needs_no_more_than_its_numbers() -> None:
    """It is named after its thumbprint (RFC 7638), whatever else was copied with it."""
    before = fake_signer()
    [shown] = before.public_keys()
    copied = PublicKey.model_validate(shown).model_dump()
    assert set(copied) == {"kty", "crv", "x", "y"}
    assert fake_signer(copied).public_keys()[1] == shown


def test_an_earlier_key_off_the_curve_is_refused() -> None:
    [shown] = fake_signer().public_keys()
    with pytest.raises(ValueError, match="Invalid EC key"):
        fake_signer({**shown, "y": shown["x"]})


def test_a_stage_names_its_earlier_keys_as_they_were_listed() -> None:
    shown = [dict(key) for key in fake_signer().public_keys()]
    settings = read_settings(function_environment() | {"BROKER_EARLIER_KEYS": json.dumps(shown)})
    assert [key.x for key in settings.earlier_keys] == [shown[0]["x"]]
    assert read_settings(function_environment()).earlier_keys == ()


@pytest.mark.parametrize(
    "given", ["", "{}", '["x"]', '[{"kty":"RSA","n":"x","e":"AQAB"}]', '[{"kty":"EC","crv":"P-256"}]']
)
def test_a_stage_with_an_unreadable_key_does_not_start(given: str) -> None:
    with pytest.raises(ValidationError, match="earlier_keys"):
        read_settings(function_environment() | {"BROKER_EARLIER_KEYS": given})
