"""What a stack tells of itself: an output FooBar is the setting foo_bar."""

import re
from collections.abc import Iterable, Mapping

_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


def settings_of(outputs: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The outputs, as DescribeStacks gives them, under the names of settings."""
    return {_CAPITAL.sub("_", one["OutputKey"]).lower(): one["OutputValue"] for one in outputs}
