"""Mail to people. Dutch texts live in the adapter; a mail never carries data of a dossier."""

from typing import Protocol


class Mail(Protocol):
    def send_code(self, to: str, soort: str, code: str) -> None:
        """One six-digit code; `soort` is `bevestiging`, `herstel` or `identiteit`."""

    def send_notice(self, to: str, soort: str, **params: str) -> None:
        """A text without personal data, e.g. that an address is already known."""
