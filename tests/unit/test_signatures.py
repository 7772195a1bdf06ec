"""Standard Webhooks 1.0, both ways: one acceptance, one refusal, nothing in between."""

import base64
import hmac
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from chalicelib.adapters.signatures import StandardWebhooks
from chalicelib.errors import BadSignature

NOW = datetime(2027, 6, 1, 12, 0, tzinfo=UTC)
BODY = b'{"type":"aanvraag.ontvangen","data":{}}'
SIGNATURES = StandardWebhooks()
SECRET = StandardWebhooks(entropy=lambda length: bytes(range(length))).new_secret()
OTHER = StandardWebhooks(entropy=lambda length: bytes(range(length, 2 * length))).new_secret()

# From the test suites of the Standard Webhooks libraries.
VECTOR_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # pragma: allowlist secret
VECTOR_ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
VECTOR_TIME = datetime.fromtimestamp(1614265330, tz=UTC)
VECTOR_BODY = b'{"test": 2432232314}'
VECTOR_SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def _signed(*secrets: str, now: datetime = NOW, body: bytes = BODY) -> dict[str, str]:
    headers = dict(SIGNATURES.sign(secrets or (SECRET,), "bericht-1", now, body))
    return {name: value for name, value in headers.items() if name.startswith("webhook-")}


def _refused(headers: dict[str, str], *secrets: str, body: bytes = BODY, now: datetime = NOW) -> bool:
    with pytest.raises(BadSignature) as refusal:
        SIGNATURES.verify(secrets or (SECRET,), headers, body, now)
    return refusal.value.args == () and refusal.value.__cause__ is None


def _signature(message_id: str, timestamp: str) -> str:
    """A right signature over whatever stands in the headers: only the grammar can still refuse it."""
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    digest = hmac.digest(key, f"{message_id}.{timestamp}.".encode() + BODY, "sha256")
    return f"v1,{base64.b64encode(digest).decode()}"


def test_the_vector_of_the_specification_fits() -> None:
    headers = dict(SIGNATURES.sign([VECTOR_SECRET], VECTOR_ID, VECTOR_TIME, VECTOR_BODY))
    assert headers == {
        "webhook-id": VECTOR_ID,
        "webhook-timestamp": "1614265330",
        "webhook-signature": VECTOR_SIGNATURE,
        "content-type": "application/json",
    }
    assert SIGNATURES.verify([VECTOR_SECRET], headers, VECTOR_BODY, VECTOR_TIME) == VECTOR_ID


def test_the_library_reads_what_we_sign() -> None:
    """A Kredietverstrekker that uses the public library accepts our messages, and we accept its."""
    now = datetime.now(UTC)
    Webhook(SECRET).verify(BODY, _signed(now=now))
    theirs = Webhook(SECRET).sign("bericht-2", NOW, BODY.decode())
    headers = {
        "webhook-id": "bericht-2",
        "webhook-timestamp": str(int(NOW.timestamp())),
        "webhook-signature": theirs,
    }
    assert SIGNATURES.verify([SECRET], headers, BODY, NOW) == "bericht-2"


def test_a_new_secret_is_32_random_bytes() -> None:
    assert StandardWebhooks(entropy=bytes).new_secret() == "whsec_" + base64.b64encode(bytes(32)).decode()
    assert len({SIGNATURES.new_secret() for _ in range(50)}) == 50


def test_the_zone_of_the_clock_changes_nothing() -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert _signed(now=elsewhere) == _signed(now=NOW)


def test_two_secrets_make_two_signatures() -> None:
    headers = _signed(SECRET, OTHER)
    assert len(headers["webhook-signature"].split(" ")) == 2
    for secret in (SECRET, OTHER):
        assert SIGNATURES.verify([secret], headers, BODY, NOW) == "bericht-1"


def test_either_of_two_secrets_is_accepted() -> None:
    for secret in (SECRET, OTHER):
        assert SIGNATURES.verify([SECRET, OTHER], _signed(secret), BODY, NOW) == "bericht-1"


def test_no_secret_accepts_nothing_at_all() -> None:
    with pytest.raises(BadSignature):
        SIGNATURES.verify([], _signed(), BODY, NOW)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_====", "whsec_!!!!", SECRET[6:], SECRET[:-1], "whsec_AAAA"])
def test_a_malformed_secret_neither_signs_nor_fits(secret: str) -> None:
    """A lenient decoder makes an empty key of these, with which anybody can sign."""
    empty = hmac.digest(b"", b"bericht-1.%d." % NOW.timestamp() + BODY, "sha256")
    headers = {**_signed(), "webhook-signature": f"v1,{base64.b64encode(empty).decode()}"}
    assert _refused(headers, secret)
    with pytest.raises(ValueError, match="whsec_"):
        SIGNATURES.sign([secret], "bericht-1", NOW, BODY)


def test_signing_needs_a_secret_and_an_id() -> None:
    for secrets, message_id in (((), "bericht-1"), ((SECRET,), ""), ((SECRET,), "a b"), ((SECRET,), "a\r\nb")):
        with pytest.raises(ValueError, match="needs"):
            SIGNATURES.sign(secrets, message_id, NOW, BODY)


def test_other_bytes_or_another_secret_are_refused() -> None:
    assert _refused(_signed(), body=BODY + b" ")
    assert _refused(_signed(), OTHER)
    assert _refused({**_signed(), "webhook-id": "bericht-2"})
    assert _refused({**_signed(), "webhook-timestamp": str(int(NOW.timestamp()) + 1)})


def test_a_body_outside_utf_8_is_verified_as_bytes() -> None:
    body = b"\xff\xfe\x00"
    assert SIGNATURES.verify([SECRET], _signed(body=body), body, NOW) == "bericht-1"


@pytest.mark.parametrize("seconds", [-300, -299.999999, -1, 0, 1, 299.999999, 300])
def test_five_minutes_either_way_are_accepted(seconds: float) -> None:
    assert SIGNATURES.verify([SECRET], _signed(), BODY, NOW + timedelta(seconds=seconds)) == "bericht-1"


@pytest.mark.parametrize("seconds", [-86400, -301, -300.000001, 300.000001, 301, 86400])
def test_an_older_or_later_message_is_refused(seconds: float) -> None:
    assert _refused(_signed(), now=NOW + timedelta(seconds=seconds))


def test_header_names_come_in_any_case() -> None:
    headers = {name.title(): value for name, value in _signed().items()}
    assert SIGNATURES.verify([SECRET], headers | {"Accept": "*/*"}, BODY, NOW) == "bericht-1"


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_or_repeated_header_is_refused(name: str) -> None:
    headers = _signed()
    assert _refused({**headers, name.upper(): headers[name]})
    assert _refused({**headers, name: f"{headers[name]},{headers[name]}"})
    assert _refused({**headers, name: f"{headers[name]}, {headers[name]}"})
    assert _refused({other: value for other, value in headers.items() if other != name})
    assert _refused({**headers, name: ""})


@pytest.mark.parametrize(
    "timestamp",
    ["0{}", "+{}", " {}", "{} ", "{}.0", "{}.5", "{}e0", "0x{}", "{}\n", "-{}", "{}_0", "{}000", "nan", "inf", "1e9",
     "0", "9" * 400],
)  # fmt: skip
def test_a_timestamp_in_another_spelling_is_refused(timestamp: str) -> None:
    written = timestamp.format(int(NOW.timestamp()))
    headers = {**_signed(), "webhook-timestamp": written, "webhook-signature": _signature("bericht-1", written)}
    assert _refused(headers)


def test_digits_outside_ascii_are_refused() -> None:
    written = "".join(chr(0x0660 + int(digit)) for digit in str(int(NOW.timestamp())))
    headers = {**_signed(), "webhook-timestamp": written, "webhook-signature": _signature("bericht-1", written)}
    assert _refused(headers)


@pytest.mark.parametrize("message_id", ["a b", "a/b", "a\n", "\u00e9", "a,b", "a:b", "x" * 129, " a"])
def test_an_id_outside_the_grammar_is_refused(message_id: str) -> None:
    timestamp = str(int(NOW.timestamp()))
    headers = {**_signed(), "webhook-id": message_id, "webhook-signature": _signature(message_id, timestamp)}
    assert _refused(headers)


@pytest.mark.parametrize("message_id", ["a", "x" * 128, "vst_0-9.AZ"])
def test_an_id_within_the_grammar_is_accepted(message_id: str) -> None:
    headers = dict(SIGNATURES.sign([SECRET], message_id, NOW, BODY))
    assert SIGNATURES.verify([SECRET], headers, BODY, NOW) == message_id


@pytest.mark.parametrize(
    "form",
    ["{0} ", " {0}", "{0}  {0}", "{0}\t{0}", "{0},", "{0}=", "{1}", "v1,{2}", "v1, {2}=", "V1,{2}=", "v1,{2}%3D",
     "v1{2}=", "v1,{2}=\n", "v1,", "v1", ",", "{0} junk", "{0} v1a", "{0} v1a,", "{0} v1a,!!", "{0} v2,a b",
     "{0} va,AAAA", "v1,v1,{2}=", "{0} v1,AAAA", "v1,*{2}=", "v1,{2}==", "v01,{2}=", "v2,{2}="],
)  # fmt: skip
def test_a_signature_list_outside_the_grammar_is_refused(form: str) -> None:
    right = _signed()["webhook-signature"]
    bare = right.removeprefix("v1,")
    assert _refused({**_signed(), "webhook-signature": form.format(right, bare, bare.removesuffix("="))})


def test_base64_with_loose_bits_is_refused() -> None:
    """The last digit carries four bits and two zeros; a lenient decoder takes four spellings of one signature."""
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    right = _signed()["webhook-signature"]
    last = digits.index(right[-2])
    for loose in (1, 2, 3):
        assert _refused({**_signed(), "webhook-signature": f"{right[:-2]}{digits[last + loose]}="})


def test_at_most_eight_signatures_are_read() -> None:
    right = _signed()["webhook-signature"]
    wrong = _signed(OTHER)["webhook-signature"]
    eight = " ".join([wrong] * 7 + [right])
    assert SIGNATURES.verify([SECRET], {**_signed(), "webhook-signature": eight}, BODY, NOW)
    assert _refused({**_signed(), "webhook-signature": f"{wrong} {eight}"})


def test_other_versions_stand_by_unread() -> None:
    right = _signed()["webhook-signature"]
    ed25519 = f"v1a,{base64.b64encode(bytes(64)).decode()}"
    headers = {**_signed(), "webhook-signature": f"{ed25519} {right} v2,AAAA"}
    assert SIGNATURES.verify([SECRET], headers, BODY, NOW) == "bericht-1"
    assert _refused({**_signed(), "webhook-signature": ed25519})


HEADER_VALUES = st.one_of(
    st.text(max_size=200),
    st.from_regex(r"[A-Za-z0-9_.-]{1,130}", fullmatch=True),
    st.from_regex(r"[+-]?[0-9]{1,14}(\.[0-9]+)?", fullmatch=True),
    st.from_regex(r"(v[0-9][a-z]?,[A-Za-z0-9+/]{40,46}={0,3} ?){1,9}", fullmatch=True),
    st.sampled_from(list(_signed().values())),
)
HEADER_NAMES = st.sampled_from(["webhook-id", "Webhook-Id", "webhook-timestamp", "webhook-signature", "x"])


@given(st.dictionaries(HEADER_NAMES, HEADER_VALUES), st.binary(max_size=64), st.lists(st.text(max_size=60), max_size=3))
def test_nothing_but_refusal_comes_of_noise(headers: dict[str, str], body: bytes, secrets: list[str]) -> None:
    for known in ([SECRET], secrets):
        with pytest.raises(BadSignature):
            SIGNATURES.verify(known, headers, body + b"#", NOW)


@given(st.data())
def test_any_change_of_one_character_is_refused(data: st.DataObject) -> None:
    """Each accepted message has one spelling."""
    headers = _signed()
    name = data.draw(st.sampled_from(sorted(headers)))
    place = data.draw(st.integers(0, len(headers[name]) - 1))
    sign = data.draw(st.characters().filter(lambda sign: sign != headers[name][place]))
    changed = headers[name][:place] + sign + headers[name][place + 1 :]
    assert _refused({**headers, name: changed})


@given(st.binary(max_size=2000), st.integers(-300, 300), st.integers(0, 3))
def test_what_was_signed_is_always_accepted(body: bytes, seconds: int, extra: int) -> None:
    secrets = [OTHER] * extra + [SECRET]
    headers = _signed(*secrets, body=body)
    assert SIGNATURES.verify([SECRET], headers, body, NOW + timedelta(seconds=seconds)) == "bericht-1"
