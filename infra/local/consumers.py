"""Lambda's queue triggers: threads that poll SQS and call the function that is named after the queue."""

import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.handlers.queues import BATCH_SIZE
from infra.local.config import REGION
from infra.local.events import ACCOUNT, Context, Event, sqs_event

LONG_POLL_SECONDS = 1
RETRY_SECONDS = 1.0
THREADS_PER_QUEUE = 4

Function = Callable[[Event, Context], Any]


class Consumers:
    """Polls until stopped; a message is deleted only when its function has taken it."""

    def __init__(self, sqs: Any, queues: Mapping[str, str], functions: Mapping[str, Function]) -> None:
        self._sqs = sqs
        self._functions = {name: functions[name] for name in queues if name in functions}
        self._queues = queues
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        for name in self._functions:
            for number in range(THREADS_PER_QUEUE):
                thread = threading.Thread(target=self._poll, args=(name,), name=f"{name}-{number}", daemon=True)
                self._threads.append(thread)
                thread.start()

    def stop(self) -> None:
        """Let each thread end what it is doing."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def busy(self) -> bool:
        """Whether any queue holds a message that is waiting, delayed or being worked on."""
        return any(self._count(name) for name in self._functions)

    def consume(self, name: str) -> int:
        """Receive one batch and hand it over; how many messages it held."""
        url = self._queues[name]
        messages: list[Mapping[str, Any]] = self._sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=BATCH_SIZE,
            WaitTimeSeconds=LONG_POLL_SECONDS,
            AttributeNames=["All"],
            MessageAttributeNames=["All"],
        ).get("Messages", [])
        for message in taken(name, self._functions[name], messages) if messages else ():
            self._sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return len(messages)

    def _poll(self, name: str) -> None:
        while not self._stop.is_set():
            try:
                self.consume(name)
            except (BotoCoreError, ClientError) as error:
                print(f"queue {name}: {type(error).__name__}", file=sys.stderr)
                self._stop.wait(RETRY_SECONDS)

    def _count(self, name: str) -> int:
        counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self._sqs.get_queue_attributes(QueueUrl=self._queues[name], AttributeNames=counts)
        return sum(int(value) for value in found["Attributes"].values())


def taken(name: str, function: Function, messages: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Call the function with a batch; the messages that it took, as ReportBatchItemFailures tells."""
    try:
        answer = function(sqs_event(messages, f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"), Context(name))
    except Exception as error:  # noqa: BLE001 - as Lambda does: any failure leaves the whole batch in the queue
        print(f"queue {name}: function failed with {type(error).__name__}", file=sys.stderr)
        return []
    failed = _failed(answer)
    known = {message["MessageId"] for message in messages}
    if not failed <= known:
        return []  # Lambda takes an answer it does not understand for a failure of everything
    return [message for message in messages if message["MessageId"] not in failed]


def _failed(answer: Any) -> set[str]:
    items = (answer or {}).get("batchItemFailures") or []
    return {str(item.get("itemIdentifier", "")) for item in items}
