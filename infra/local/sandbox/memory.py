"""What a sandbox remembers: messages it has had, Aanvragen it works on, answers it still has to send. On disk."""

import json
import sqlite3
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TABLES = """
CREATE TABLE IF NOT EXISTS seen (owner INTEGER, id TEXT, PRIMARY KEY (owner, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS known (owner INTEGER, id TEXT, facts TEXT, PRIMARY KEY (owner, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS todo (number INTEGER PRIMARY KEY, owner INTEGER, message_id TEXT, body TEXT);
"""


@dataclass(frozen=True)
class Reply:
    """One answer to the broker; its id and its bytes stay the same however often it is tried."""

    number: int
    message_id: str
    body: bytes


@dataclass(frozen=True)
class Reaction:
    """What a message leads to: the answers, in order, and what is remembered of the Verstrekking (None: nothing)."""

    replies: tuple[tuple[str, bytes], ...] = ()
    facts: dict[str, Any] | None = None


class Memory:
    """One sandbox's part of the file. A crash after a message was received loses neither it nor its answers."""

    def __init__(self, path: Path, owner: int) -> None:
        self._owner = owner
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=30)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.executescript(TABLES)

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def has_seen(self, message_id: str) -> bool:
        return bool(self._rows("SELECT 1 FROM seen WHERE owner=? AND id=?", message_id))

    def facts(self, verstrekking_id: str) -> dict[str, Any] | None:
        rows = self._rows("SELECT facts FROM known WHERE owner=? AND id=?", verstrekking_id)
        found: dict[str, Any] | None = json.loads(rows[0][0]) if rows else None
        return found

    def record(self, message_id: str, verstrekking_id: str, reaction: Reaction) -> None:
        """Everything a message leads to, at once, before it is acknowledged."""
        with self._lock, self._db:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute("INSERT OR IGNORE INTO seen VALUES (?,?)", (self._owner, message_id))
            self._db.execute("DELETE FROM known WHERE owner=? AND id=?", (self._owner, verstrekking_id))
            if reaction.facts is not None:
                row = (self._owner, verstrekking_id, json.dumps(reaction.facts))
                self._db.execute("INSERT INTO known VALUES (?,?,?)", row)
            self._db.executemany(
                "INSERT INTO todo (owner, message_id, body) VALUES (?,?,?)",
                [(self._owner, reply_id, body.decode()) for reply_id, body in reaction.replies],
            )

    def next_reply(self) -> Reply | None:
        rows = self._rows("SELECT number, message_id, body FROM todo WHERE owner=? ORDER BY number LIMIT 1")
        return Reply(rows[0][0], rows[0][1], rows[0][2].encode()) if rows else None

    def done(self, reply: Reply) -> None:
        self._rows("DELETE FROM todo WHERE owner=? AND number=?", reply.number)

    def _rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._db.execute(statement, (self._owner, *values)).fetchall()
