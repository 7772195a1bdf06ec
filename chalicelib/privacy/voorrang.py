"""
What goes first when duties collide about one dossier (art. 5 lid 12, 7 lid 5, 8 lid 1; design 8).

A bewaarblokkade by court, authority or case > a statutory term > a restriction (art. 18 AVG) > erasure (art. 17 AVG) >
withdrawal and objection > the term of the schedule. One exception, by art. 18(2) AVG: who asked for the restriction may
have the data erased all the same.
"""

from dataclasses import dataclass, replace
from enum import StrEnum


class Besluit(StrEnum):
    """What happens to the dossier now."""

    BEWAREN = "bewaren"
    BEVRIEZEN = "bevriezen"  # stored, and used for nothing
    VERNIETIGEN = "vernietigen"


class Reden(StrEnum):
    """Which duty decided."""

    BEWAARBLOKKADE = "bewaarblokkade"
    WETTELIJKE_TERMIJN = "wettelijke_termijn"
    BEPERKING = "beperking"
    WISSING = "wissing"
    INTREKKING = "intrekking"
    TERMIJN = "termijn"


class Toegang(StrEnum):
    """Who may reach the data."""

    EIGENAAR = "eigenaar"  # and whom the owner's permission lets in
    JURIDISCH = "juridisch"  # operators with that role alone (I10): for its owner it is gone
    NIEMAND = "niemand"


@dataclass(frozen=True)
class Vlaggen:
    """
    What speaks about one dossier at one moment.

    `intrekking` is a withdrawal or an objection, `verstreken` that the schedule no longer keeps it. `door_beperker`
    says that the erasure is asked by the betrokkene who asked for the restriction.
    """

    blokkade: bool = False
    wettelijke_termijn: bool = False
    beperking: bool = False
    wissing: bool = False
    intrekking: bool = False
    verstreken: bool = False
    door_beperker: bool = False


@dataclass(frozen=True)
class Uitspraak:
    besluit: Besluit
    reden: Reden
    toegang: Toegang


_FROZEN_FOR_ITS_OWNER = (Besluit.BEVRIEZEN, Toegang.EIGENAAR)
_DESTROYED = (Besluit.VERNIETIGEN, Toegang.NIEMAND)


def decide(flags: Vlaggen) -> Uitspraak:
    """The first duty that speaks decides."""
    if flags.blokkade:
        return _kept(Reden.BEWAARBLOKKADE, decide(replace(flags, blokkade=False)))
    if flags.wettelijke_termijn:
        return _kept(Reden.WETTELIJKE_TERMIJN, decide(replace(flags, wettelijke_termijn=False)))
    if flags.beperking and not (flags.wissing and flags.door_beperker):
        return _ruling(Reden.BEPERKING, _FROZEN_FOR_ITS_OWNER)
    if flags.wissing:
        return _ruling(Reden.WISSING, _DESTROYED)
    if flags.intrekking:
        # It ends the use at once; what it leaves is kept for as long as the schedule says, and no longer.
        return _ruling(Reden.INTREKKING, _DESTROYED if flags.verstreken else _FROZEN_FOR_ITS_OWNER)
    return _ruling(Reden.TERMIJN, _DESTROYED if flags.verstreken else (Besluit.BEWAREN, Toegang.EIGENAAR))


def _kept(reden: Reden, otherwise: Uitspraak) -> Uitspraak:
    """A duty to keep adds nothing to who may use it; what is kept for that duty alone is for `juridisch` alone."""
    if otherwise.besluit is Besluit.VERNIETIGEN:
        return Uitspraak(Besluit.BEVRIEZEN, reden, Toegang.JURIDISCH)
    return Uitspraak(otherwise.besluit, reden, otherwise.toegang)


def _ruling(reden: Reden, outcome: tuple[Besluit, Toegang]) -> Uitspraak:
    return Uitspraak(outcome[0], reden, outcome[1])
