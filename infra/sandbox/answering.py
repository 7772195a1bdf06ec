"""What an endpoint must do with its own answers: repeat what may be lost, and stop when nobody wants them any more."""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from itertools import count

from infra.sandbox.relay import Forward, Letter, Reply
from infra.sandbox.trial import OFFER, OFFERED, Failed, Trial, expect_received

# How often the same callback may come that the broker refuses for good. A 409 may be tried a few times.
MOST_TRIES = {HTTPStatus.GONE: 1, HTTPStatus.CONFLICT: 4}
HOLD_SECONDS = 5.0


def withdrawn(trial: Trial) -> None:
    sent, _ = trial.answered()
    trial.sender.withdraw(sent)
    _, reply = trial.heard(sent.verstrekking_id, "aanvraag.ingetrokken")
    expect_received(reply)
    before = len(trial.callbacks(sent.verstrekking_id))
    trial.be_quiet()
    if trial.callbacks(sent.verstrekking_id)[before:]:
        raise Failed("the endpoint went on answering after aanvraag.ingetrokken")


def late(trial: Trial) -> None:
    """Withdrawn while the message was on its way: every answer comes too late."""
    arrived, ended = threading.Event(), threading.Event()

    def hold(letter: Letter, forward: Forward) -> Reply:
        if letter.type == OFFERED:
            arrived.set()
            ended.wait(HOLD_SECONDS)
        return forward(letter)

    with trial.meddling(to_lessor=hold):
        sent = trial.sender.send()
        arrived.wait(trial.pace.patience)
        trial.sender.withdraw(sent)
        ended.set()
        _, reply = trial.heard(sent.verstrekking_id, OFFERED)
    expect_received(reply)
    trial.expect_callback(sent, None, HTTPStatus.GONE)
    _expect_no_insisting(trial, sent.verstrekking_id, HTTPStatus.GONE)


def superseded(trial: Trial) -> None:
    """The endpoint answers a version that is no longer the one that was sent."""

    def older(letter: Letter, forward: Forward) -> Reply:
        if letter.type != OFFERED:
            return forward(letter)
        return forward(trial.sign(_older(letter.body), letter.id))

    def older_fetched(letter: Letter, forward: Forward) -> Reply:
        reply = forward(letter)
        return replace(reply, body=_older(reply.body)) if reply.received else reply

    with trial.meddling(to_lessor=older, to_fetch=older_fetched):
        sent, _, reply = trial.offered(edits=1)
        expect_received(reply)
        trial.expect_callback(sent, None, HTTPStatus.CONFLICT)
    _expect_no_insisting(trial, sent.verstrekking_id, HTTPStatus.CONFLICT)


def _older(body: bytes) -> bytes:
    content = json.loads(body)
    content["data"]["versie"] -= 1
    return json.dumps(content).encode()


def busy(trial: Trial) -> None:
    tries: Counter[str] = Counter()

    def refuse_twice(letter: Letter, forward: Forward) -> Reply:
        tries[letter.id] += 1
        return Reply(HTTPStatus.SERVICE_UNAVAILABLE) if tries[letter.id] <= len(("once", "twice")) else forward(letter)

    with trial.meddling(to_broker=refuse_twice):
        sent, _, reply = trial.offered()
        expect_received(reply)
        trial.expect_callback(sent, OFFER, HTTPStatus.ACCEPTED)
    _expect_same_bytes(trial, sent.verstrekking_id)


def lost_answer(trial: Trial) -> None:
    """The broker has it, and its answer is lost on the way back."""
    numbers: Iterator[int] = count()

    def lose(letter: Letter, forward: Forward) -> Reply:
        reply = forward(letter)
        return Reply(HTTPStatus.BAD_GATEWAY) if next(numbers) == 0 else reply

    with trial.meddling(to_broker=lose):
        sent, _, reply = trial.offered()
        expect_received(reply)
        trial.expect_callback(sent, None, HTTPStatus.OK)
        trial.expect_callback(sent, OFFER, HTTPStatus.ACCEPTED, HTTPStatus.OK)
    _expect_same_bytes(trial, sent.verstrekking_id)
    if len(trial.sender.offers(sent)) != 1:
        raise Failed("a repeated callback must be the same message: the sender sees more than one Offerte")


def accepted(trial: Trial) -> None:
    sent, _ = trial.answered()
    trial.sender.accept(trial.sender.offers(sent)[0])
    expect_received(trial.heard(sent.verstrekking_id, "offerte.aanvaard")[1])
    trial.expect_callback(sent, "overeenkomst.geactiveerd", HTTPStatus.ACCEPTED)


def _expect_no_insisting(trial: Trial, about: str, status: HTTPStatus) -> None:
    def tries() -> int:
        refused = [letter.id for letter, reply in trial.callbacks(about) if reply.status == status]
        return max(Counter(refused).values(), default=0)

    if trial.relay.wait(lambda: tries() > MOST_TRIES[status], trial.pace.listening):
        raise Failed(
            f"the broker said {status:d}, and the same callback came {tries()} times: it is not wanted any more"
        )


def _expect_same_bytes(trial: Trial, about: str) -> None:
    bodies = {(letter.id, letter.body) for letter, _ in trial.callbacks(about)}
    kinds = Counter(letter.type for letter, _ in trial.callbacks(about, OFFER))
    ids = {message_id for message_id, _ in bodies}
    if len(bodies) != len(ids):
        raise Failed("a callback came again under the same webhook-id with other bytes")
    if len({letter.id for letter, _ in trial.callbacks(about, OFFER)}) > 1:
        raise Failed(
            f"{kinds[OFFER]} callbacks for one Offerte under different webhook-ids: keep the id when you repeat"
        )
