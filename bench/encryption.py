"""What the vault's envelope costs beside plain AES-256-GCM: in time, and in bytes."""

import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bench.figures import Figure
from bench.inputs import TEN_KB, ten_kilobytes
from bench.timing import medians
from chalicelib.adapters import envelope
from chalicelib.adapters.vault import record_context

RATIO_GOAL = 60.0
OVERHEAD_GOAL = 420
ROUNDS = 200
REPEAT = 5
KEY_BYTES, NONCE_BYTES = 32, 12
MICRO = 1e6


def figures() -> list[Figure]:
    """
    Sealing a dossier of 10 KiB, compression included, against AES-256-GCM of the same bytes and nothing around it.

    The overhead is that of 10 KiB which cannot be compressed, so that no saving hides it.
    """
    key = os.urandom(KEY_BYTES)
    master, plain = envelope.master_key(key), AESGCM(key)
    context = _context()
    record, noise = ten_kilobytes(), b"\0" + os.urandom(TEN_KB - 1)
    ours, bare, opened = medians(
        [
            lambda: envelope.seal(master, context, record),
            lambda: plain.encrypt(os.urandom(NONCE_BYTES), record, None),
            lambda: None,
        ],
        rounds=ROUNDS,
        repeat=REPEAT,
    )
    overhead = len(envelope.seal(master, context, noise)) - len(noise)
    return [
        Figure("encrypt_10kb.ratio", round(ours / bare, 1), "x AES-256-GCM", RATIO_GOAL),
        Figure("encrypt_10kb.overhead", overhead, "bytes", OVERHEAD_GOAL),
        Figure("encrypt_10kb.time", round(ours * MICRO, 1), "us"),
    ]
