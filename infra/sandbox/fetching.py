"""What an endpoint must do when it is only told that something waits for it: come for it, once, and not after a 410."""

import json
import threading
from http import HTTPStatus
from itertools import count

from chalicelib.usecases.messages import FETCH_CODE
from infra.sandbox.relay import Forward, Letter, Reply
from infra.sandbox.trial import OFFER, OFFERED, Failed, Trial, expect_received

HOLD_SECONDS = 5.0


def fetched(trial: Trial) -> None:
    sent, letter = trial.answered()
    trial.expect_fetch(sent.verstrekking_id, HTTPStatus.OK)
    _expect_code(trial, sent.verstrekking_id, letter)
    before = len(trial.fetches(sent.verstrekking_id))
    expect_received(trial.relay.deliver(trial.sign(letter.body, letter.id)))
    trial.be_quiet()
    if again := len(trial.fetches(sent.verstrekking_id)) - before:
        raise Failed(f"a notice with a known webhook-id was fetched again, {again} times: each is put on record")


def _expect_code(trial: Trial, about: str, notice: Letter) -> None:
    """The broker of a sandbox lets an endpoint on loopback do without it; no other does."""
    code = json.loads(notice.body)["data"][FETCH_CODE]
    if any(fetch.headers.get(FETCH_CODE) != code for fetch, _ in trial.fetches(about)):
        raise Failed(f"the GET has to carry data.{FETCH_CODE} of its notice in the header {FETCH_CODE}")


def gone(trial: Trial) -> None:
    """Withdrawn while the notice was on its way: there is nothing to come for any more."""
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
    trial.expect_fetch(sent.verstrekking_id, HTTPStatus.GONE)
    trial.relay.wait(lambda: _said(trial, sent.verstrekking_id) > 1, trial.pace.listening)
    if len(trial.fetches(sent.verstrekking_id)) > 1:
        raise Failed("the broker said 410, and the endpoint came for it again: it is not there any more")
    if trial.callbacks(sent.verstrekking_id):
        raise Failed("the broker said 410, and the endpoint answered the Aanvraag all the same")


def fetch_lost(trial: Trial) -> None:
    """The broker gave it, and its answer is lost on the way: the same webhook-id would be refused from then on."""
    numbers = count()

    def lose(letter: Letter, forward: Forward) -> Reply:
        reply = forward(letter)
        return Reply(HTTPStatus.BAD_GATEWAY) if next(numbers) == 0 else reply

    with trial.meddling(to_fetch=lose):
        sent, _, reply = trial.offered()
        expect_received(reply)
        trial.expect_fetch(sent.verstrekking_id, HTTPStatus.OK)
    trial.expect_callback(sent, OFFER, HTTPStatus.ACCEPTED)


def _said(trial: Trial, about: str) -> int:
    return len(trial.fetches(about)) + len(trial.callbacks(about))
