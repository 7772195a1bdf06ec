"""A bewaarblokkade, for tests: placing and lifting one, and what is left of a dossier for its owner."""

from datetime import timedelta

import pytest

from chalicelib.domain.bewaarblokkade import BlokkadeGrond, NieuweBlokkade
from chalicelib.domain.gebruiker import Actor
from chalicelib.errors import NotFound
from chalicelib.usecases.lift_bewaarblokkade import lift_bewaarblokkade
from chalicelib.usecases.list_aanvragen import list_aanvragen
from chalicelib.usecases.list_dossiers import list_dossiers
from chalicelib.usecases.list_toestemmingen import list_toestemmingen
from chalicelib.usecases.place_bewaarblokkade import place_bewaarblokkade
from chalicelib.usecases.read_aanvraag import read_aanvraag
from chalicelib.usecases.read_dossier import read_dossier
from chalicelib.usecases.transaction import DossierWriter
from tests.broker import OPERATOR, SECOND_OPERATOR, Bench, Crash

REDEN = "Voorbeeld: Testpersoon vordert schadevergoeding."


def hold(bench: Bench, dossier_id: str, grond: BlokkadeGrond = BlokkadeGrond.RECHTSVORDERING) -> str:
    """An operator's hold, to be reviewed in a year."""
    day = (bench.clock.now() + timedelta(days=365)).date()
    nieuw = NieuweBlokkade(dossier_id=dossier_id, reden=REDEN, grond=grond, herzien_op=day)
    return place_bewaarblokkade(bench.broker, OPERATOR, nieuw, None).id


def lift(bench: Bench, blokkade_id: str) -> None:
    """By two persons."""
    assert lift_bewaarblokkade(bench.broker, OPERATOR, blokkade_id) is not None
    assert lift_bewaarblokkade(bench.broker, SECOND_OPERATOR, blokkade_id) is None


def die_behind_lift(bench: Bench, blokkade_id: str) -> None:
    """By two persons, and the process ends with the first commit of the second."""

    def die(_changes: object) -> None:
        raise Crash

    assert lift_bewaarblokkade(bench.broker, OPERATOR, blokkade_id) is not None
    bench.store.after_commit = die
    with pytest.raises(Crash):
        lift_bewaarblokkade(bench.broker, SECOND_OPERATOR, blokkade_id)
    bench.store.after_commit = None


def restrict(bench: Bench, dossier_id: str, door: str = "") -> None:
    """As a Verzoek will, once there is one."""
    state = bench.state(dossier_id)
    writer = DossierWriter(state, bench.clock.now(), OPERATOR.account_id)
    writer.replace(state.dossier.model_copy(update={"beperkt": True, "beperkt_door": door}))
    writer.commit(bench.broker)


def free(bench: Bench, dossier_id: str) -> None:
    state = bench.state(dossier_id)
    writer = DossierWriter(state, bench.clock.now(), OPERATOR.account_id)
    writer.replace(state.dossier.model_copy(update={"beperkt": False, "beperkt_door": ""}))
    writer.commit(bench.broker)


def gone_for(bench: Bench, owner: Actor, dossier_id: str) -> bool:
    """Whether its owner finds nothing of it, by any way."""
    with pytest.raises(NotFound):
        read_dossier(bench.broker, owner, dossier_id)
    for aanvraag_id in bench.state(dossier_id).aanvragen:
        with pytest.raises(NotFound):
            read_aanvraag(bench.broker, owner, aanvraag_id)
    lists = (list_dossiers, list_aanvragen, list_toestemmingen)
    return not any(found(bench.broker, owner, None, 50)[0] for found in lists)
