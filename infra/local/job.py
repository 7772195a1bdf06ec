"""`make job`: fires one scheduled function of a running stack, and prints one line of JSON."""

import json
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from infra.local.client import Client
from infra.local.clock import SCHEDULE, event_time
from infra.local.config import LocalConfig, LocalError

# Longer than the stack itself waits for the work of a job to be done.
TIMEOUT_SECONDS = 900.0


def fire(config: LocalConfig, name: str, at: str | None) -> str:
    """The summary. Raises LocalError when it cannot be asked so, the stack does not run, or the job fails."""
    if name not in SCHEDULE:
        raise LocalError(f"there is no such function; NAME is {' or '.join(SCHEDULE)}")
    if at:
        event_time(at, datetime.now(UTC))
    query = f"?{urlencode({'at': at})}" if at else ""
    client = Client(config.port, timeout=TIMEOUT_SECONDS)
    return json.dumps(client.post(f"/v1/lokaal/taken/{quote(name, safe='')}{query}"), ensure_ascii=False)
