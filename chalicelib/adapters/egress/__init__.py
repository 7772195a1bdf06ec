"""The way out to Kredietverstrekkers (design 9): which addresses may be called, and the call itself."""

from chalicelib.adapters.egress.client import HttpsEgress

__all__ = ["HttpsEgress"]
