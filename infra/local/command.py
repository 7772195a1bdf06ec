"""The commands of `python -m infra.local`, and what each says when it cannot do what was asked."""

import argparse
import sys
import threading
from collections.abc import Callable, Sequence

from infra.local.clock import SCHEDULE
from infra.local.config import LOOPBACK, LocalConfig, LocalError, read_config
from infra.local.job import fire
from infra.local.reset import reset
from infra.local.stopping import INTERRUPTED, Stopped, stopping

ENVIRONMENT = "PORT (8000), SANDBOX_PORT (8100 and the two after it), AWS_PORT (4566), DATA_DIR (.data/)"


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], None] = options.command
    try:
        command(options)
    except Stopped:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    except LocalError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def run(_options: argparse.Namespace) -> None:
    from infra.local.stack import running  # noqa: PLC0415 - the other commands do without its imports

    config = read_config()
    try:
        with stopping(), running(config):
            print(_addresses(config), flush=True)
            threading.Event().wait()
    except Stopped:
        print("stopped")


def demo(_options: argparse.Namespace) -> None:
    from infra.local.demo.play import play  # noqa: PLC0415 - the other commands do without its imports

    play()


def job(options: argparse.Namespace) -> None:
    print(fire(read_config(), options.name, options.at))


def empty(_options: argparse.Namespace) -> None:
    with stopping():
        print(reset(read_config()))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m infra.local",
        description="The local stack.",
        epilog=f"Environment, with defaults: {ENVIRONMENT}.",
    )
    commands = parser.add_subparsers(required=True, metavar="run|demo|job|reset")
    _add(commands, "run", run, "start the whole broker and keep it running until Ctrl-C")
    _add(commands, "demo", demo, "play one Aanvraag from sign-up to destruction, then stop")
    _add(commands, "reset", empty, "empty the data directory")
    one = _add(commands, "job", job, "fire one scheduled function of the running stack")
    one.add_argument("name", help=" or ".join(SCHEDULE))
    one.add_argument("--at", help="its event time, like 2027-06-01T02:00:00Z; now when left out")
    return parser


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    command: Callable[[argparse.Namespace], None],
    text: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(command=command)
    return parser


def _addresses(config: LocalConfig) -> str:
    boxes = ", ".join(f"http://{LOOPBACK}:{port}" for port in config.sandbox_ports)
    return (
        f"broker     {config.broker_url}\n"
        f"mail box   {config.broker_url}/v1/lokaal/post\n"
        f"sandboxes  {boxes}\n"
        f"local AWS  {config.aws_url}\n"
        f"data       {config.data_dir}\n"
        "ready; Ctrl-C stops everything and keeps the data"
    )
