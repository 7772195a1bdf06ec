"""
Composition root: settings, one session, adapters, one frozen Broker.

Lazy, because packaging imports app.py without credentials, and kept, because a warm function keeps its connections
and keys. Whoever starts the broker elsewhere (the local stack, a test) hands over a Broker of their own with `use`.

Whoever serves asks for the Broker through the gate: once per process it is looked whether a restore brought back what
was erased (I8).
"""

from datetime import datetime, timedelta
from threading import Lock
from weakref import WeakValueDictionary

from chalicelib.adapters.aws import AwsSession, make_session
from chalicelib.adapters.clock import SystemClock, elapsed, system_entropy
from chalicelib.adapters.documents import S3Documents
from chalicelib.adapters.dynamodb.store import DynamoStore
from chalicelib.adapters.egress import HttpsEgress
from chalicelib.adapters.grootboek import S3Grootboek
from chalicelib.adapters.identity import CognitoIdentity, pool_of, token_keys
from chalicelib.adapters.ijkpunten import S3Ijkpunten
from chalicelib.adapters.inspection import StrictInspection
from chalicelib.adapters.leverwijzen import LEVERWIJZEN
from chalicelib.adapters.mail import SesMail
from chalicelib.adapters.quarantine import S3Quarantine
from chalicelib.adapters.queues import SqsQueues
from chalicelib.adapters.scanner import ClamdScanner, GuardDutyScanner, LocalScanner
from chalicelib.adapters.signatures import StandardWebhooks
from chalicelib.adapters.signer import KmsSigner
from chalicelib.adapters.vault import AwsVault
from chalicelib.errors import Closed
from chalicelib.privacy.doel import declared
from chalicelib.settings import Settings, read_settings
from chalicelib.usecases.follow_grootboek import may_serve
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.scanner import Scanner

LOOK_AGAIN = timedelta(seconds=5)  # while the gate is closed: not for each of many requests
_kept: list[Broker] = []
_making = Lock()
_through: WeakValueDictionary[int, Broker] = WeakValueDictionary()  # by identity: a Broker holds what has no hash
_refused: list[tuple[Broker, datetime]] = []
_looking = Lock()


def broker() -> Broker:
    """The one Broker of this process, made at its first use."""
    with _making:
        if not _kept:
            settings = read_settings()
            _kept.append(build(settings, make_session(settings)))
    return _kept[0]


def open_broker() -> Broker:
    """
    The Broker, for everything that serves with it. Raises Closed while erasures have to be carried out again, and
    Unavailable when that cannot be told; a process that is through stays through.
    """
    ready = broker()
    with _looking:
        if id(ready) not in _through:
            _look(ready)
            _through[id(ready)] = ready
    return ready


def _look(ready: Broker) -> None:
    now = ready.clock.now()
    if any(one is ready and now - at < LOOK_AGAIN for one, at in _refused):
        raise Closed
    if not may_serve(ready):
        _refused[:] = [(ready, now)]
        raise Closed


def use(ready: Broker) -> None:
    """From now on `broker()` is this one."""
    _kept[:] = [ready]


def web_origin() -> str:
    """Whose scripts may read answers; nobody's while no Broker could be made."""
    return _kept[0].settings.web_origin if _kept else ""


def build(settings: Settings, aws: AwsSession) -> Broker:
    clock = SystemClock()
    store = DynamoStore(aws.dynamodb, settings, clock.pause, clock.now)
    return Broker(
        settings=settings,
        clock=clock,
        entropy=system_entropy,
        store=store,
        vault=AwsVault(aws.kms, settings.kms_key, store, clock, declared=declared, elapsed=elapsed),
        documents=S3Documents(aws.s3, settings.bucket_documenten),
        quarantine=S3Quarantine(aws.s3, settings.bucket_quarantaine),
        inspection=StrictInspection(),
        scanner=_scanner(settings, aws),
        grootboek=S3Grootboek(aws.s3, settings.bucket_ijkpunten, system_entropy),
        ijkpunten=S3Ijkpunten(aws.s3, settings.bucket_ijkpunten),
        queues=SqsQueues(aws.sqs, settings.queue_verstrekkingen, settings.queue_wissingen),
        mail=SesMail(aws.ses, settings.mail_from),
        identity=CognitoIdentity(aws.cognito_idp, pool_of(settings), token_keys(settings), clock),
        egress=HttpsEgress(),
        leverwijzen=LEVERWIJZEN,
        signatures=StandardWebhooks(),
        signer=KmsSigner(aws.kms, settings.kms_signing_key, [key.model_dump() for key in settings.earlier_keys]),
    )


def _scanner(settings: Settings, aws: AwsSession) -> Scanner:
    if settings.scanner == "clamd":
        return ClamdScanner(settings.clamd_host, settings.clamd_port)
    if settings.scanner == "guardduty":
        return GuardDutyScanner(aws.s3, settings.bucket_quarantaine)
    return LocalScanner()
