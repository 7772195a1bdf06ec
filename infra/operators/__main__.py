"""
Makes the first operators of a stage and publishes its documents, before anybody can sign in.

Run it as the role `<stage>-broker-founder-<region>`: it may make accounts and open none. A password is asked for, or
read from standard input as one line; it is never an argument. Doing it twice changes nothing.
"""

import argparse
import getpass
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from chalicelib.domain.account import SHORTEST_PASSWORD, password_fits
from chalicelib.domain.contact import Email
from chalicelib.domain.gebruiker import Rol
from chalicelib.domain.reglement_versie import DocumentSoort, ReglementVersie, text_digest
from chalicelib.errors import BrokerError, Unauthenticated
from chalicelib.handlers.schemas.reglementen import PublicatieOpgave
from chalicelib.usecases.account_records import find_account, schermnaam_hash
from chalicelib.usecases.create_operator import create_operator
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.publish_reglement import publish_reglement
from infra.operators.stage import OpenStage, StageError, open_stage
from infra.package.build import ROOT
from infra.package.parameters import stages

AWS_IDENTITY = "aws-identiteit"  # the use under which an ARN is hashed


def main(arguments: Sequence[str] | None = None) -> int:
    """1 with a message when it cannot be done."""
    chosen = _parser().parse_args(arguments)
    try:
        opened = open_stage(chosen.stage, chosen.region)
        print(f"{opened.stack} in {chosen.region}, as {opened.caller}")
        print(chosen.command(opened, chosen))
    except StageError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except BrokerError as error:
        print(f"error: refused ({error.code}) {error}".rstrip(), file=sys.stderr)
        return 1
    return 0


def create(opened: OpenStage, chosen: argparse.Namespace) -> str:
    """An account with these roles; one that is there already stays as it is."""
    broker, rollen = opened.broker, sorted(set(chosen.rol or Rol))
    _check(chosen)
    if chosen.dry_run:
        return f"would make an operator with the roles {_named(rollen)}, unless the address has an account"
    if present := find_account(broker, schermnaam_hash(broker, chosen.address)):
        return f"{present.id} has this address already, with the roles {_named(present.rollen)}: nothing was changed"
    password = _new_password()
    door = f"aws:{broker.vault.keyed_hash(AWS_IDENTITY, opened.caller)}"
    made = create_operator(broker, chosen.address, chosen.name, password, rollen, door)
    return f"{made} was made, with the roles {_named(rollen)}; on record as made by {door}"


def publish(opened: OpenStage, chosen: argparse.Namespace) -> str:
    """A version of a document, for good, in the name of an operator who gives the password."""
    broker, opgave = opened.broker, _opgave(chosen)
    digest = text_digest(opgave.tekst)
    present = broker.store.get(ReglementVersie, f"{opgave.soort}/{opgave.versie}")
    if present is not None:
        if (present.sha256, present.geldig_vanaf) != (digest, opgave.geldig_vanaf):
            raise StageError(
                f"{present.id} was published with another text or date (sha256 {present.sha256}, from "
                f"{present.geldig_vanaf}); a version never changes, so publish a new one"
            )
        return f"{present.id} was published before, with this very text: nothing was changed"
    if chosen.dry_run:
        return f"would publish {opgave.soort}/{opgave.versie}, from {opgave.geldig_vanaf}, sha256 {digest}"
    row = publish_reglement(broker, _signed_in(broker, chosen.address), opgave.publicatie())
    return f"{row.id} is published, valid from {row.geldig_vanaf}, sha256 {row.sha256}"


def _check(chosen: argparse.Namespace) -> None:
    """Before a password is asked for, and a user of the pool is made."""
    try:
        TypeAdapter[str](Email).validate_python(chosen.address)
    except ValidationError:
        raise StageError("this is no e-mail address") from None


def _signed_in(broker: Broker, address: str) -> str:
    """The account of an operator with the role that publishing takes. Raises StageError."""
    account = find_account(broker, schermnaam_hash(broker, address))
    if account is None or Rol.BEHEER not in account.rollen:
        raise StageError("this address is no operator's with the role beheer")
    try:
        # The tokens are dropped here and open nothing: the account's row knows of no such session.
        broker.identity.login(account.id, _ask("password: "))
    except Unauthenticated:
        raise StageError("the pool refuses this password") from None
    return account.id


def _opgave(chosen: argparse.Namespace) -> PublicatieOpgave:
    """What the route takes, so that nothing is published here that it would refuse."""
    try:
        return PublicatieOpgave(
            soort=DocumentSoort(chosen.soort),
            versie=chosen.versie,
            geldig_vanaf=chosen.valid_from or date.fromisoformat(chosen.versie),
            tekst=chosen.file.read_text(encoding="utf-8"),
        )
    except ValidationError as error:
        fields = sorted({str(fault["loc"][0]) for fault in error.errors(include_input=False)})
        raise StageError(f"cannot be published: {', '.join(fields)} does not fit") from None
    except UnicodeDecodeError:
        raise StageError(f"{chosen.file} is not UTF-8") from None
    except OSError as error:
        raise StageError(f"{chosen.file} cannot be read: {error.strerror}") from None
    except ValueError:
        raise StageError("say from when it is valid: --valid-from 2026-12-31") from None


def _new_password() -> str:
    password = _ask("password of the new operator: ")
    if sys.stdin.isatty() and password != _ask("the same once more: "):
        raise StageError("the two passwords differ")
    if not password_fits(password):
        raise StageError(f"the password needs at least {SHORTEST_PASSWORD} characters, and no space at either end")
    return password


def _ask(prompt: str) -> str:
    """Unseen from a keyboard, or a line of standard input."""
    return getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def _named(rollen: Sequence[Rol]) -> str:
    return ", ".join(sorted(rollen))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.operators", description=__doc__)
    parser.add_argument("--stage", required=True, choices=stages(ROOT / "infra"))
    parser.add_argument("--region", default="eu-central-1", help="default: eu-central-1")
    commands = parser.add_subparsers(required=True, metavar="create | publish")
    made = commands.add_parser("create", help="make an operator", description=create.__doc__)
    made.add_argument("--name", required=True, help="as colleagues know them")
    made.add_argument("--rol", action="append", choices=[rol.value for rol in Rol], type=Rol, help="default: all five")
    made.set_defaults(command=create)
    published = commands.add_parser("publish", help="publish a version of a document", description=publish.__doc__)
    published.add_argument("--soort", required=True, choices=[soort.value for soort in DocumentSoort])
    published.add_argument("--versie", required=True, help="name of the version, usually its date: 2026-12-31")
    published.add_argument("--valid-from", type=date.fromisoformat, help="default: the versie, when that is a date")
    published.add_argument("--file", required=True, type=Path, help="the text, Markdown in UTF-8")
    published.set_defaults(command=publish)
    for command in (made, published):
        command.add_argument("--address", required=True, help="e-mail address of the operator")
        command.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    return parser


if __name__ == "__main__":
    sys.exit(main())
