"""
One sealed message: compressed, then encrypted by the AWS Encryption SDK under a dossier's key (art. 9 lid 3).

Suite AES-256-GCM with HKDF-SHA512 and key commitment, frames of 64 KiB, one encrypted data key. The context stands
readable in the header and is authenticated; whoever opens a message says which context it must have.
"""

import io
import struct
import zlib

import aws_encryption_sdk
from aws_encryption_sdk import StreamDecryptor
from aws_encryption_sdk.exceptions import AWSEncryptionSDKClientError
from aws_encryption_sdk.identifiers import (
    Algorithm,
    CommitmentPolicy,
    EncryptionKeyType,
    WrappingAlgorithm,
)
from aws_encryption_sdk.internal.crypto.wrapping_keys import WrappingKey
from aws_encryption_sdk.internal.formatting.deserialize import deserialize_header, deserialize_header_auth
from aws_encryption_sdk.key_providers.raw import RawMasterKey
from cryptography.exceptions import InvalidTag

from chalicelib import errors

MAX_PLAINTEXT = 8 * 1024 * 1024  # bytes; nothing larger is sealed, so nothing that unpacks to more is ours
SUITE = Algorithm.AES_256_GCM_HKDF_SHA512_COMMIT_KEY
FRAME = 64 * 1024
# Both stand in every message ever sealed: another name makes them unreadable.
PROVIDER, KEY_NAME = "lease-deal", b"1"
# A record is sealed while somebody waits: zlib's level 6 takes twice the time of level 1 for a tenth less. What is no
# JSON is an upload (pdf, jpeg, png), packed by itself already.
_FAST, _STORED = 1, 0
_JSON = (b"{", b"[")

_CLIENT = aws_encryption_sdk.EncryptionSDKClient(
    commitment_policy=CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT, max_encrypted_data_keys=1
)


def master_key(plaintext_key: bytes) -> RawMasterKey:
    """The SDK's form of a 256-bit key; may be shared by threads."""
    wrapping = WrappingKey(
        wrapping_algorithm=WrappingAlgorithm.AES_256_GCM_IV12_TAG16_NO_PADDING,
        wrapping_key=plaintext_key,
        wrapping_key_type=EncryptionKeyType.SYMMETRIC,
    )
    return RawMasterKey(key_id=KEY_NAME, provider_id=PROVIDER, wrapping_key=wrapping)


def seal(key: RawMasterKey, context: dict[str, str], plaintext: bytes) -> bytes:
    """Compress and encrypt; raises TooLarge above MAX_PLAINTEXT."""
    if len(plaintext) > MAX_PLAINTEXT:
        raise errors.TooLarge("record")
    packed = zlib.compress(plaintext, _FAST if plaintext.startswith(_JSON) else _STORED)
    sealed: bytes
    sealed, _ = _CLIENT.encrypt(
        source=packed,
        source_length=len(packed),  # else the SDK goes to the end of the source and back to find out
        key_provider=key,
        encryption_context=context,
        algorithm=SUITE,
        frame_length=FRAME,
    )
    return sealed


def unseal(key: RawMasterKey, context: dict[str, str], sealed: bytes) -> bytes:
    """Decrypt what was sealed with exactly this key and context; raises Undecryptable for anything else."""
    try:
        return _inflate(_decrypt(key, context, sealed))
    # A wrong key shows as cryptography's InvalidTag; ValueError is what the SDK's parser lets through.
    except (AWSEncryptionSDKClientError, InvalidTag, ValueError, zlib.error):
        raise errors.Undecryptable("onleesbaar") from None


def head(sealed: bytes) -> bytes:
    """
    A message up to where its contents begin: the context, the data key under the owner's key, and the tag of both.

    It holds nothing of the plaintext, and whoever has the owner's key can still tell that it fits. Raises
    Undecryptable for what is no message.
    """
    source = io.BytesIO(sealed)
    try:
        header, _ = deserialize_header(source, 1)
        deserialize_header_auth(version=header.version, stream=source, algorithm=header.algorithm)
    except (AWSEncryptionSDKClientError, ValueError, struct.error):
        raise errors.Undecryptable("onleesbaar") from None
    return sealed[: source.tell()]


def context_of(sealed: bytes) -> dict[str, str]:
    """What a message, or its head, says that it is bound to; true only when it opens."""
    context: dict[str, str] = deserialize_header(io.BytesIO(sealed), 1)[0].encryption_context
    return context


def _decrypt(key: RawMasterKey, context: dict[str, str], sealed: bytes) -> bytes:
    source = io.BytesIO(sealed)
    stream = _CLIENT.stream(mode="decrypt-unsigned", source=source, key_provider=key)
    try:
        # Before any plaintext: the SDK itself is content with every message that this key can open.
        if stream.header.encryption_context != context or stream.header.algorithm is not SUITE:
            raise errors.Undecryptable("onleesbaar")
        packed: bytes = stream.read()
        if source.read(1):
            raise errors.Undecryptable("onleesbaar")
        return packed
    finally:
        _quiet(stream)


def _quiet(stream: StreamDecryptor) -> None:
    """What was refused half-way has no footer, of which its finaliser complains on standard error since Python 3.13."""
    if not hasattr(stream, "footer"):
        stream.footer = None


def _inflate(packed: bytes) -> bytes:
    unpacking = zlib.decompressobj()
    plaintext = unpacking.decompress(packed, MAX_PLAINTEXT)
    if not unpacking.eof or unpacking.unused_data:
        raise errors.Undecryptable("onleesbaar")
    return plaintext
