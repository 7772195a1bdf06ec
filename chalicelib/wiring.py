"""
Composition root: settings, one session, adapters, one frozen Broker.

Lazy, because packaging imports app.py without credentials, and kept, because a warm function keeps its connections
and keys. Whoever starts the broker elsewhere (the local stack, a test) hands over a Broker of their own with `use`.
"""

from threading import Lock

from chalicelib.adapters.aws import AwsSession, make_session
from chalicelib.adapters.clock import SystemClock, elapsed, system_entropy
from chalicelib.adapters.documents import S3Documents
from chalicelib.adapters.dynamodb.store import DynamoStore
from chalicelib.adapters.egress import HttpsEgress
from chalicelib.adapters.identity import CognitoIdentity, pool_of, token_keys
from chalicelib.adapters.mail import SesMail
from chalicelib.adapters.queues import SqsQueues
from chalicelib.adapters.signatures import StandardWebhooks
from chalicelib.adapters.vault import AwsVault
from chalicelib.privacy.doel import declared
from chalicelib.settings import Settings, read_settings
from chalicelib.usecases.ports.broker import Broker

_kept: list[Broker] = []
_making = Lock()


def broker() -> Broker:
    """The one Broker of this process, made at its first use."""
    with _making:
        if not _kept:
            settings = read_settings()
            _kept.append(build(settings, make_session(settings)))
    return _kept[0]


def use(ready: Broker) -> None:
    """From now on `broker()` is this one."""
    _kept[:] = [ready]


def web_origin() -> str:
    """Whose scripts may read answers; nobody's while no Broker could be made."""
    return _kept[0].settings.web_origin if _kept else ""


def build(settings: Settings, aws: AwsSession) -> Broker:
    clock = SystemClock()
    store = DynamoStore(aws.dynamodb, settings, clock.pause)
    return Broker(
        settings=settings,
        clock=clock,
        entropy=system_entropy,
        store=store,
        vault=AwsVault(aws.kms, settings.kms_key, store, clock, declared=declared, elapsed=elapsed),
        documents=S3Documents(aws.s3, settings.bucket_documenten),
        queues=SqsQueues(aws.sqs, settings.queue_verstrekkingen),
        mail=SesMail(aws.ses, settings.mail_from),
        identity=CognitoIdentity(aws.cognito_idp, pool_of(settings), token_keys(settings), clock),
        egress=HttpsEgress(),
        signatures=StandardWebhooks(),
    )
