"""Deliveries as operators and Kredietverstrekkers see them: ids, codes and times, nothing personal."""

from datetime import datetime

from chalicelib.domain.bereikbaarheid import Bereikbaarheid
from chalicelib.domain.gebruiker import Rol
from chalicelib.domain.ids import aanvraag_of
from chalicelib.domain.levering import Poging
from chalicelib.domain.model import Model
from chalicelib.domain.verstrekking import Verstrekking
from chalicelib.usecases.messages import OFFERED
from chalicelib.usecases.withhold import Due


class PogingWeergave(Model):
    """One try; `status` is 0 where no answer came."""

    op: datetime
    status: int
    reden: str
    duur: int


class BerichtPogingen(Model):
    id: str
    type: str
    status: str
    volgende: datetime | None = None
    pogingen: tuple[PogingWeergave, ...]


class Pogingen(Model):
    berichten: tuple[BerichtPogingen, ...]


class LeveringWeergave(Model):
    """One message; `sinds` is when it was first tried, or made. `eigenaar` is a role until an operator took it on."""

    id: str
    aanvraag_id: str
    verstrekking_id: str
    kredietverstrekker_id: str
    type: str
    status: str
    reden: str
    sinds: datetime
    eigenaar: str
    aantal_pogingen: int
    pogingen: tuple[PogingWeergave, ...]


class Storing(Model):
    """A Kredietverstrekker where messages fail: what, since when, and until when nothing is tried."""

    kredietverstrekker_id: str
    naam: str
    reden: str
    sinds: datetime | None
    mislukkingen: int
    dicht_tot: datetime | None = None


class LeveringLijst(Model):
    leveringen: tuple[LeveringWeergave, ...]
    storingen: tuple[Storing, ...]
    volgende: str | None = None


class Herhaling(Model):
    """For all dead letters of one Kredietverstrekker; `na` goes on from an earlier answer."""

    kredietverstrekker_id: str
    na: str | None = None


class HerhalingUitkomst(Model):
    herhaald: int
    overgeslagen: int
    volgende: str | None = None


class LeveringStand(Model):
    """Ids and states only: it is stored for a repeat."""

    id: str
    status: str


def levering_shown(row: Due) -> LeveringWeergave:
    levering = row.levering
    return LeveringWeergave(
        id=row.id,
        aanvraag_id=aanvraag_of(row.id),
        verstrekking_id=row.id if isinstance(row, Verstrekking) else row.verstrekking_id,
        kredietverstrekker_id=row.kredietverstrekker_id,
        type=_type(row),
        status=levering.status,
        reden=levering.reden,
        sinds=levering.eerste_voornemen or row.gemaakt_op,
        eigenaar=levering.eigenaar or Rol.BEHEER,
        aantal_pogingen=levering.pogingen,
        pogingen=tuple(map(_poging, levering.verloop)),
    )


def pogingen_shown(row: Due) -> BerichtPogingen:
    return BerichtPogingen(
        id=row.id,
        type=_type(row),
        status=row.levering.status,
        volgende=row.levering.volgende,
        pogingen=tuple(map(_poging, row.levering.verloop)),
    )


def storing_shown(naam: str, row: Bereikbaarheid) -> Storing:
    return Storing(
        kredietverstrekker_id=row.id,
        naam=naam,
        reden=row.reden,
        sinds=row.mislukt_sinds,
        mislukkingen=row.mislukkingen,
        dicht_tot=row.dicht_tot,
    )


def _type(row: Due) -> str:
    return OFFERED if isinstance(row, Verstrekking) else row.type.value


def _poging(poging: Poging) -> PogingWeergave:
    return PogingWeergave(**poging.model_dump())
