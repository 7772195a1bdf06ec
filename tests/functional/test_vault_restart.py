"""Art. 9 lid 1 and 3: the local AWS is not believed; an older row put back over a newer one is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib import errors, wiring
from chalicelib.adapters.aws import make_session
from chalicelib.adapters.dynamodb.codec import RowFormatError
from chalicelib.adapters.dynamodb.keys import find_key
from chalicelib.domain.dossier import Dossier
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.row import DataSleutel, Inhoud, Row, inhoud_key
from chalicelib.settings import Settings
from chalicelib.usecases.authenticate import authenticate
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.read_dossier import read_dossier
from infra.local.deploy import client
from tests.functional.contract_bodies import dossier_body
from tests.functional.contract_client import Api
from tests.functional.own_broker import OwnBroker

OLD, NEW = "Voorbeeld", "Nieuwenaam"
Item = dict[str, Any]
Restart = Callable[[], Broker]


@pytest.fixture
def restart(local_aws: Settings) -> Restart:
    """A broker as a new process has it: nothing in memory, everything from the local AWS."""
    return lambda: wiring.build(local_aws, make_session(local_aws))


class Rows:
    """The tables as somebody sees them who may write to them and knows no key."""

    def __init__(self, settings: Settings) -> None:
        self._dynamodb = client("dynamodb", str(settings.endpoint_url))
        self._names = {"broker": settings.table_broker, "sleutels": settings.table_sleutels}

    def get(self, kind: type[Row], row_id: str) -> Item:
        key = find_key(kind, row_id)
        place = {"pk": {"S": key.pk}, "sk": {"S": key.sk}}
        found: Item = self._dynamodb.get_item(TableName=self._names[key.table], Key=place, ConsistentRead=True)["Item"]
        return found

    def put(self, kind: type[Row], item: Item) -> None:
        table = "sleutels" if kind is DataSleutel else "broker"
        self._dynamodb.put_item(TableName=self._names[table], Item=item)


@pytest.fixture
def rows(local_aws: Settings) -> Rows:
    return Rows(local_aws)


@pytest.fixture
def actor(own: OwnBroker, sender: Api) -> Actor:
    return authenticate(own.broker, f"Bearer {sender.token}", own.broker.clock.now())[0]


def _dossier(sender: Api) -> str:
    return str(sender.made("/v1/dossiers", dossier_body())["id"])


def _rename(sender: Api, dossier_id: str) -> None:
    answer = sender.patch(f"/v1/dossiers/{dossier_id}", {"betrokkene": {"achternaam": NEW}}, 1)
    assert answer.status == 200, answer.raw


def _name(broker: Broker, actor: Actor, dossier_id: str) -> str:
    return str(read_dossier(broker, actor, dossier_id)[1]["betrokkene"]["achternaam"])


def test_a_restart_reads_what_was_sealed(sender: Api, actor: Actor, restart: Restart) -> None:
    """The counterpart of the refusals below: without an attack a fresh process opens the newest revision."""
    dossier_id = _dossier(sender)
    assert _name(restart(), actor, dossier_id) == OLD
    _rename(sender, dossier_id)
    assert _name(restart(), actor, dossier_id) == NEW


def test_an_old_ciphertext_put_back_is_refused(sender: Api, actor: Actor, restart: Restart, rows: Rows) -> None:
    """The row of the newest revision, with the ciphertext of the one before it."""
    dossier_id = _dossier(sender)
    old = rows.get(Inhoud, inhoud_key("dossier", dossier_id, 1))
    _rename(sender, dossier_id)
    new = rows.get(Inhoud, inhoud_key("dossier", dossier_id, 2))
    rows.put(Inhoud, {**new, "versleuteld": old["versleuteld"]})
    with pytest.raises(errors.Undecryptable):
        _name(restart(), actor, dossier_id)
    rows.put(Inhoud, new)
    assert _name(restart(), actor, dossier_id) == NEW


def test_an_old_row_at_the_place_of_a_new_is_refused(sender: Api, actor: Actor, restart: Restart, rows: Rows) -> None:
    dossier_id = _dossier(sender)
    old = rows.get(Inhoud, inhoud_key("dossier", dossier_id, 1))
    _rename(sender, dossier_id)
    new = rows.get(Inhoud, inhoud_key("dossier", dossier_id, 2))
    rows.put(Inhoud, {**old, "sk": new["sk"]})
    with pytest.raises(RowFormatError, match="not at its own place"):
        _name(restart(), actor, dossier_id)


def test_a_whole_dossier_of_yesterday_is_refused(sender: Api, actor: Actor, restart: Restart, rows: Rows) -> None:
    """Envelope and ciphertext put back together fit each other; the evidence that was written since does not (I5)."""
    dossier_id = _dossier(sender)
    envelope, sealed = rows.get(Dossier, dossier_id), rows.get(Inhoud, inhoud_key("dossier", dossier_id, 1))
    _rename(sender, dossier_id)
    rows.put(Dossier, envelope)
    rows.put(Inhoud, sealed)
    with pytest.raises(errors.Unavailable):
        _name(restart(), actor, dossier_id)


def test_the_key_of_another_dossier_opens_nothing(sender: Api, actor: Actor, restart: Restart, rows: Rows) -> None:
    """A wrapped key is bound to its owner: moved to another one, KMS does not open it."""
    dossier_id, other = _dossier(sender), _dossier(sender)
    own_key = rows.get(DataSleutel, dossier_id)
    rows.put(DataSleutel, {**own_key, "verpakt": rows.get(DataSleutel, other)["verpakt"]})
    with pytest.raises(errors.Undecryptable):
        _name(restart(), actor, dossier_id)


def test_a_refused_reading_tells_nobody_why(own: OwnBroker, sender: Api, rows: Rows) -> None:
    """Outside it is the one bland answer; inside, the attempt is on record."""
    dossier_id = _dossier(sender)
    row = rows.get(Inhoud, inhoud_key("dossier", dossier_id, 1))
    sealed = row["versleuteld"]["B"]
    rows.put(Inhoud, {**row, "versleuteld": {"B": sealed[:-1] + bytes([sealed[-1] ^ 1])}})
    answer = sender.get(f"/v1/dossiers/{dossier_id}")
    assert (answer.status, answer.json()["type"]) == (500, "/problemen/interne-fout")
    assert own.whole_chain(dossier_id)[-1].gebeurtenis == "inzage"
