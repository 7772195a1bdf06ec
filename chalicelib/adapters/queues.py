"""Messages on SQS: ids only (I6)."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.adapters.aws import aws_answers

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

MAX_DELAY_SECONDS = 900  # what SQS can hold back; longer waits are found through the due index


class SqsQueues:
    """The port `Queues`; raises Unavailable when SQS does not take the message."""

    def __init__(self, client: "SQSClient", verstrekkingen: str, wissingen: str) -> None:
        """With the URL of each queue."""
        self._client = client
        self._verstrekkingen = verstrekkingen
        self._wissingen = wissingen

    def wake_dispatch(self, aanvraag_id: str, delay_seconds: int = 0) -> None:
        delay = min(max(delay_seconds, 0), MAX_DELAY_SECONDS)
        self._send(self._verstrekkingen, {"aanvraag_id": aanvraag_id}, delay)

    def hand_over(self, dossier_ids: Sequence[str], now: datetime) -> None:
        self._send(self._wissingen, {"dossiers": list(dossier_ids), "tot": now.isoformat()})

    def _send(self, url: str, body: object, delay: int = 0) -> None:
        with aws_answers("sqs"):
            self._client.send_message(QueueUrl=url, MessageBody=json.dumps(body), DelaySeconds=delay)
