"""What DynamoDB costs and how it fails: calls counted, answers lost, batches half done."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.stub import Stubber
from moto import mock_aws
from mypy_boto3_dynamodb import DynamoDBClient

from chalicelib import errors
from chalicelib.adapters.aws import CallCounter, make_session
from chalicelib.adapters.dynamodb.codec import RowFormatError
from chalicelib.adapters.dynamodb.store import DynamoStore
from chalicelib.domain.dossier import Dossier
from chalicelib.usecases.ports.store import Insert, Remove, Replace, Require
from tests.fakes.clock import FakeClock
from tests.functional.dossier_rows import DOSSIER, aanvraag, dossier, inhoud
from tests.functional.moto_tables import TABLES, moto_tables, store_settings
from tests.functional.store_rows import account, kredietverstrekker


class Client:
    """The client of moto's tables, with faults put in: `lose` answers, `hold_back` all but one of a batch."""

    def __init__(self, client: DynamoDBClient) -> None:
        self._client = client
        self.lose = False
        self.hold_back = False
        self.stuck = False
        self.tokens: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def put_item(self, **arguments: Any) -> Any:
        """As the SDK does when an answer is lost: the same request once more."""
        if self.lose:
            self._client.put_item(**arguments)
        return self._client.put_item(**arguments)

    def transact_write_items(self, **arguments: Any) -> Any:
        self.tokens.append(arguments["ClientRequestToken"])
        return self._client.transact_write_items(**arguments)

    def batch_get_item(self, *, RequestItems: Any) -> Any:  # noqa: N803 - DynamoDB's own name
        first, left = self._part(RequestItems, "Keys")
        answer: Any = {"Responses": {}}
        if not self.stuck:
            answer = self._client.batch_get_item(RequestItems=first)
        return {**answer, "UnprocessedKeys": left}

    def batch_write_item(self, *, RequestItems: Any) -> Any:  # noqa: N803 - DynamoDB's own name
        ((table, requests),) = RequestItems.items()
        done = 0 if self.stuck else 1 if self.hold_back else len(requests)
        if done:
            self._client.batch_write_item(RequestItems={table: requests[:done]})
        return {"UnprocessedItems": {table: requests[done:]} if requests[done:] else {}}

    def _part(self, tables: Any, field: str) -> tuple[Any, Any]:
        """What is done now, and what is left: all, or one key of the first table."""
        if self.stuck:
            return {}, tables
        if not self.hold_back:
            return tables, {}
        name, part = next(iter(tables.items()))
        left = {**tables, name: {**part, field: part[field][1:]}}
        return {name: {**part, field: part[field][:1]}}, {key: value for key, value in left.items() if value[field]}


@pytest.fixture
def client() -> Iterator[Client]:
    with moto_tables() as real:
        yield Client(real)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def store(client: Client, clock: FakeClock) -> DynamoStore:
    faulty: Any = client
    return DynamoStore(faulty, store_settings(), clock.pause, clock.now)


def test_a_lost_answer_to_a_put_is_no_conflict(client: Client, store: DynamoStore) -> None:
    """The SDK repeats a put whose answer was lost; meeting its own write, it has succeeded."""
    client.lose = True
    store.commit(Insert(dossier()))
    store.commit(Replace(dossier(versie=8)))
    assert store.get(Dossier, DOSSIER) == dossier(versie=8, rev=4)
    with pytest.raises(errors.Conflict):
        store.commit(Insert(dossier(versie=8, rev=4)))


def test_every_transaction_has_a_token_of_its_own(client: Client, store: DynamoStore) -> None:
    store.commit(Insert(dossier()), Insert(account()))
    store.commit(Replace(dossier()), Replace(account()))
    assert len(set(client.tokens)) == 2


def test_half_done_reads_are_completed_after_a_pause(client: Client, store: DynamoStore, clock: FakeClock) -> None:
    rows = (dossier(), account(), kredietverstrekker())
    store.commit(*(Insert(row) for row in rows))
    client.hold_back = True
    assert store.get_many([(type(row), row.id) for row in rows]) == list(rows)
    assert clock.pauses == [0.05, 0.1]


def test_half_done_deletions_are_completed_too(client: Client, store: DynamoStore, clock: FakeClock) -> None:
    store.commit(Insert(dossier()), Insert(aanvraag()), Insert(inhoud()))
    client.hold_back = True
    assert store.erase(DOSSIER) == {"broker": 3}
    assert store.list_prefix(DOSSIER) == []
    assert clock.pauses == [0.05, 0.1]


def test_a_batch_that_never_ends_is_unavailable(client: Client, store: DynamoStore, clock: FakeClock) -> None:
    store.commit(Insert(dossier()))
    client.stuck = True
    with pytest.raises(errors.Unavailable):
        store.get_many([(Dossier, DOSSIER)])
    with pytest.raises(errors.Unavailable):
        store.erase(DOSSIER)
    assert len(clock.pauses) == 14


def test_one_change_costs_one_plain_write() -> None:
    with moto_tables():
        counter = CallCounter()
        counted = DynamoStore(
            make_session(store_settings(), counter=counter).dynamodb, store_settings(), _no_pause, FakeClock().now
        )
        counted.commit(Insert(dossier()))
        counted.commit(Replace(dossier()))
        counted.commit(Remove(dossier(rev=4)))
        counted.commit()
        with pytest.raises(ValueError, match="more changes"):
            counted.commit(*(Insert(inhoud(revisie=number)) for number in range(101)))
        with pytest.raises(RowFormatError):
            counted.commit(Insert(account()), Insert(dossier(versie="2")))
        assert counter.calls == {"dynamodb.PutItem": 2, "dynamodb.DeleteItem": 1}


def test_a_dossier_of_one_page_costs_one_read() -> None:
    with moto_tables():
        counter = CallCounter()
        counted = DynamoStore(
            make_session(store_settings(), counter=counter).dynamodb, store_settings(), _no_pause, FakeClock().now
        )
        counted.commit(Insert(dossier()), Insert(aanvraag()), Insert(inhoud()))
        assert counted.load_dossier(DOSSIER) is not None
        assert counter.calls == {"dynamodb.TransactWriteItems": 1, "dynamodb.Query": 1}


def test_every_read_of_rows_is_consistent(client: Client, store: DynamoStore) -> None:
    asked: list[dict[str, Any]] = []
    client.meta.events.register("provide-client-params.dynamodb", lambda params, **_: asked.append(dict(params)))
    store.load_dossier(DOSSIER)
    store.get(Dossier, DOSSIER)
    store.list_prefix(DOSSIER)
    store.get_many([(Dossier, DOSSIER)])
    (batch,) = asked.pop()["RequestItems"].values()
    assert [params["ConsistentRead"] for params in (*asked, batch)] == [True] * 5


def test_an_item_put_elsewhere_is_refused(client: Client, store: DynamoStore) -> None:
    store.commit(Insert(dossier()))
    table = TABLES["TableBroker"]
    (item,) = client.scan(TableName=table)["Items"]
    client.put_item(TableName=table, Item=item | {"pk": {"S": "DOSSIER#dos_" + "z" * 26}})
    with pytest.raises(RowFormatError):
        store.load_dossier("dos_" + "z" * 26)


@pytest.mark.parametrize(
    ("code", "reasons", "expected"),
    [
        ("TransactionCanceledException", ["None", "ConditionalCheckFailed"], errors.Conflict),
        ("TransactionCanceledException", ["TransactionConflict", "None"], errors.Conflict),
        ("TransactionCanceledException", ["ThrottlingError", "ConditionalCheckFailed"], errors.Conflict),
        ("TransactionCanceledException", ["ThrottlingError", "None"], errors.Unavailable),
        ("TransactionCanceledException", ["None", "ProvisionedThroughputExceeded"], errors.Unavailable),
        ("TransactionInProgressException", [], errors.Unavailable),
        ("ProvisionedThroughputExceededException", [], errors.Unavailable),
    ],
)
def test_a_cancelled_transaction_says_what_to_do(code: str, reasons: list[str], expected: type[Exception]) -> None:
    fields = {"CancellationReasons": [{"Code": reason} for reason in reasons]} if reasons else None
    with _stubbed() as (store, stub):
        stub.add_client_error("transact_write_items", code, "Testpersoon", modeled_fields=fields)
        with pytest.raises(expected) as refusal:
            store.commit(Insert(dossier()), Require(account()))
    assert "Testpersoon" not in str(refusal.value)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("ConditionalCheckFailedException", errors.Conflict),
        ("TransactionConflictException", errors.Conflict),
        ("ThrottlingException", errors.Unavailable),
    ],
)
def test_a_refused_single_write_says_what_to_do(code: str, expected: type[Exception]) -> None:
    with _stubbed() as (store, stub):
        stub.add_client_error("put_item", code)
        stub.add_client_error("delete_item", code)
        for change in (Replace(dossier()), Remove(dossier())):
            with pytest.raises(expected):
                store.commit(change)


def test_a_read_that_fails_is_unavailable() -> None:
    with _stubbed() as (store, stub):
        stub.add_client_error("query", "InternalServerError", "Testpersoon")
        with pytest.raises(errors.Unavailable) as refusal:
            store.load_dossier(DOSSIER)
    assert "Testpersoon" not in str(refusal.value)


@contextmanager
def _stubbed() -> Iterator[tuple[DynamoStore, Stubber]]:
    """A store whose client answers what the stub is told to."""
    with mock_aws():
        client = make_session(store_settings()).dynamodb
        with Stubber(client) as stub:
            yield DynamoStore(client, store_settings(), _no_pause, FakeClock().now), stub


def _no_pause(_seconds: float) -> None:
    raise AssertionError
