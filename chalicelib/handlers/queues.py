"""
What queues bring: ids only. A message that fails stays in the queue; the others of its batch are done.

Lambda calls these functions as they are (infra/functions.yaml), so that a queue function never loads Chalice.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from chalicelib import events, wiring
from chalicelib.handlers.event_time import event_time
from chalicelib.usecases.ask_kredietverstrekkers import ask_kredietverstrekkers
from chalicelib.usecases.dispatch_verstrekkingen import dispatch_verstrekkingen
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.purge_named_dossiers import purge_named_dossiers

# Messages at a time, one after another: so many sends of 15 s to who does not answer, or so many messages of fifty
# dossiers to destroy, fit the function's time-out.
BATCH_SIZE = 3

Work = Callable[[Mapping[str, Any]], object]
Failures = dict[str, list[dict[str, str]]]


def on_verstrekkingen(event: Mapping[str, Any], context: object = None) -> Failures:
    """Send what is due of each Aanvraag that a message names. Raises Closed: then all of them stay in the queue."""
    broker = wiring.open_broker()
    with events.within(function="verstrekkingen", invocation=str(getattr(context, "aws_request_id", ""))):
        return _each(event, lambda body: _dispatch(broker, str(body["aanvraag_id"])))


def _dispatch(broker: Broker, aanvraag_id: str) -> None:
    sent = dispatch_verstrekkingen(broker, aanvraag_id)
    answered = ask_kredietverstrekkers(broker, aanvraag_id)
    events.emit(events.QUEUE_MESSAGE_DONE, aanvraag=aanvraag_id, verzonden=sent, antwoorden=answered)


def on_wissingen(event: Mapping[str, Any], context: object = None) -> Failures:
    """Destroy the dossiers that a message names. Raises Closed: then all of them stay in the queue."""
    broker = wiring.open_broker()
    with events.within(function="wissingen", invocation=str(getattr(context, "aws_request_id", ""))):
        return _each(event, lambda body: _destroy(broker, body))


def _destroy(broker: Broker, body: Mapping[str, Any]) -> None:
    gone = purge_named_dossiers(broker, body["dossiers"], event_time(broker, body["tot"]))
    events.emit(events.QUEUE_MESSAGE_DESTROYED, aantal=gone)


def _each(event: Mapping[str, Any], work: Work) -> Failures:
    failed = []
    for record in event["Records"]:
        with events.within(message=record["messageId"]):
            try:
                work(json.loads(record["body"]))
            except Exception as error:  # noqa: BLE001 - any failure leaves just this message to the queue and its DLQ
                events.emit(events.QUEUE_MESSAGE_FAILED, error=events.where(error))
                failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
