"""`make job`: fires one scheduled function of a running stack, shows how far it is, and prints one line of JSON."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from infra.local.client import Client
from infra.local.clock import SCHEDULE, event_time
from infra.local.config import LocalConfig, LocalError
from infra.local.progress import with_bar

# Longer than the stack itself waits for the work of a job to be done.
TIMEOUT_SECONDS = 900.0


def fire(config: LocalConfig, name: str, at: str | None) -> str:
    """The summary. Raises LocalError when it cannot be asked so, the stack does not run, or the job fails."""
    if name not in SCHEDULE:
        raise LocalError(f"there is no such function; NAME is {' or '.join(SCHEDULE)}")
    if at:
        event_time(at, datetime.now(UTC))
    query = f"?{urlencode({'at': at})}" if at else ""
    client, path = Client(config.port, timeout=TIMEOUT_SECONDS), f"/v1/lokaal/taken/{quote(name, safe='')}"
    summary = with_bar(name, lambda: client.post(f"{path}{query}"), lambda: _ask(client, path))
    return json.dumps(summary, ensure_ascii=False)


def _ask(client: Client, path: str) -> Mapping[str, int]:
    """How far it is; nothing while the stack does not say, for the work itself tells what is wrong."""
    try:
        found: Mapping[str, int] = client.get(path)
    except LocalError:
        return {}
    return found
