"""
The section of a SBI code, by its first two digits (the division).

The letters are those of SBI 2025 (CBS), which follows NACE Rev. 2.1. Divisions mean the same in SBI 2008, but for 45,
which SBI 2025 no longer has: trade in vehicles, now with all other trade under G.
"""

SECTIES: dict[str, tuple[int, int]] = {
    "A": (1, 3),
    "B": (5, 9),
    "C": (10, 33),
    "D": (35, 35),
    "E": (36, 39),
    "F": (41, 43),
    "G": (45, 47),
    "H": (49, 53),
    "I": (55, 56),
    "J": (58, 60),
    "K": (61, 63),
    "L": (64, 66),
    "M": (68, 68),
    "N": (69, 75),
    "O": (77, 82),
    "P": (84, 84),
    "Q": (85, 85),
    "R": (86, 88),
    "S": (90, 93),
    "T": (94, 96),
    "U": (97, 98),
    "V": (99, 99),
}


def sectie_of(sbi_code: str) -> str | None:
    """The letter; None for a code that is in no section."""
    division = int(sbi_code[:2])
    return next((letter for letter, (first, last) in SECTIES.items() if first <= division <= last), None)
