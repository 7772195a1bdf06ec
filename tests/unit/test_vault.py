"""The vault on a KMS in memory: what it opens and what it refuses."""

import io
import traceback
import zlib

import pytest
from aws_encryption_sdk.internal.formatting.deserialize import deserialize_header
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from chalicelib import errors
from chalicelib.adapters import envelope
from chalicelib.adapters.envelope import MAX_PLAINTEXT
from chalicelib.domain.persoonsgegeven import Doel
from chalicelib.domain.row import DataSleutel, Inhoud
from chalicelib.usecases.ports.store import Insert, Remove
from tests.vaults import AANVRAAG, DOSSIER, MODEL, OTHER, PLAIN, Bench

ANOTHER_AANVRAAG = "aan_" + "e" * 34


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_sealed_record_opens_to_what_it_was(bench: Bench) -> None:
    records = [bench.seal(PLAIN), bench.seal(b"", revisie=2), bench.seal(b"\x00" * 300_000, revisie=3)]
    assert bench.read(records) == [PLAIN, b"", b"\x00" * 300_000]


def test_another_process_reads_it_through_kms(bench: Bench) -> None:
    record = bench.seal()
    assert bench.read([record], bench.another_vault()) == [PLAIN]
    assert bench.calls[-1] == "kms.decrypt"


@pytest.mark.parametrize(
    "change",
    [{"id": ANOTHER_AANVRAAG}, {"revisie": 2}, {"model": "offerte"}],
    ids=["record", "revision", "model"],
)
def test_a_record_in_anothers_place_is_refused(bench: Bench, change: dict[str, object]) -> None:
    bench.declared |= {("offerte", Doel.VERSTREKKING)}
    with pytest.raises(errors.Undecryptable):
        bench.read([bench.seal().model_copy(update=change)])


def test_swapping_two_records_of_one_owner_is_refused(bench: Bench) -> None:
    one, two = bench.seal(b"one"), bench.seal(b"two", record_id=ANOTHER_AANVRAAG)
    swapped = one.model_copy(update={"versleuteld": two.versleuteld})
    with pytest.raises(errors.Undecryptable):
        bench.read([swapped])


def test_an_old_revision_put_back_is_refused(bench: Bench) -> None:
    old, new = bench.seal(b"old", revisie=1), bench.seal(b"new", revisie=2)
    with pytest.raises(errors.Undecryptable):
        bench.read([new.model_copy(update={"versleuteld": old.versleuteld})])


def test_a_record_of_another_owner_is_refused(bench: Bench) -> None:
    bench.add_dossier(OTHER)
    foreign = bench.vault.seal(OTHER, AANVRAAG, 1, MODEL, PLAIN)
    with pytest.raises(errors.Undecryptable):
        bench.read([foreign])


def test_the_key_of_another_owner_cannot_be_moved_here(bench: Bench) -> None:
    bench.add_dossier(OTHER)
    record = bench.seal()
    foreign = bench.rows.get(DataSleutel, OTHER)
    own = bench.rows.get(DataSleutel, DOSSIER)
    assert foreign is not None
    assert own is not None
    bench.rows.commit(Remove(own))
    bench.rows.commit(Insert(foreign.model_copy(update={"id": DOSSIER})))
    with pytest.raises(errors.Undecryptable):
        bench.read([record], bench.another_vault())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(place=st.integers(min_value=0), flip=st.integers(min_value=1, max_value=255))
@example(place=0, flip=1)
def test_one_tampered_byte_anywhere_is_refused(bench: Bench, place: int, flip: int) -> None:
    record = bench.seal()
    damaged = bytearray(record.versleuteld)
    damaged[place % len(damaged)] ^= flip
    with pytest.raises(errors.Undecryptable):
        bench.vault._unseal(DOSSIER, record.model_copy(update={"versleuteld": bytes(damaged)}))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(junk=st.binary(max_size=600), keep=st.integers(min_value=0, max_value=600))
def test_truncated_extended_or_junk_bytes_are_refused(bench: Bench, junk: bytes, keep: int) -> None:
    record = bench.seal()
    damaged = record.versleuteld[:keep] + junk
    if damaged == record.versleuteld:
        return
    with pytest.raises(errors.Undecryptable):
        bench.vault._unseal(DOSSIER, record.model_copy(update={"versleuteld": damaged}))


def test_bytes_behind_the_message_are_refused(bench: Bench) -> None:
    record = bench.seal()
    longer = record.model_copy(update={"versleuteld": record.versleuteld + b"\x00"})
    with pytest.raises(errors.Undecryptable):
        bench.read([longer])


def test_a_record_above_the_limit_is_not_sealed(bench: Bench) -> None:
    with pytest.raises(errors.TooLarge):
        bench.seal(b"\x00" * (MAX_PLAINTEXT + 1))
    at_the_limit = b"\x00" * MAX_PLAINTEXT
    assert bench.read([bench.seal(at_the_limit)]) == [at_the_limit]


def test_a_record_that_unpacks_without_end_is_refused(bench: Bench) -> None:
    bomb = _sealed_as_is(bench, zlib.compress(b"\x00" * (MAX_PLAINTEXT + 1)))
    with pytest.raises(errors.Undecryptable):
        bench.read([bomb])


@pytest.mark.parametrize(
    "packed",
    [b"", b"no zlib", zlib.compress(PLAIN)[:-1], zlib.compress(PLAIN) + b"\x00"],
    ids=["empty", "plain", "short", "long"],
)
def test_what_was_not_packed_by_us_is_refused(bench: Bench, packed: bytes) -> None:
    with pytest.raises(errors.Undecryptable):
        bench.read([_sealed_as_is(bench, packed)])


def test_json_is_packed_and_uploads_are_not(bench: Bench) -> None:
    text = b'{"a":"' + b"a" * 9000 + b'"}'
    assert len(bench.seal(text).versleuteld) < 1000
    assert len(bench.seal(b"%PDF" + text).versleuteld) > 9000


def test_a_shredded_key_is_gone_here_at_once(bench: Bench) -> None:
    record = bench.seal()
    assert bench.vault.shred(DOSSIER) is True
    with pytest.raises(errors.Undecryptable):
        bench.read([record])


def test_a_shredded_key_is_gone_everywhere_within_a_minute(bench: Bench) -> None:
    record, elsewhere = bench.seal(), bench.another_vault()
    assert bench.read([record], elsewhere) == [PLAIN]
    bench.vault.shred(DOSSIER)
    bench.clock.advance(seconds=61)
    with pytest.raises(errors.Undecryptable):
        bench.read([record], elsewhere)
    with pytest.raises(errors.Undecryptable):
        elsewhere.seal(DOSSIER, AANVRAAG, 2, MODEL, PLAIN)


def test_shredding_twice_says_there_was_none(bench: Bench) -> None:
    assert [bench.vault.shred(DOSSIER), bench.vault.shred(DOSSIER)] == [True, False]


def test_many_keys_are_shredded_at_once(bench: Bench) -> None:
    bench.add_dossier(OTHER)
    record, elsewhere = bench.seal(), bench.another_vault()
    assert bench.read([record], elsewhere) == [PLAIN]
    bench.calls.clear()
    bench.vault.shred_all([DOSSIER, OTHER])
    assert bench.calls == ["erase_keys"]
    assert [bench.rows.get(DataSleutel, one) for one in (DOSSIER, OTHER)] == [None, None]
    bench.vault.shred_all([DOSSIER])
    bench.clock.advance(seconds=60)
    for vault in (bench.vault, elsewhere):
        with pytest.raises(errors.Undecryptable):
            bench.read([record], vault)


def test_a_key_that_is_left_is_no_shred(bench: Bench) -> None:
    bench.rows.refuse = True
    with pytest.raises(errors.Unavailable):
        bench.vault.shred_all([DOSSIER])


def test_a_key_that_could_not_be_removed_is_no_shred(bench: Bench) -> None:
    bench.rows.refuse = True
    with pytest.raises(errors.Conflict):
        bench.vault.shred(DOSSIER)


def test_the_search_key_of_everybody_is_not_shredded(bench: Bench) -> None:
    bench.vault.keyed_hash("email", "iemand@example.com")
    with pytest.raises(errors.IllegalState):
        bench.vault.shred("zoeksleutel")
    with pytest.raises(errors.IllegalState):
        bench.vault.shred_all([DOSSIER, "zoeksleutel"])
    assert bench.rows.get(DataSleutel, "zoeksleutel") is not None


def test_refusals_carry_nothing_of_the_plaintext(bench: Bench) -> None:
    record = bench.seal(PLAIN)
    wrong = record.model_copy(update={"revisie": 9})
    with pytest.raises(errors.Undecryptable) as refused:
        bench.read([wrong])
    shown = "".join(traceback.format_exception(refused.value)) + repr(refused.value.args)
    assert "Testpersoon" not in shown
    assert refused.value.__cause__ is None
    assert refused.value.args == ("onleesbaar",)


def test_every_refusal_to_decrypt_looks_the_same(bench: Bench) -> None:
    record = bench.seal()
    missing = Inhoud(id=AANVRAAG, revisie=1, model=MODEL, versleuteld=record.versleuteld)
    cases = [record.model_copy(update={"revisie": 2}), record.model_copy(update={"versleuteld": b"\x02"})]
    shown = set()
    for case in cases:
        with pytest.raises(errors.Undecryptable) as refused:
            bench.read([case])
        shown.add(str(refused.value))
    bench.vault.shred(DOSSIER)
    with pytest.raises(errors.Undecryptable) as refused:
        bench.read([missing])
    assert shown | {str(refused.value)} == {"onleesbaar"}


def _sealed_as_is(bench: Bench, packed: bytes) -> Inhoud:
    """A message with the right key and context around bytes of somebody's choice."""
    record = bench.seal()
    header, _ = deserialize_header(io.BytesIO(record.versleuteld))
    sealed, _ = envelope._CLIENT.encrypt(
        source=packed,
        key_provider=bench.vault._keys.of(DOSSIER).master,
        encryption_context=header.encryption_context,
        algorithm=envelope.SUITE,
        frame_length=envelope.FRAME,
    )
    return record.model_copy(update={"versleuteld": sealed})
