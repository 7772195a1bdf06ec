"""Which route a path belongs to, decided as API Gateway does: a literal goes before a parameter, place by place."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import unquote


@dataclass(frozen=True)
class Match:
    """A route and the parameters that this route, and no other candidate, names."""

    route: str
    parameters: Mapping[str, str]


def match(routes: Collection[str], path: str) -> Match | None:
    """The most literal route that fits the raw (still percent-encoded) path; None when none does."""
    parts = _parts(path)
    fitting = [route for route in routes if _fits(_parts(route), parts)]
    if not fitting:
        return None
    best = min(fitting, key=lambda route: [_is_parameter(part) for part in _parts(route)])
    return Match(best, _parameters(_parts(best), parts))


def _parts(path: str) -> list[str]:
    # API Gateway drops the slash at the end of anything but the root.
    return (path.removesuffix("/") if path != "/" else path).split("/")


def _fits(pattern: list[str], parts: list[str]) -> bool:
    return len(pattern) == len(parts) and all(
        part != "" if _is_parameter(name) else name == part for name, part in zip(pattern, parts, strict=True)
    )


def _parameters(pattern: list[str], parts: list[str]) -> dict[str, str]:
    return {name[1:-1]: unquote(part) for name, part in zip(pattern, parts, strict=True) if _is_parameter(name)}


def _is_parameter(part: str) -> bool:
    return part.startswith("{") and part.endswith("}")
