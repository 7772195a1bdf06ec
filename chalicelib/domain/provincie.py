"""
The province of a Dutch postcode, by its four digits.

From the public table 4pp (github.com/bobdenotter/4pp, 4699 postcodes of 2019), with what it has wrong or what changed
since: the villages of Vijfheerenlanden are in Utrecht (law of 11 July 2018, Stb. 2018, 266), Afferden in Limburg.
"""

from bisect import bisect_right
from enum import StrEnum


class Provincie(StrEnum):
    DRENTHE = "drenthe"
    FLEVOLAND = "flevoland"
    FRIESLAND = "friesland"
    GELDERLAND = "gelderland"
    GRONINGEN = "groningen"
    LIMBURG = "limburg"
    NOORD_BRABANT = "noord_brabant"
    NOORD_HOLLAND = "noord_holland"
    OVERIJSSEL = "overijssel"
    UTRECHT = "utrecht"
    ZEELAND = "zeeland"
    ZUID_HOLLAND = "zuid_holland"


_P = Provincie
# Where the postcodes of a province begin, each time that they do; they go on until those of another begin.
_BEGINNINGS: dict[Provincie, tuple[int, ...]] = {
    _P.DRENTHE: (7705, 7740, 7800, 7948, 7957, 8351, 8381, 8437, 9300, 9400, 9480, 9511, 9564, 9571, 9654, 9749, 9761),
    _P.FLEVOLAND: (1300, 3890, 8200, 8300),
    _P.FRIESLAND: (8388, 8440, 9851, 9871),
    _P.GELDERLAND: (3770, 3792, 3840, 3925, 4000, 4147, 4170, 4211, 4214, 5300, 6500, 6600, 7439, 8050, 8070, 8160),
    _P.GRONINGEN: (9350, 9479, 9500, 9540, 9566, 9580, 9661, 9750, 9771, 9860, 9881),
    _P.LIMBURG: (5766, 5851, 6030, 6584),
    _P.NOORD_BRABANT: (4250, 4600, 4681, 4700, 5340, 5821, 6020),
    _P.NOORD_HOLLAND: (1000, 1380, 1394, 1398, 1430, 2165, 3625),
    _P.OVERIJSSEL: (7400, 7440, 7707, 7770, 7946, 7950, 8000, 8055, 8100, 8196, 8260, 8325, 8355),
    _P.UTRECHT: (1390, 1396, 1426, 3400, 3467, 3626, 3700, 3790, 3800, 3900, 3927, 4121, 4163, 4230, 4243),
    _P.ZEELAND: (4300, 4675, 4690),
    _P.ZUID_HOLLAND: (1428, 2159, 2170, 3465, 3651, 4200, 4213, 4221, 4240),
}
_ORDER = sorted((start, provincie) for provincie, starts in _BEGINNINGS.items() for start in starts)


def provincie_of(postcode: str) -> Provincie:
    """Of a postcode as NL writes it (`1234AB`); of one that nobody was given yet, the province of the one before."""
    place = bisect_right(_ORDER, int(postcode[:4]), key=lambda entry: entry[0])
    return _ORDER[max(0, place - 1)][1]
