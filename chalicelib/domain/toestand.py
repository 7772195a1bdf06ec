"""State machines as data: the declared edges, and nothing moves along any other (I13)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from chalicelib.errors import IllegalState

S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True)
class Machine(Generic[S]):
    edges: Mapping[S, frozenset[S]]

    def allowed(self, start: S) -> tuple[str, ...]:
        return tuple(sorted(self.edges.get(start, frozenset())))

    def move(self, start: S, end: S) -> S:
        """`end`, if there is an edge to it; else IllegalState with the states that are allowed."""
        if end not in self.edges.get(start, frozenset()):
            raise IllegalState(allowed=self.allowed(start))
        return end
