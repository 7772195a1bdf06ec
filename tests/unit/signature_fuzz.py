"""Headers and bodies that nobody should send, made of ones that are right; chance is seeded, so a run repeats."""

import base64
import hashlib
import hmac
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from chalicelib.adapters.signatures import StandardWebhooks
from chalicelib.errors import BadSignature
from chalicelib.usecases.ports.signatures import Signatures

NOW = datetime(2027, 6, 1, 12, 0, tzinfo=UTC)
SECOND = int(NOW.timestamp())
VERIFIER: Signatures = StandardWebhooks()
SECRETS = tuple("whsec_" + base64.b64encode(bytes([n]) * 32).decode() for n in range(3))
NAMES = ("webhook-id", "webhook-timestamp", "webhook-signature")
# What decoders, parsers and encoders trip over: signs outside ASCII, half characters, control signs, long runs.
SIGNS = "\x00\t\n\r ,.;:=+-_/\\%\x7f\x80\u0660\uff10\u00e9\ud800\udcff\U0001f511aAzZ019"
TOLERANCE = 300
TOO_OLD, TOO_NEW = SECOND - TOLERANCE - 1, SECOND + TOLERANCE + 1
TIMESTAMPS = (
    "0{}",
    "+{}",
    " {}",
    "{} ",
    "{}.0",
    "{}e0",
    "0x{}",
    "-{}",
    "{}_0",
    "{}\n",
    "{}000",
    "nan",
    "inf",
    "",
    "{0}{0}",
)
LISTS = (
    "{0} ", " {0}", "{0}  {0}", "{0}\t{0}", "{0},", "{0}=", "v1 {0}", "V1{0}", "{0} junk", "{0} v1a,", "{0} v2,a b", "",
    "v1,", ",", "{0} {0} {0} {0} {0} {0} {0} {0} {0}", "v1,{0}", "{0}%3D", "v01{0}", "{0} v1,AAAA", "{0}\x00",
)  # fmt: skip


@dataclass(frozen=True)
class Given:
    """One call of the verifier; `headers` in the order in which they came."""

    headers: dict[str, str]
    body: bytes
    secrets: tuple[str, ...]
    untouched: bool = True


Change = Callable[[random.Random, Given], Given]


def genuine(chance: random.Random) -> Given:
    """A message as a Kredietverstrekker signs it, at any moment that is accepted, with any of its secrets."""
    body = chance.randbytes(chance.choice((0, 1, 40, 400)))
    at = SECOND + chance.choice((-TOLERANCE, 0, TOLERANCE, chance.randint(-TOLERANCE, TOLERANCE)))
    secret = chance.choice(SECRETS[:2])
    return Given(signed(secret, f"msg_{chance.getrandbits(40):x}", str(at), body), body, SECRETS[:2])


def signed(secret: str, message_id: str, timestamp: str, body: bytes) -> dict[str, str]:
    """The headers over whatever stands in them, by the standard library alone."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = f"{message_id}.{timestamp}.".encode(errors="surrogatepass") + body
    signature = base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()
    return dict(zip(NAMES, (message_id, timestamp, f"v1,{signature}"), strict=True))


def _other_sign(chance: random.Random, given: Given) -> Given:
    name = chance.choice(NAMES)
    value = given.headers.get(name, "")
    place = chance.randint(0, len(value))
    kept = value[place + chance.randint(0, 1) :]
    return _with(given, name, value[:place] + chance.choice(SIGNS) + kept)


def _noise(chance: random.Random, given: Given) -> Given:
    length = chance.choice((0, 1, 7, 44, 200, 5000))
    return _with(given, chance.choice(NAMES), "".join(chance.choices(SIGNS, k=length)))


def _other_body(chance: random.Random, given: Given) -> Given:
    place = chance.randint(0, len(given.body))
    return replace(given, body=given.body[:place] + chance.randbytes(chance.randint(1, 3)) + given.body[place:])


def _missing(chance: random.Random, given: Given) -> Given:
    gone = chance.choice(NAMES)
    return replace(given, headers={name: value for name, value in given.headers.items() if name != gone})


def _twice(chance: random.Random, given: Given) -> Given:
    name = chance.choice(NAMES)
    return replace(given, headers={**given.headers, name.upper(): given.headers.get(name, "")})


def _odd_timestamp(chance: random.Random, given: Given) -> Given:
    """Rightly signed over another spelling of the time."""
    return _resigned(given, chance.choice(TIMESTAMPS).format(SECOND))


def _out_of_time(chance: random.Random, given: Given) -> Given:
    return _resigned(given, str(chance.choice((0, 1, TOO_OLD, TOO_NEW, 10**11, 10**12, 10**30))))


def _odd_id(chance: random.Random, given: Given) -> Given:
    """Rightly signed over an id outside the grammar."""
    message_id = chance.choice(("", "x" * 129, "a b", "a,b", "\ud800", "\u00e9", "a\r\nb", "a.b\x00"))
    return replace(given, headers=signed(SECRETS[0], message_id, str(SECOND), given.body))


def _odd_list(chance: random.Random, given: Given) -> Given:
    return _with(given, NAMES[2], chance.choice(LISTS).format(given.headers.get(NAMES[2], "")))


def _loose_bits(chance: random.Random, given: Given) -> Given:
    """Base64 that decodes to the same bytes and is spelled otherwise."""
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    value = given.headers.get(NAMES[2], "")
    if len(value) < len("v1,A=") or value[-2] not in digits:
        return given
    last = digits.index(value[-2]) // 4 * 4 + chance.randint(1, 3)
    return _with(given, NAMES[2], f"{value[:-2]}{digits[last]}=")


def _stranger(_chance: random.Random, given: Given) -> Given:
    return replace(given, headers=signed(SECRETS[2], "msg_x", str(SECOND), given.body), secrets=SECRETS[:2])


def _odd_secret(chance: random.Random, given: Given) -> Given:
    odd = chance.choice(("", "whsec_", "whsec_====", "geheim", SECRETS[0][:-1], "whsec_\ud800", "whsec_" + "A" * 200))
    return replace(given, secrets=chance.choice([(odd,), (odd, *given.secrets)]))


def _no_secret(_chance: random.Random, given: Given) -> Given:
    return replace(given, secrets=())


CHANGES: tuple[Change, ...] = (
    _other_sign, _noise, _other_body, _missing, _twice, _odd_timestamp, _out_of_time, _odd_id, _odd_list, _loose_bits,
    _stranger, _odd_secret, _no_secret,
)  # fmt: skip


def inputs(seed: int, count: int) -> Iterator[Given]:
    """One in eight is right, the others are changed once, twice or three times."""
    chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    for _ in range(count):
        given = genuine(chance)
        for _ in range(chance.choice((0, 1, 1, 1, 1, 2, 2, 3))):
            given = replace(chance.choice(CHANGES)(chance, given), untouched=False)
        yield given


def verdict(given: Given, verifier: Signatures = VERIFIER) -> str:
    """`accepted`, `refused`, or what must never be: by the rule itself, worked out with the standard library alone."""
    try:
        found = verifier.verify(given.secrets, given.headers, given.body, NOW)
    except BadSignature as refusal:
        bare = refusal.args == () and refusal.__cause__ is None
        return "wrongly refused" if given.untouched else "refused" if bare else "refused otherwise"
    except Exception as error:  # noqa: BLE001 - whatever else comes out is what is looked for
        return f"raised {type(error).__name__}"
    return "accepted" if found == _right_id(given) else "wrongly accepted"


def verdicts(seed: int, count: int) -> Counter[str]:
    return Counter(map(verdict, inputs(seed, count)))


def _right_id(given: Given) -> str | None:
    """The id of a message with three headers, a plain time within five minutes, and a signature over these bytes."""
    values = {name.lower(): value for name, value in given.headers.items()}
    message_id, timestamp, signatures = (values.get(name, "") for name in NAMES)
    plain = message_id.isascii() and message_id.isprintable() and timestamp.isascii() and timestamp.isdigit()
    if len(given.headers) != len(NAMES) or not plain or str(int(timestamp)) != timestamp:
        return None
    fitting = {
        signed(secret, message_id, timestamp, given.body)[NAMES[2]] for secret in given.secrets if secret in SECRETS
    }
    fits = abs(int(timestamp) - SECOND) <= TOLERANCE and not fitting.isdisjoint(signatures.split(" "))
    return message_id if fits else None


def _with(given: Given, name: str, value: str) -> Given:
    return replace(given, headers={**given.headers, name: value})


def _resigned(given: Given, timestamp: str) -> Given:
    return replace(given, headers=signed(SECRETS[0], "msg_x", timestamp, given.body))
