"""
The broker on an AWS in memory, called as Lambda calls it: events of the gateway and of the queue go in at `app`.

HTTP and queue are two functions, so they get two Brokers: what one has in memory the other must fetch. Calls are
counted for both; what Lambda itself does (polling the queue) goes through clients of its own.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import uuid4

import jwt
import requests
from mypy_boto3_sqs import SQSClient

from app import app
from chalicelib import wiring
from chalicelib.adapters.aws import AwsSession, CallCounter, make_session
from chalicelib.adapters.clock import SystemClock
from chalicelib.adapters.identity import CognitoIdentity, pool_of
from chalicelib.adapters.vault import AwsVault
from chalicelib.domain.register_rows import Voortgang
from chalicelib.domain.row import DueSoort
from chalicelib.privacy.doel import declared
from chalicelib.settings import Settings
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert, Replace
from infra.local.events import Context, HttpRequest, proxy_event, sqs_event
from infra.local.routes import Match, match
from tests.fakes.egress import FakeEgress
from tests.fakes.mail import FakeMail
from tests.functional.moto_tables import moto_tables, store_settings

QUEUE = "verstrekkingen"
LEDGER, QUARANTINE = "voorbeeld-ijkpunten", "voorbeeld-quarantaine"
# Moto takes what is left out for required, where AWS does not.
PASSWORDS: Any = {"MinimumLength": 12} | dict.fromkeys(
    ("RequireUppercase", "RequireLowercase", "RequireNumbers", "RequireSymbols"), False
)
Json = dict[str, Any]


class PublishedKeys:
    """The key set of the pool, fetched once, as a warm function has it."""

    def __init__(self, issuer: str) -> None:
        published = requests.get(f"{issuer}/.well-known/jwks.json", timeout=5)
        self._keys = jwt.PyJWKSet.from_dict(published.json())

    def get_signing_key(self, kid: str) -> jwt.PyJWK:
        return self._keys[kid]


@dataclass(frozen=True)
class Stage:
    """`http` and `queue` are the Brokers of the two functions, `calls` counts what both ask of AWS."""

    settings: Settings
    http: Broker
    queue: Broker
    calls: CallCounter
    egress: FakeEgress
    mail: FakeMail
    lambdas: SQSClient

    def call(self, method: str, path: str, body: Json | None = None, token: str = "", **headers: str) -> Json:
        """One request with its answer. A sender's POST carries an Idempotency-Key. Raises RuntimeError if refused."""
        sent = {"content-type": "application/json", **headers}
        if token:
            sent["authorization"] = f"Bearer {token}"
        if token and method == "POST":
            sent.setdefault("idempotency-key", str(uuid4()))
        return self.raw_call(method, path, b"" if body is None else json.dumps(body).encode(), sent)

    def raw_call(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Json:
        """One request of which the bytes count."""
        request = HttpRequest(method, path, list(headers.items()), body)
        found = match(app.routes, request.path)
        if found is None:
            raise RuntimeError(f"{method} {path} is no route")
        answer = self.answer(request, found)
        if answer["statusCode"] >= 300:  # noqa: PLR2004 - HTTP's own classes
            raise RuntimeError(f"{method} {found.route} answered {answer['statusCode']}: {answer['body']}")
        content: Json = json.loads(answer["body"] or "{}")
        return content

    def answer(self, request: HttpRequest, found: Match) -> Json:
        """What the HTTP function gives the gateway."""
        wiring.use(self.http)
        given: Json = app(proxy_event(request, found, str(uuid4()), app.api.binary_types), Context("api"))
        return given

    def restarted(self) -> "Stage":
        """The same AWS, and functions that have nothing in memory yet."""
        http, queue = (_broker(self.settings, self.calls, self.egress, self.mail) for _ in range(2))
        return replace(self, http=http, queue=queue)

    def work_off_queue(self) -> None:
        """What Lambda's trigger does: one batch to the queue's function. Raises RuntimeError if a message stays."""
        wiring.use(self.queue)
        url = self.settings.queue_verstrekkingen
        messages: list[Any] = self.lambdas.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        answer = app.handler_map[QUEUE](sqs_event(messages, f"arn:{QUEUE}"), Context(QUEUE))
        if not messages or answer["batchItemFailures"]:
            raise RuntimeError("the queue's function failed")
        for message in messages:
            self.lambdas.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


@contextmanager
def running(counter: CallCounter | None = None, elapsed: Callable[[], float] = lambda: 0.0) -> Iterator[Stage]:
    """A stage of its own, empty; nothing of it outlives the block. `elapsed` is the age of what is in memory."""
    with moto_tables():
        uncounted = make_session(store_settings())
        settings = _with_resources(store_settings(), uncounted)
        calls, egress, mail = counter or CallCounter(), FakeEgress(), FakeMail()
        http, queue = (_broker(settings, calls, egress, mail, elapsed) for _ in range(2))
        yield Stage(settings, http, queue, calls, egress, mail, uncounted.sqs)


def ran_until(stage: Stage, day: date) -> None:
    """As if each job had run every night, and had found nothing before `day`: it reads the due index from there."""
    store = stage.http.store
    for soort in DueSoort:
        found = store.get(Voortgang, soort)
        row = Voortgang(id=soort, dag=day.isoformat(), rev=found.rev if found else 0)
        store.commit(Replace(row) if found else Insert(row))


def _with_resources(settings: Settings, aws: AwsSession) -> Settings:
    """Keys, queue, ledger and pool, under the names that AWS gave them."""
    aws.s3.create_bucket(
        Bucket=LEDGER,
        CreateBucketConfiguration={"LocationConstraint": settings.region},  # type: ignore[typeddict-item] # a str
        ObjectLockEnabledForBucket=True,
    )
    aws.s3.create_bucket(
        Bucket=QUARANTINE,
        CreateBucketConfiguration={"LocationConstraint": settings.region},  # type: ignore[typeddict-item] # a str
    )
    pool = aws.cognito_idp.create_user_pool(PoolName="bench", Policies={"PasswordPolicy": PASSWORDS})
    pool_id = pool["UserPool"]["Id"]
    client = aws.cognito_idp.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName="bench",
        ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )
    issuer = f"https://cognito-idp.{settings.region}.amazonaws.com/{pool_id}"
    made = {
        "kms_key": aws.kms.create_key()["KeyMetadata"]["Arn"],
        "kms_signing_key": aws.kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["Arn"],
        "bucket_ijkpunten": LEDGER,
        "bucket_quarantaine": QUARANTINE,
        "queue_verstrekkingen": aws.sqs.create_queue(QueueName=QUEUE)["QueueUrl"],
        "queue_wissingen": aws.sqs.create_queue(QueueName="wissingen")["QueueUrl"],
        "user_pool": pool_id,
        "user_pool_client": client["UserPoolClient"]["ClientId"],
        "token_issuer": issuer,
        "token_keys_url": f"{issuer}/.well-known/jwks.json",
    }
    return settings.model_copy(update=made)


def _broker(
    settings: Settings,
    counter: CallCounter,
    egress: FakeEgress,
    mail: FakeMail,
    elapsed: Callable[[], float] = lambda: 0.0,
) -> Broker:
    """
    What wiring builds, but for the way out, the mailbox, and keys that are fetched through moto.

    Time stands still for the keys in memory: whether they are warm is for the bench to say, not for the machine.
    """
    aws = make_session(settings, counter=counter)
    broker = wiring.build(settings, aws)
    keys = PublishedKeys(settings.token_issuer)
    vault = AwsVault(aws.kms, settings.kms_key, broker.store, broker.clock, declared=declared, elapsed=elapsed)
    identity = CognitoIdentity(aws.cognito_idp, pool_of(settings), keys, SystemClock())
    return replace(broker, egress=egress, mail=mail, vault=vault, identity=identity)
