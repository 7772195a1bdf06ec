"""
Art. 8 lid 1, Art. 9 lid 3: a person can prove that a dossier was destroyed, with the published key and without us.

What checks the signature here shares no code with the broker: `cryptography`, and the words of RFC 7515 and RFC 7518.
"""

import base64
import hashlib
import json
import re
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.register_rows import Vernietiging
from chalicelib.errors import IllegalState, NotFound
from chalicelib.handlers.verklaring_pagina import page
from chalicelib.usecases.delete_dossier import delete_dossier
from chalicelib.usecases.ports.store import Insert
from chalicelib.usecases.state_vernietiging import state_any_vernietiging, state_vernietiging
from tests.broker import OPERATOR, Bench
from tests.destruction import due_at, ended, receipt, run
from tests.holds import hold, lift


def unpack(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def verify(jws: str, published: list[dict[str, str]]) -> dict[str, Any]:
    """What anybody can do with the two; raises InvalidSignature."""
    header, payload, signature = jws.split(".")
    said = json.loads(unpack(header))
    assert said["alg"] == "ES256"
    [key] = [one for one in published if one["kid"] == said["kid"]]
    x, y = (int.from_bytes(unpack(key[name])) for name in ("x", "y"))
    raw = unpack(signature)
    assert len(raw) == 64
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    public.verify(der, f"{header}.{payload}".encode(), ec.ECDSA(SHA256()))
    found: dict[str, Any] = json.loads(unpack(payload))
    return found


def keys(bench: Bench) -> list[dict[str, str]]:
    return [dict(key) for key in bench.broker.signer.public_keys()]


@pytest.fixture
def vendor(bench: Bench) -> Actor:
    return bench.vendor()


@pytest.fixture
def gone(bench: Bench, vendor: Actor) -> str:
    """A dossier that its owner deleted."""
    dossier_id = bench.dossier(vendor)
    delete_dossier(bench.broker, vendor, dossier_id)
    return dossier_id


def test_a_statement_verifies_with_the_published_key_alone(bench: Bench, vendor: Actor, gone: str) -> None:
    verklaring = state_vernietiging(bench.broker, vendor, gone)
    signed = verify(verklaring.jws, keys(bench))
    assert signed == verklaring.feiten.model_dump(mode="json")
    assert (signed["vernietigd_id"], signed["regel"]) == (gone, "eigenaar.verwijdert")
    assert tuple(signed["opslag"]) == receipt(bench, gone).opslag


def test_who_deleted_what_was_held_gets_it_later(bench: Bench, vendor: Actor) -> None:
    """Art. 8 lid 1: the sweep carried it out, when nothing kept it any more; he asked for it, and found nothing."""
    dossier_id = bench.dossier(vendor)
    blokkade_id = hold(bench, dossier_id)
    delete_dossier(bench.broker, vendor, dossier_id)
    with pytest.raises(NotFound):
        state_vernietiging(bench.broker, vendor, dossier_id)
    lift(bench, blokkade_id)
    assert run(bench, bench.clock.now())["vernietigd"] == 1
    assert state_vernietiging(bench.broker, vendor, dossier_id).feiten.regel == "eigenaar.verwijdert"
    with pytest.raises(NotFound):
        state_vernietiging(bench.broker, bench.vendor("ander@example.com"), dossier_id)
    bench.check_evidence()


def test_a_changed_statement_does_not_verify(bench: Bench, vendor: Actor, gone: str) -> None:
    header, payload, signature = state_vernietiging(bench.broker, vendor, gone).jws.split(".")
    other = unpack(payload).replace(gone.encode(), b"dos_" + b"z" * 26)
    forged = base64.urlsafe_b64encode(other).rstrip(b"=").decode()
    with pytest.raises(InvalidSignature):
        verify(f"{header}.{forged}.{signature}", keys(bench))


def test_a_key_is_named_by_its_own_thumbprint(bench: Bench) -> None:
    """RFC 7638, so that nobody has to believe us which key is which."""
    [key] = keys(bench)
    numbers = json.dumps({name: key[name] for name in ("crv", "kty", "x", "y")}, separators=(",", ":"))
    assert unpack(key["kid"]) == hashlib.sha256(numbers.encode()).digest()


def test_only_who_deleted_it_gets_the_statement(bench: Bench, vendor: Actor, gone: str) -> None:
    """Not yours and not there are the same (I17); an operator has a route of its own."""
    other = bench.vendor("anders@example.com")
    for actor, dossier_id in ((other, gone), (OPERATOR, gone), (vendor, "dos_" + "z" * 26), (vendor, "geen id")):
        with pytest.raises(NotFound):
            state_vernietiging(bench.broker, actor, dossier_id)


def test_an_operator_states_what_a_term_destroyed(bench: Bench, vendor: Actor) -> None:
    lessor = bench.lessor()
    dossier_id = ended(bench, vendor, lessor)
    run(bench, due_at(bench, dossier_id))
    verklaring = state_any_vernietiging(bench.broker, f"vern_{dossier_id[4:]}")
    assert verify(verklaring.jws, keys(bench))["regel"] == "aanvraag_geeindigd"
    for unknown in ("vern_" + "z" * 26, dossier_id, "vern_", ""):
        with pytest.raises(NotFound):
            state_any_vernietiging(bench.broker, unknown)


def test_nothing_is_stated_before_it_is_done(bench: Bench, vendor: Actor) -> None:
    dossier_id = bench.dossier(vendor)
    now = bench.clock.now()
    bench.store.commit(
        Insert(Vernietiging(id=dossier_id, regel="voorbeeld", door=vendor.account_id, uitgevoerd_op=now))
    )
    with pytest.raises(IllegalState):
        state_vernietiging(bench.broker, vendor, dossier_id)


def test_a_statement_says_nothing_about_a_person(bench: Bench, vendor: Actor, gone: str) -> None:
    """Nor who asked for it: ids of what is gone, rules, times and counts."""
    verklaring = state_vernietiging(bench.broker, vendor, gone)
    text = page(verklaring)
    assert set(verklaring.feiten.model_dump()) == {
        *("soort", "versie", "uitgever", "id", "vernietigd_id", "regel"),
        *("begonnen_op", "uitgevoerd_op", "opslag", "afgegeven_op"),
    }
    for personal in (vendor.account_id, vendor.owner, "Voorbeeldstraat", "testpersoon", "Testpersoon"):
        assert personal not in text


def test_the_page_holds_all_that_a_check_needs(bench: Bench, vendor: Actor, gone: str) -> None:
    """Facts in plain Dutch, the signed JSON, the signature, and how to check it; it loads and runs nothing."""
    verklaring = state_vernietiging(bench.broker, vendor, gone)
    text = page(verklaring)
    [jws] = re.findall(r"<pre[^>]*>([\w-]+\.[\w-]+\.[\w-]+)</pre>", text)
    assert verify(jws, keys(bench))["vernietigd_id"] == gone
    assert "1 juni 2027 om 11:00 uur" in text
    assert "/v1/sleutels" in text
    assert '<html lang="nl">' in text
    assert 'content="width=device-width, initial-scale=1"' in text
    assert not re.search(r"<script|<img|<link|src=|href=|@import|url\(", text)
    assert text.count("overflow-wrap:anywhere") == 2  # long ids and the signature fit a screen of 360 px
