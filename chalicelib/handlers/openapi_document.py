"""Draws the OpenAPI 3.1 document from the declared routes and their models."""

from collections.abc import Sequence
from typing import Any

from chalicelib.handlers.route import Route


def document(routes: Sequence[Route]) -> dict[str, Any]:
    """The whole document."""
    return {"openapi": "3.1.0", "info": {"title": "Lease-deal", "version": "1"}, "paths": {r.path: {} for r in routes}}
