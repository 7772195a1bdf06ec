"""The commands of `python -m infra.sandbox`, and what each says when it cannot do what was asked."""

import argparse
import hashlib
import json
import shlex
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from chalicelib.adapters.signatures import StandardWebhooks
from chalicelib.handlers.schemas.examples import OUTGOING
from infra.local.config import LocalError, read_config
from infra.local.stopping import INTERRUPTED, Stopped, stopping
from infra.sandbox.relay import place_of
from infra.sandbox.scenarios import CASES_OF
from infra.sandbox.sender import PUSH
from infra.sandbox.trial import Pace

FAILED, NOT_TRIED = 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """0: all that was asked; 1: a scenario failed; 2: nothing could be tried; 130: Ctrl-C."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        with stopping():
            return command(options)
    except Stopped:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    except LocalError as error:
        print(f"error: {error}", file=sys.stderr)
        return NOT_TRIED


def certify(options: argparse.Namespace) -> int:
    from infra.sandbox.certification import Order, reference, report  # noqa: PLC0415 - the other commands do without its imports
    from infra.sandbox.certification import certify as run  # noqa: PLC0415

    if options.endpoint is not None:
        place_of(options.endpoint)
    if options.report is not None:
        _check_writable(options.report)
    pace = Pace(options.patience, options.quiet)
    extra = [_header(text) for text in options.header]
    order = Order(options.endpoint, options.start, options.only, options.way, extra, options.wait, pace)
    screen = sys.stdout  # also while standard output goes to the broker's log
    results = run(order, read_config(), lambda line: print(line, file=screen, flush=True))
    failed = [result for result in results if not result.passed]
    print(f"{len(results) - len(failed)} of {len(results)} scenarios passed")
    if options.report is not None:
        today = _now().date()
        content = report(options.endpoint or options.start or "example", options.way, results, today).encode()
        options.report.write_bytes(content)
        print(f"report: {reference(options.way, today)}")
        print(f"sha256: {hashlib.sha256(content).hexdigest()}")
    return FAILED if failed else 0


def _check_writable(path: Path) -> None:
    """Before minutes of scenarios whose results would be lost."""
    try:
        path.open("ab").close()
    except OSError as error:
        raise LocalError(f"the report cannot be written: {error.strerror}") from error


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(": ")
    if not (name and colon and value):
        raise LocalError('a header is written as "name: value"')
    return name, value


def messages(_options: argparse.Namespace) -> int:
    """Every kind of message, as it comes."""
    print(json.dumps(dict(OUTGOING), indent=2, ensure_ascii=False))
    return 0


def sign(options: argparse.Namespace) -> int:
    """The headers over a body, as arguments of curl."""
    try:
        body = sys.stdin.buffer.read() if options.body == "-" else Path(options.body).read_bytes()
        headers = StandardWebhooks().sign([options.secret], options.id or f"msg_{uuid4().hex}", _now(), body)
    except OSError as error:
        raise LocalError(f"the body cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise LocalError(str(error)) from error
    print(" ".join(f"-H {shlex.quote(f'{name}: {value}')}" for name, value in headers))
    return 0


def page(options: argparse.Namespace) -> int:
    from infra.sandbox.page import PATH, document  # noqa: PLC0415 - the other commands do without its imports

    if options.write:
        PATH.write_text(document(), encoding="utf-8")
    else:
        print(document(), end="")
    return 0


def _now() -> datetime:
    return datetime.now(UTC)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m infra.sandbox",
        description="For the developer of a lessor's endpoint.",
        epilog="Exit code: 0 passed, 1 a scenario failed, 2 nothing could be tried.",
    )
    commands = parser.add_subparsers(required=True, metavar="certify|messages|sign|page")
    _certify_options(_add(commands, "certify", certify, "try an endpoint against a broker on this machine"))
    _add(commands, "messages", messages, "print an example of every message that an endpoint gets")
    signing = _add(commands, "sign", sign, "print the signature headers of a body, as arguments of curl")
    signing.add_argument("--secret", required=True, help="whsec_...")
    signing.add_argument("--id", help="the webhook-id; a new one when left out")
    signing.add_argument("body", help="a file, or - for standard input")
    writing = _add(commands, "page", page, "print docs/kredietverstrekkers.md as the schemas make it")
    writing.add_argument("--write", action="store_true", help="write it to its place instead")
    return parser


def _certify_options(parser: argparse.ArgumentParser) -> None:
    names = ", ".join(dict.fromkeys(case.name for cases in CASES_OF.values() for case in cases))
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--endpoint", help="an endpoint that runs: http://127.0.0.1:<port>/<path>")
    what.add_argument("--start", metavar="COMMAND", help="start it with this command, which finds its PORT, "
                      "LEASE_DEAL_URL, LEASE_DEAL_ID and LEASE_DEAL_SECRET in its environment")  # fmt: skip
    parser.add_argument("--way", choices=tuple(CASES_OF), default=PUSH, help="how it is told; push when left out")
    parser.add_argument("--header", action="append", default=[], metavar="NAME: VALUE", help="what an API opens to")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help=f"one of {names}")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the results as JSON too")
    parser.add_argument("--wait", type=float, default=300.0, metavar="SECONDS", help="for the endpoint to be ready")
    parser.add_argument("--patience", type=float, default=Pace.patience, metavar="SECONDS", help="for an answer")
    parser.add_argument("--quiet", type=float, default=Pace.quiet, metavar="SECONDS", help="of silence that count")


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    command: Callable[[argparse.Namespace], int],
    text: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(command=command)
    return parser
