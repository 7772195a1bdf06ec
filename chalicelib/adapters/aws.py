"""
AWS clients of one session: made on first use, kept, and unable to leave the region (art. 9 lid 5, I16).

boto3 itself would follow a redirect, an environment variable or a wrong name to any region in the world. Here the
last step before the wire looks at the host of every request, of every client, in production and in tests alike.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import boto3
from botocore.awsrequest import AWSPreparedRequest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.model import OperationModel

from chalicelib import errors
from chalicelib.settings import EEA_REGIONS, Settings

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_ses import SESClient
    from mypy_boto3_sqs import SQSClient

HTTPS_PORT = 443
CONFIG = Config(  # type: ignore[call-arg] # the stubs do not know ignore_configured_endpoint_urls
    # Three attempts of at most 2 + 5 seconds stay below API Gateway's 29.
    retries={"mode": "standard", "total_max_attempts": 3},
    connect_timeout=2,
    read_timeout=5,
    max_pool_connections=20,
    tcp_keepalive=True,
    # AWS_ENDPOINT_URL and its kin must not move a client: the endpoint is a setting or it is the region's own.
    ignore_configured_endpoint_urls=True,
    account_id_endpoint_mode="disabled",
)


class RegionError(RuntimeError):
    """A request was about to leave for a host outside the allowed regions; a fault of ours, so no BrokerError."""


class RegionGuard:
    """Refuses every request whose host is not an endpoint of an allowed region, or the one local endpoint."""

    def __init__(self, regions: frozenset[str], endpoint_url: str | None = None) -> None:
        if not regions <= EEA_REGIONS:
            raise RegionError("a configured region is not in the EEA")
        self._endings = tuple(ending for region in sorted(regions) for ending in _endings(region))
        self._endpoint = None if endpoint_url is None else _place(endpoint_url)

    def __call__(self, request: AWSPreparedRequest, event_name: str, **_: object) -> None:
        """The handler of botocore's `before-send`."""
        if not self.allows(request.url):
            raise RegionError(f"{event_name}: the host is not in an allowed region")

    def allows(self, url: str) -> bool:
        """Whether this URL may be called. With a local endpoint nothing else may, the real AWS included."""
        scheme, host, port = place = _place(url)
        if self._endpoint is not None:
            return place == self._endpoint
        return scheme == "https" and port == HTTPS_PORT and host.endswith(self._endings)


class CallCounter:
    """Counts the calls per `service.operation`, retries not included; for benches and tests."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self._lock = Lock()

    def __call__(self, model: OperationModel, **_: object) -> None:
        """The handler of botocore's `before-call`."""
        with self._lock:
            self.calls[f"{model.service_model.service_name}.{model.name}"] += 1


class AwsSession:
    """The clients that the adapters take. Making this object reads no credentials and opens no connection."""

    def __init__(self, settings: Settings, other_regions: frozenset[str], counter: CallCounter | None) -> None:
        self._settings = settings
        self._guard = RegionGuard(other_regions | {settings.region}, settings.endpoint_url)
        self._counter = counter
        self._session: Any = None
        self._clients: dict[str, Any] = {}
        self._making = Lock()

    @property
    def dynamodb(self) -> "DynamoDBClient":
        client: DynamoDBClient = self._client("dynamodb")
        return client

    @property
    def kms(self) -> "KMSClient":
        client: KMSClient = self._client("kms")
        return client

    @property
    def s3(self) -> "S3Client":
        client: S3Client = self._client("s3")
        return client

    @property
    def sqs(self) -> "SQSClient":
        client: SQSClient = self._client("sqs")
        return client

    @property
    def cognito_idp(self) -> "CognitoIdentityProviderClient":
        client: CognitoIdentityProviderClient = self._client("cognito-idp")
        return client

    @property
    def ses(self) -> "SESClient":
        client: SESClient = self._client("ses")
        return client

    def _client(self, service: str) -> Any:
        # Clients may be shared by threads, but a boto3 session may not make two at once.
        with self._making:
            if service not in self._clients:
                self._clients[service] = self._make(service)
            return self._clients[service]

    def _make(self, service: str) -> Any:
        if self._session is None:
            self._session = boto3.Session(region_name=self._settings.region)
            self._watch(self._session.events)
        return self._session.client(service, endpoint_url=self._settings.endpoint_url, config=CONFIG)

    def _watch(self, events: Any) -> None:
        # First, so that no other handler (moto's answers, for one) comes before the refusal.
        events.register_first("before-send", self._guard)
        if self._counter is not None:
            events.register("before-call", self._counter)


def make_session(
    settings: Settings, other_regions: frozenset[str] = frozenset(), counter: CallCounter | None = None
) -> AwsSession:
    """
    One session for all clients of a process.

    `other_regions` are further regions of the EEA that this process may call (a replica); raises RegionError for
    any outside it.
    """
    return AwsSession(settings, other_regions, counter)


@contextmanager
def aws_answers(what: str) -> Iterator[None]:
    """
    Turns what AWS or the way to it answers into Unavailable, with AWS's own error code and nothing else.

    The cause is cut off: botocore's messages repeat parameters, and those can be somebody's data.
    """
    try:
        yield
    except ClientError as error:
        raise errors.Unavailable(f"{what}: {error_code(error)}") from None
    except BotoCoreError as error:
        raise errors.Unavailable(f"{what}: {type(error).__name__}") from None


def error_code(error: ClientError) -> str:
    """AWS's code, such as `NoSuchKey`."""
    return error.response.get("Error", {}).get("Code", "unknown")


def _endings(region: str) -> tuple[str, str]:
    """How the host names of this region end, in IPv4 and in dual-stack form."""
    if region.startswith("eusc-"):
        return f".{region}.amazonaws.eu", f".{region}.api.amazonwebservices.eu"
    return f".{region}.amazonaws.com", f".{region}.api.aws"


def _place(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    default = HTTPS_PORT if parts.scheme == "https" else None
    return parts.scheme, parts.hostname or "", parts.port or default
