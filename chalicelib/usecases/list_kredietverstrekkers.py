"""Whom a sender may choose, and exactly what each would receive (art. 4 lid 5, 6 lid 3)."""

from chalicelib.domain.aanvraag_inhoud import Product
from chalicelib.domain.kredietverstrekker import LISTING, Kredietverstrekker
from chalicelib.errors import InvalidInput
from chalicelib.usecases.listing import LARGEST, page_of
from chalicelib.usecases.ports.broker import Broker


def list_kredietverstrekkers(broker: Broker, product: str | None) -> list[Kredietverstrekker]:
    """The active ones, for one product or for all, by name."""
    if product is not None and product not in set(Product):
        raise InvalidInput.one("product", "product.onbekend")
    rows = [row for row in every_kredietverstrekker(broker) if row.active]
    chosen = [row for row in rows if product is None or product in row.producten]
    return sorted(chosen, key=lambda row: (row.naam, row.id))


def every_kredietverstrekker(broker: Broker) -> list[Kredietverstrekker]:
    found: list[Kredietverstrekker] = []
    after: str | None = None
    while True:
        rows, after = page_of(broker, Kredietverstrekker, LISTING, after, LARGEST)
        found += rows
        if after is None:
            return found
