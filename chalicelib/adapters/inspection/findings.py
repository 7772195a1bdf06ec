"""How an upload is refused, and the sizes that bound the work on one (design 9): counted, never timed."""

import zlib

from chalicelib.errors import InvalidInput

VELD = "bestand"
MAX_PIXELS = 64_000_000  # of one picture; nobody's telephone makes more of a page
MAX_SIDE = 20_000
MAX_INFLATED = 256 * 1024 * 1024  # bytes, of all that one file packs; never held, only counted
CHUNK = 16 * 1024  # bytes that are unpacked at once

TYPE, BROKEN, ENCRYPTED, ACTIVE, EXCESS = (
    "bestand.type",
    "bestand.onleesbaar",
    "bestand.versleuteld",
    "bestand.actief",
    "bestand.te_veel",
)


def refused(code: str) -> InvalidInput:
    """The refusal of the whole file by one rule; nothing of the file stands in it."""
    return InvalidInput.one(VELD, code)


def check_pixels(width: int, height: int) -> None:
    """Raises InvalidInput for a picture that unpacks to more than anybody needs."""
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE and width * height <= MAX_PIXELS):
        raise refused(EXCESS)


class Budget:
    """How many bytes may still be read and written while unpacking; whoever spends it all is refused."""

    def __init__(self, left: int) -> None:
        self.left = left

    def spend(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise refused(EXCESS)


def unpack(packed: memoryview, budget: Budget) -> tuple[int, bytes, int]:
    """
    (how many bytes it unpacks to, the first of them, how many it was packed in), a piece at a time and none kept.

    Raises InvalidInput when the budget is spent, and zlib.error for what is not packed so or ends too soon.
    """
    unpacking, total, begin, taken = zlib.decompressobj(), 0, b"", 0
    tail = b""
    while not unpacking.eof:
        piece = tail or bytes(packed[taken : taken + CHUNK])
        taken += 0 if tail else len(piece)
        out = unpacking.decompress(piece, CHUNK)
        if not piece and not out:
            raise zlib.error("ended too soon")
        tail = unpacking.unconsumed_tail
        begin, total = begin or out, total + len(out)
        budget.spend(len(out) + len(piece) - len(tail))
    return total, begin, taken - len(unpacking.unused_data) - len(tail)
