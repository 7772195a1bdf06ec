"""The published versions, and which of them is in force today (art. 12 lid 1: the newest on the Website)."""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.domain.kalender import today
from chalicelib.domain.reglement_versie import LISTING, DocumentSoort, ReglementVersie
from chalicelib.usecases.ports.broker import Broker

PAGE = 50


def current_documents(broker: Broker, now: datetime) -> Mapping[DocumentSoort, ReglementVersie]:
    """Of each document the version in force; a document without one is missing."""
    return in_force(published_versions(broker), now)


def in_force(versions: list[ReglementVersie], now: datetime) -> dict[DocumentSoort, ReglementVersie]:
    """The latest that is valid today in the Netherlands; of two of one day, the one published last."""
    begun = [version for version in versions if version.geldig_vanaf <= today(now)]
    begun.sort(key=lambda version: (version.geldig_vanaf, version.gepubliceerd_op))
    return {version.document: version for version in begun}


def published_versions(broker: Broker) -> list[ReglementVersie]:
    """All versions, those of the future included, by document and date."""
    found: list[ReglementVersie] = []
    after: str | None = None
    while True:
        page = broker.store.list_owned(LISTING, after=after, limit=PAGE)
        rows = broker.store.get_many([(ReglementVersie, row_id) for row_id in page.ids]) if page.ids else []
        found.extend(row for row in rows if isinstance(row, ReglementVersie))
        if page.volgende is None:
            return found
        after = page.volgende
