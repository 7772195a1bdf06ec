"""
Ids: opaque outside, and inside a path to the one partition that holds everything of a dossier.

    dos_<26>              a dossier
    aan_<26><8>           an Aanvraag in it; blo_<26><8> a bewaarblokkade on it, doc_<26><8> a Document in it
    ver_<26><8><8>        a Verstrekking (and toe_, off_, ove_, ber_, ken_) of that Aanvraag
    acc_<26>, org_<26>, kre_<26>, bul_<26>; geh_<26> for the key of the signing secrets of that kre_

Base32 in lower case. The dossier's 128 bits are random, so no id can be guessed. The last part of ver_ and toe_
is derived from Kredietverstrekker and version, which makes I2 hold by construction: the same sending twice
gives the same id twice.
"""

import hashlib
import re
from base64 import b32encode

ROOT_LENGTH, CHILD_LENGTH = 26, 8
AANVRAAG_CHILDREN = frozenset({"ver", "toe", "off", "ove", "ber", "ken"})
_SHAPE = re.compile(
    r"(dos|acc|org|kre|bul)_[a-z2-7]{26}|(aan|blo|doc)_[a-z2-7]{34}|(ver|toe|off|ove|ber|ken)_[a-z2-7]{42}"
)


def root_id(kind: str, entropy: bytes) -> str:
    """An id of its own from 16 random bytes."""
    return f"{kind}_{_base32(entropy)[:ROOT_LENGTH]}"


def child_id(kind: str, parent: str, entropy: bytes) -> str:
    """An id under `parent` from 5 bytes, random or derived."""
    return f"{kind}_{parent.partition('_')[2]}{_base32(entropy)[:CHILD_LENGTH]}"


def derived(*parts: str) -> bytes:
    """Five bytes that follow from `parts`, for ids that must repeat."""
    return hashlib.sha256("\x1f".join(parts).encode()).digest()[:5]


def is_id(kind: str, text: str) -> bool:
    """Whether `text` has the shape of an id of this kind; nothing else reaches a store."""
    return text.startswith(f"{kind}_") and _SHAPE.fullmatch(text) is not None


def is_any_id(text: str) -> bool:
    """Whether `text` has the shape of an id of ours, whatever it is an id of."""
    return _SHAPE.fullmatch(text) is not None


def dossier_of(some_id: str) -> str:
    """The dossier that an Aanvraag or anything under it belongs to."""
    return f"dos_{some_id.partition('_')[2][:ROOT_LENGTH]}"


def logged(some_id: str) -> str:
    """
    The id that a log may say for this one: of a Document that of its dossier. A Kredietverstrekker opens a paper with
    its secret and the id of the paper, and an operator can give it another secret, which he sees.
    """
    return dossier_of(some_id) if is_id("doc", some_id) else some_id


def aanvraag_of(some_id: str) -> str:
    """The Aanvraag that a Verstrekking, Offerte or message belongs to."""
    return f"aan_{some_id.partition('_')[2][: ROOT_LENGTH + CHILD_LENGTH]}"


def sibling(kind: str, some_id: str) -> str:
    """The id of another kind with the same last part: the toe_ of a ver_."""
    return f"{kind}_{some_id.partition('_')[2]}"


def _base32(entropy: bytes) -> str:
    return b32encode(entropy).decode().lower().rstrip("=")
