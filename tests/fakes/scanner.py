"""A scanner that says what a test wants to hear."""

from chalicelib.usecases.ports.scanner import Verdict


class FakeScanner:
    """The port `Scanner`; with `in_quarantine` it takes its time, as the cloud's does."""

    def __init__(self, said: Verdict = Verdict.CLEAN, *, in_quarantine: bool = False) -> None:
        self.said = said
        self.in_quarantine = in_quarantine
        self.asked: list[str] = []

    def verdict(self, place: str, content: bytes) -> Verdict:
        self.asked.append(place)
        return self.said
