"""Messages on SQS: ids only (I6)."""

import json
from typing import TYPE_CHECKING

from chalicelib.adapters.aws import aws_answers

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

MAX_DELAY_SECONDS = 900  # what SQS can hold back; longer waits are found through the due index


class SqsQueues:
    """The port `Queues`; raises Unavailable when SQS does not take the message."""

    def __init__(self, client: "SQSClient", queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def wake_dispatch(self, aanvraag_id: str, delay_seconds: int = 0) -> None:
        with aws_answers("sqs"):
            self._client.send_message(
                QueueUrl=self._queue_url,
                MessageBody=json.dumps({"aanvraag_id": aanvraag_id}),
                DelaySeconds=min(max(delay_seconds, 0), MAX_DELAY_SECONDS),
            )
