"""A sweep on the real adapters and moto: dossiers that are due, and a fault at any call to AWS that it makes."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.model import OperationModel

from chalicelib import wiring
from chalicelib.adapters.aws import AwsSession, make_session
from chalicelib.adapters.dynamodb.codec import encode
from chalicelib.domain.aanvraag import Aanvraag
from chalicelib.domain.dossier import Dossier
from chalicelib.domain.register_rows import Voortgang
from chalicelib.domain.row import DataSleutel, DueSoort, Inhoud
from chalicelib.privacy.bewaartermijn import CONCEPT
from chalicelib.privacy.bewijs import append
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert
from chalicelib.usecases.purge_due_dossiers import purge_due_dossiers
from chalicelib.usecases.resume_vernietigingen import resume_vernietigingen
from tests.broker import Crash
from tests.fakes.clock import FakeClock
from tests.functional.moto_tables import TABLES, moto_tables, store_settings

OWNER, MAKER = "org_" + "v" * 26, "acc_" + "v" * 26
MADE = datetime(2027, 3, 2, 10, tzinfo=UTC)
DUE, RULE = CONCEPT.ending(MADE)
RUN = DUE + timedelta(hours=1)
PAST_ANY_LEASE = timedelta(minutes=2)
DAYS_OF_LATER = 30
FIRST_LATER, AT_ONCE = 10**6, 12  # two rows each in a write of 25
# What differs between a run that went well and one that was made good: times of the clock, and who came how often.
UNEQUAL = {"rev", "write_id", "loper", "begonnen_op", "uitgevoerd_op"}
KEYS = "https://cognito-idp.eu-central-1.amazonaws.com/voorbeeld/.well-known/jwks.json"  # nobody fetches it
Item = dict[str, Any]
Call = tuple[str, str]  # service and operation


class Wire:
    """Every call of these clients, by number; `before` and `after` may raise, or refuse it, at one of them."""

    def __init__(self, aws: AwsSession) -> None:
        self.calls: list[Call] = []
        self.tables: list[str] = []  # what each call names of them, as text
        self.before: Callable[[int, Call], bool] = lambda _number, _call: False
        self.after: Callable[[int], None] = lambda _number: None
        clients: list[Any] = [aws.dynamodb, aws.s3, aws.sqs, aws.kms, aws.cognito_idp]
        for client in clients:
            client.meta.events.register("before-call", self._before)
            client.meta.events.register("after-call", self._after)

    def clear(self) -> None:
        self.calls.clear()
        self.tables.clear()

    def _before(self, model: OperationModel, params: Item, **_: object) -> tuple[AWSResponse, Item] | None:
        call = (str(model.service_model.service_name), str(model.name))
        self.calls.append(call)
        body = params.get("body", b"")
        self.tables.append(repr(re.findall(r"voorbeeld-(\w+)", body.decode() if isinstance(body, bytes) else "")))
        if self.before(len(self.calls), call):
            return AWSResponse("", 500, HTTPHeaders(), None), {"Error": {"Code": "InternalServerError", "Message": ""}}
        return None

    def _after(self, **_: object) -> None:
        self.after(len(self.calls))


@dataclass(frozen=True)
class Stage:
    """A broker on moto, whose calls are counted; `direct` is a client of its own that nobody counts."""

    broker: Broker
    clock: FakeClock
    wire: Wire
    direct: AwsSession

    def run(self) -> None:
        """The sweep of one moment, which may come more than once."""
        purge_due_dossiers(self.broker, RUN)

    def again(self) -> None:
        """All is well now, and the lease of whoever died is over."""
        self.wire.before, self.wire.after = (lambda _number, _call: False), (lambda _number: None)
        self.clock.move_to(RUN + PAST_ANY_LEASE)
        resume_vernietigingen(self.broker, self.clock.now())
        self.run()

    def rows(self) -> list[Item]:
        """Every item of every table, as it is."""
        tables = TABLES.values()
        return [
            {"table": name, **item} for name in tables for item in self.direct.dynamodb.scan(TableName=name)["Items"]
        ]

    def objects(self) -> list[str]:
        bucket = self.broker.settings.bucket_documenten
        found = self.direct.s3.list_object_versions(Bucket=bucket)
        return [one["Key"] for one in (*found.get("Versions", []), *found.get("DeleteMarkers", []))]

    def restore(self, rows: list[Item]) -> None:
        """These rows and no others, and two versions of an upload of the first dossier."""
        now = self.rows()
        for row in (row for row in now if row not in rows):
            self.direct.dynamodb.delete_item(TableName=row["table"], Key={"pk": row["pk"], "sk": row["sk"]})
        for row in (row for row in rows if row not in now):
            item = {name: value for name, value in row.items() if name != "table"}
            self.direct.dynamodb.put_item(TableName=row["table"], Item=item)
        self.broker.documents.erase(dossier_id(0))
        for _ in range(2):
            self.broker.documents.put(f"{dossier_id(0)}/voorbeeld", b"x")
        self.clock.move_to(RUN)
        self.wire.clear()

    def outcome(self) -> tuple[list[Item], list[str]]:
        """All that is stored, but for what may differ."""
        return sorted(
            (_equal(row) for row in self.rows() if row["soort"]["S"] != "voortgang"), key=repr
        ), self.objects()


@contextmanager
def staged() -> Iterator[Stage]:
    """Tables and a versioned bucket; nothing of it outlives the block."""
    with moto_tables():
        settings = store_settings().model_copy(update={"token_keys_url": KEYS})
        aws, direct, clock = make_session(settings), make_session(settings), FakeClock(RUN)
        location: Any = {"LocationConstraint": settings.region}
        for bucket in (settings.bucket_documenten, settings.bucket_ijkpunten):
            direct.s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=location)
        versioned: Any = {"Status": "Enabled"}
        direct.s3.put_bucket_versioning(Bucket=settings.bucket_documenten, VersioningConfiguration=versioned)
        yield Stage(replace(wiring.build(settings, aws), clock=clock), clock, Wire(aws), direct)


def fill(broker: Broker, due: int, later: int = 0) -> None:
    """So many dossiers that are due at RUN, each with an Aanvraag, and so many that are not; all as if long stored."""
    for number in range(due):
        _store(broker, number, DUE)
    for number in range(due, due + later):
        _store(broker, number, DUE + timedelta(days=1 + number % DAYS_OF_LATER))
    day = DUE.date().isoformat()
    for soort in (DueSoort.BEWAARTERMIJN, DueSoort.VERNIETIGING):
        broker.store.commit(Insert(Voortgang(id=soort, dag=day)))


def store_later(stage: Stage, count: int) -> None:
    """So many dossiers that are due on another day: their own row, which is the one in the index, and their key."""
    tables = stage.broker.settings.table_broker, stage.broker.settings.table_sleutels
    for start in range(0, count, AT_ONCE):
        numbers = range(FIRST_LATER + start, FIRST_LATER + min(start + AT_ONCE, count))
        due = DUE + timedelta(days=1 + start // AT_ONCE % DAYS_OF_LATER)
        rows = [(plain_dossier(n, due), plain_key(dossier_id(n))) for n in numbers]
        puts: Any = {
            table: [{"PutRequest": {"Item": encode(pair[place])}} for pair in rows]
            for place, table in enumerate(tables)
        }
        stage.direct.dynamodb.batch_write_item(RequestItems=puts)


def dossier_id(number: int) -> str:
    return "dos_" + _letters(number)


def die_before(number: int) -> Callable[[Wire], None]:
    def fault(wire: Wire) -> None:
        def before(at: int, _: Call) -> bool:
            if at == number:
                raise Crash
            return False

        wire.before = before

    return fault


def die_after(number: int) -> Callable[[Wire], None]:
    def fault(wire: Wire) -> None:
        def after(at: int) -> None:
            if at == number:
                raise Crash

        wire.after = after

    return fault


def fail_once(number: int) -> Callable[[Wire], None]:
    def fault(wire: Wire) -> None:
        wire.before = lambda at, _: at == number

    return fault


def fail_for_good(number: int) -> Callable[[Wire], None]:
    """From that call on, every call of its operation."""

    def fault(wire: Wire) -> None:
        def before(at: int, call: Call) -> bool:
            return at >= number and call == wire.calls[number - 1]

        wire.before = before

    return fault


FAULTS = {"die before": die_before, "die after": die_after, "fail once": fail_once, "fail for good": fail_for_good}


def _store(broker: Broker, number: int, due: datetime) -> None:
    one = dossier_id(number)
    made = MADE + (due - DUE)
    dossier, stuk = append(_dossier(one, made, due), "dossier.gemaakt", made, MAKER, {})
    aanvraag = Aanvraag(
        id=f"aan_{one[4:]}{'a' * 8}",
        eigenaar=OWNER,
        maker=MAKER,
        product="financial_lease",
        gemaakt_op=made,
        gewijzigd_op=made,
    )
    inhoud = Inhoud(id=one, revisie=1, model="dossier", versleuteld=b"x")
    sleutel = plain_key(one)
    broker.store.commit(*map(Insert, (dossier, stuk, aanvraag, inhoud, sleutel)))


def plain_dossier(number: int, due: datetime) -> Dossier:
    """The row of one that is due then."""
    return _dossier(dossier_id(number), MADE, due)


def _dossier(one: str, made: datetime, due: datetime) -> Dossier:
    return Dossier(
        id=one,
        eigenaar=OWNER,
        maker=MAKER,
        betrokkene="klant",
        gemaakt_op=made,
        gewijzigd_op=made,
        vernietigen_op=due,
        regel=RULE,
    )


def plain_key(one: str) -> DataSleutel:
    return DataSleutel(id=one, eigenaar_soort="dossier", verpakt=b"x")


def _letters(number: int) -> str:
    """Twenty-six letters that are another's for no other number."""
    found = ""
    for _ in range(26):
        number, rest = divmod(number, 26)
        found += chr(ord("a") + rest)
    return found


def _equal(row: Item) -> Item:
    kept = {name: value for name, value in row.items() if name not in UNEQUAL and name != "eigenaar_plaats"}
    if row["soort"]["S"] == "vernietiging":
        # Of objects a second run counts what the first one left.
        kept["opslag"] = re.sub(r"\d+ objectversies", "n objectversies", repr(row["opslag"]))
        for counted_from_its_end in ("bewijs_tot", "due_bucket", "due_at"):
            del kept[counted_from_its_end]
    return kept
