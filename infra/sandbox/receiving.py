"""What an endpoint must do with a message: repeated, at the same moment, forged, replayed, unreadable, unknown."""

import json
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from uuid import uuid4

from infra.sandbox.relay import Forward, Letter, Reply
from infra.sandbox.trial import OFFER, OFFERED, Failed, Trial, expect_received

AT_ONCE = 5
OLD = 3600.0  # seconds
NEW = -600.0
# Well signed, and nothing that can be understood.
MALFORMED = (b"", b"{", b"[]", b"null", b'"aanvraag.aangeboden"', b'{"type":"aanvraag.aangeboden"}', b"\xff\xfe",
             b'{"type":5,"data":[]}', b'{"type":"aanvraag.aangeboden","data":{}}', b"[" * 100_000)  # fmt: skip


def challenge(trial: Trial) -> None:
    token = uuid4().hex
    reply = trial.relay.deliver(trial.sign(trial.message("test", {"uitdaging": token}), f"test_{token}"))
    expect_received(reply)
    try:
        answer = json.loads(reply.body).get("antwoord")
    except (ValueError, AttributeError):
        answer = None
    if answer != token:
        raise Failed('the body of the answer must be {"antwoord": <data.uitdaging of the message>}')


def offered(trial: Trial) -> None:
    sent, _ = trial.answered()
    if len(trial.sender.offers(sent)) != 1:
        raise Failed("the sender does not see exactly one Offerte")


def duplicate(trial: Trial) -> None:
    sent, letter = trial.answered()
    before = _ids(trial, sent.verstrekking_id)
    for _ in range(2):
        expect_received(trial.relay.deliver(trial.sign(letter.body, letter.id)))
    trial.be_quiet()
    if again := _ids(trial, sent.verstrekking_id) - before:
        raise Failed(f"a message with a known webhook-id was answered again, with {len(again)} new callbacks")


def simultaneous(trial: Trial) -> None:
    def five_times(letter: Letter, forward: Forward) -> Reply:
        if letter.type != OFFERED:
            return forward(letter)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            replies = list(pool.map(forward, [letter] * AT_ONCE))
        return next((reply for reply in replies if not reply.received), replies[0])

    with trial.meddling(to_lessor=five_times):
        sent, _, reply = trial.offered()
    expect_received(reply)
    trial.expect_callback(sent, OFFER, HTTPStatus.ACCEPTED)
    trial.be_quiet()
    ids = {letter.id for letter, _ in trial.callbacks(sent.verstrekking_id, OFFER)}
    if len(ids) > 1:
        raise Failed(f"{AT_ONCE} copies of one message at the same moment led to {len(ids)} Offertes")


def rotation(trial: Trial) -> None:
    body = trial.message("test", {"uitdaging": "rotatie"})
    expect_received(trial.relay.deliver(trial.sign(body, "test_rotatie", secrets=(trial.stranger(), trial.secret))))


def forged_body(trial: Trial) -> None:
    body, about = trial.renamed(_sample(trial))
    letter = trial.sign(body, about)
    trial.expect_refused(Letter(letter.headers, body.replace(b'"versie":1', b'"versie":2')), about, "a changed body")


def forged_signature(trial: Trial) -> None:
    body, about = trial.renamed(_sample(trial))
    trial.expect_refused(trial.sign(body, about, secrets=(trial.stranger(),)), about, "the signature of a stranger")


def unsigned(trial: Trial) -> None:
    body, about = trial.renamed(_sample(trial))
    trial.expect_refused(Letter({"content-type": "application/json"}, body), about, "a message without signature")


def replayed(trial: Trial) -> None:
    body, about = trial.renamed(_sample(trial))
    trial.expect_refused(trial.sign(body, about, age=OLD), about, "a message that was signed an hour ago")


def ahead(trial: Trial) -> None:
    body, about = trial.renamed(_sample(trial))
    trial.expect_refused(trial.sign(body, about, age=NEW), about, "a message that was signed ten minutes ahead")


def malformed(trial: Trial) -> None:
    for number, body in enumerate(MALFORMED):
        reply = trial.relay.deliver(trial.sign(body, f"msg_{uuid4().hex}"))
        if reply.received or not reply.status:
            said = reply.status or "nothing"
            raise Failed(f"unreadable message {number + 1} of {len(MALFORMED)} was answered with {said}: answer 422")
    challenge(trial)


def unknown(trial: Trial) -> None:
    data = {"verstrekking_id": "ver_voorbeeld", "aanvraag_id": "aan_voorbeeld", "versie": 1}
    expect_received(trial.relay.deliver(trial.sign(trial.message("voorbeeld.toekomst", data), f"msg_{uuid4().hex}")))

    def richer(letter: Letter, forward: Forward) -> Reply:
        if letter.type != OFFERED:
            return forward(letter)
        content = json.loads(letter.body)
        content["data"]["later_toegevoegd"] = {"veld": 1}
        return forward(trial.sign(json.dumps(content).encode(), letter.id))

    with trial.meddling(to_lessor=richer):
        sent, _, reply = trial.offered()
    expect_received(reply)
    trial.expect_callback(sent, None, HTTPStatus.ACCEPTED)


def _sample(trial: Trial) -> Letter:
    """An offered message of the broker, as it came."""
    known = [letter for letter, _ in list(trial.relay.messages) if letter.type == OFFERED]
    return known[0] if known else trial.answered()[1]


def _ids(trial: Trial, about: str) -> set[str]:
    return {letter.id for letter, _ in trial.callbacks(about)}
