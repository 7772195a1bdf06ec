"""Art. 9 lid 3: gegevens zijn versleuteld opgeslagen en onleesbaar voor onbevoegden."""

import io
import json
import zlib
from base64 import b64encode

import pytest
from aws_encryption_sdk.internal.formatting.deserialize import deserialize_header

from chalicelib import errors
from chalicelib.domain.row import DataSleutel
from tests.vaults import DOSSIER, MODEL, OTHER, PLAIN, Bench

OVERHEAD = 420  # bytes that sealing may add to a compressed record, whatever its ids


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_what_is_stored_shows_nothing_of_the_record(bench: Bench) -> None:
    """Art. 9 lid 3: the stored row holds no readable, encoded or merely compressed form of what was sealed."""
    stored = bench.seal(PLAIN).versleuteld
    for form in (PLAIN, PLAIN[9:20], b64encode(PLAIN)[:16], zlib.compress(PLAIN, 1)[2:18], PLAIN.hex().encode()):
        assert form not in stored


def test_the_same_record_never_gives_the_same_bytes(bench: Bench) -> None:
    """Art. 9 lid 3: equal data cannot be recognised by equal ciphertext."""
    assert bench.seal().versleuteld != bench.seal().versleuteld


def test_records_use_aes_256_with_key_commitment(bench: Bench) -> None:
    """Art. 9 lid 3: the suite that the header names, its frame and the one wrapped key in it."""
    header, _ = deserialize_header(io.BytesIO(bench.seal().versleuteld))
    assert header.algorithm.name == "AES_256_GCM_HKDF_SHA512_COMMIT_KEY"
    assert header.algorithm.data_key_len == 32
    assert header.frame_length == 64 * 1024
    assert len(header.encrypted_data_keys) == 1


def test_the_header_names_ids_and_nothing_personal(bench: Bench) -> None:
    """Art. 9 lid 3: what stands readable beside the ciphertext is exactly what it is bound to."""
    record = bench.seal(revisie=7)
    header, _ = deserialize_header(io.BytesIO(record.versleuteld))
    assert header.encryption_context == {
        "eigenaar_id": DOSSIER,
        "soort": "dossier",
        "record_id": record.id,
        "revisie": "7",
        "schema": MODEL,
    }


def test_each_dossier_has_a_key_of_its_own(bench: Bench) -> None:
    """Art. 9 lid 3: whoever may read one dossier cannot read another with it."""
    bench.add_dossier(OTHER)
    keys = [bench.rows.get(DataSleutel, owner) for owner in (DOSSIER, OTHER)]
    opened = {bench.vault._keys.unwrap(key) for key in keys if key is not None}
    assert {len(key) for key in opened} == {32}
    assert len(opened) == 2


def test_no_stored_row_holds_a_key_in_clear(bench: Bench) -> None:
    """Art. 9 lid 3: the tables alone, without KMS, open nothing."""
    sleutel = bench.rows.get(DataSleutel, DOSSIER)
    assert sleutel is not None
    assert bench.vault._keys.unwrap(sleutel) not in sleutel.verpakt


def test_without_the_key_service_nothing_opens(bench: Bench) -> None:
    """Art. 9 lid 3: a copy of all tables under another KMS key is unreadable."""
    record, thief = bench.seal(), Bench()
    thief.rows.rows = bench.rows.rows
    with pytest.raises(errors.Undecryptable):
        thief.read([record], thief.another_vault())


def test_a_look_up_shows_nothing_of_its_value(bench: Bench) -> None:
    """Art. 9 lid 3: an e-mail address or KvK-nummer is found by a keyed hash that nobody can try values against."""
    bench.vault.keyed_hash("kvk", "00000000")
    assert bench.vault.keyed_hash("kvk", "00000000") != Bench().vault.keyed_hash("kvk", "00000000")


def test_sealing_adds_at_most_420_bytes(bench: Bench) -> None:
    """Art. 9 lid 3: encryption stays affordable (lid 5: passend), with the longest ids that exist."""
    plain = json.dumps({f"veld_{number}": str(number * 7919) for number in range(400)}).encode()
    record = bench.vault.seal(DOSSIER, "ver_" + "a" * 42, 999, "m" * 20, plain)
    assert len(record.versleuteld) - len(zlib.compress(plain, 1)) <= OVERHEAD
