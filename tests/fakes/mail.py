"""A mailbox for everybody: what was sent, to whom, in order."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Sent:
    to: str
    soort: str
    code: str = ""
    params: tuple[tuple[str, str], ...] = ()


@dataclass
class FakeMail:
    """The port `Mail`."""

    sent: list[Sent] = field(default_factory=list)

    def send_code(self, to: str, soort: str, code: str) -> None:
        self.sent.append(Sent(to, soort, code))

    def send_notice(self, to: str, soort: str, **params: str) -> None:
        self.sent.append(Sent(to, soort, params=tuple(sorted(params.items()))))

    def codes(self, to: str, soort: str) -> list[str]:
        """The codes of one kind that an address got, oldest first."""
        return [mail.code for mail in self.sent if (mail.to, mail.soort) == (to, soort)]
