"""The life of an Overeenkomst: along which edges, until when a Consument may revoke it, and its milestones."""

from collections.abc import Iterator
from datetime import date

from chalicelib.domain.kalender import today
from chalicelib.domain.offerte import Overeenkomst, OvereenkomstStatus
from chalicelib.domain.termijnenwet import term_end
from chalicelib.domain.toestand import Machine

BEDENKTIJD = 14  # calendar days (BW 7:66 lid 1; Keurmerk Private Lease)
REPAY_WITHIN = 30  # calendar days after a revocation (BW 7:66 lid 4)
_S = OvereenkomstStatus
VERLOOP = Machine(
    {
        _S.IN_ONDERTEKENING: frozenset({_S.IN_BEDENKTIJD, _S.ACTIEF, _S.GEANNULEERD}),
        _S.IN_BEDENKTIJD: frozenset({_S.ACTIEF, _S.HERROEPEN, _S.BEEINDIGD}),
        _S.ACTIEF: frozenset({_S.BEEINDIGD}),
    }
)


def reconsider_until(signed: date, terms: date) -> date:
    """The last day of the bedenktijd: it runs from the later of the signature and the receipt of the terms."""
    return term_end(max(signed, terms), BEDENKTIJD)


def repay_until(revoked: date) -> date:
    return term_end(revoked, REPAY_WITHIN)


def milestones(row: Overeenkomst) -> tuple[tuple[str, date], ...]:
    """What happened and what will, by day: (name, day)."""
    return tuple(sorted(_days(row), key=lambda pair: pair[1]))


def _days(row: Overeenkomst) -> Iterator[tuple[str, date]]:
    ended = today(row.beeindigd_op) if row.beeindigd_op is not None else None
    days = {
        "aanvaard": today(row.aanvaard_op),
        "ondertekend": row.ondertekend_op,
        "bedenktijd_tot": row.bedenktijd_tot,
        "ingang": row.ingangsdatum,
        "einde": row.einddatum,
        row.status.value: ended if row.status in (_S.HERROEPEN, _S.GEANNULEERD) else None,
    }
    yield from ((name, day) for name, day in days.items() if day is not None)
