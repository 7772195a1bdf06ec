"""What the vault's envelope costs beside plain AES-256-GCM: in time, and in bytes."""

import os
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bench.figures import Figure
from bench.inputs import TEN_KB, ten_kilobytes
from bench.timing import medians
from chalicelib.adapters.vault import AwsVault
from chalicelib.domain.dossier import Dossier
from chalicelib.domain.ids import child_id, root_id
from chalicelib.domain.offerte import Offerte
from chalicelib.privacy.doel import declared
from tests.fakes.clock import FakeClock
from tests.fakes.kms import FakeKms
from tests.fakes.store import FakeStore

RATIO_GOAL = 60.0
OVERHEAD_GOAL = 420
ROUNDS, LOOPS, IN_A_LOOP = 1000, 40, 50
KEY_BYTES, NONCE_BYTES = 32, 12
MICRO = 1e6
UNIT = "x AES-256-GCM"


def figures() -> list[Figure]:
    """
    The vault sealing a dossier of 10 KiB, compression included, against AES-256-GCM of the same bytes and nothing more.

    The goal stands at the two taking turns, call by call, as a request does it: one record, then other work. In a
    loop of its own the plain side takes half the time, for everything it touches is at hand, and ours hardly less;
    that ratio is printed too, without a goal, because it tells more of the machine than of the vault. The overhead is
    that of 10 KiB which cannot be compressed, so that no saving hides it.
    """
    seal, plain = _sealer(), AESGCM(os.urandom(KEY_BYTES))
    record, noise = ten_kilobytes(), b"\0" + os.urandom(TEN_KB - 1)
    sides = (lambda: seal(record), lambda: plain.encrypt(os.urandom(NONCE_BYTES), record, None))
    ours, bare = medians(sides, rounds=ROUNDS)
    ours_in_a_loop, bare_in_a_loop = medians(sides, rounds=LOOPS, repeat=IN_A_LOOP)
    return [
        Figure("encrypt_10kb.ratio", round(ours / bare, 1), UNIT, RATIO_GOAL),
        Figure("encrypt_10kb.overhead", len(seal(noise)) - len(noise), "bytes", OVERHEAD_GOAL),
        Figure("encrypt_10kb.ratio_in_a_loop", round(ours_in_a_loop / bare_in_a_loop, 1), UNIT),
        Figure("encrypt_10kb.time", round(ours * MICRO, 1), "us"),
    ]


def _sealer() -> Callable[[bytes], bytes]:
    """The real vault with a key at hand, and a record with the longest of our ids."""
    clock = FakeClock()
    vault = AwsVault(FakeKms(), "bench", FakeStore(), clock, declared=declared, elapsed=clock.elapsed)
    dossier = root_id("dos", os.urandom(16))
    vault.new_key(dossier, Dossier.soort)
    offerte = child_id("off", child_id("aan", dossier, os.urandom(5)), os.urandom(5))
    return lambda plaintext: vault.seal(dossier, offerte, 1, Offerte.soort, plaintext).versleuteld
