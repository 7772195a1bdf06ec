"""
A Kredietverstrekker that was told of a message fetches it: a signed GET, once for each webhook-id, with the code that
stood in the notice.
"""

from collections.abc import Mapping
from hmac import compare_digest

from chalicelib.domain.register_rows import Ontvangst
from chalicelib.errors import BadSignature, IllegalState
from chalicelib.usecases.disclose import LeveringInhoud, disclose
from chalicelib.usecases.found_kredietverstrekker import found_kredietverstrekker
from chalicelib.usecases.messages import FETCH_CODE, fetch_code, fetch_path
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.signed_get import lessor_of, signed_get
from chalicelib.usecases.transaction import settle


def fetch_levering(broker: Broker, verstrekking_id: str, headers: Mapping[str, str]) -> LeveringInhoud:
    """Raises BadSignature (also for what is not theirs, or not there), Gone or IllegalState."""
    lessor_id = lessor_of(broker, verstrekking_id)
    receipt = signed_get(broker, lessor_id, verstrekking_id, fetch_path(verstrekking_id), headers)
    _refuse_untold(broker, lessor_id, verstrekking_id, headers)
    return settle(broker, lambda: _fetch(broker, verstrekking_id, lessor_id, receipt))


def _refuse_untold(broker: Broker, lessor_id: str, verstrekking_id: str, headers: Mapping[str, str]) -> None:
    """
    Raises BadSignature for who knows the secret and not the notice.

    An endpoint that the egress trusts is one of our own on loopback, which only a local stack has: nobody has to be
    kept from it, but a code that is wrong is wrong there too.
    """
    given = headers.get(FETCH_CODE)
    if given is None and broker.egress.trusted(found_kredietverstrekker(broker, lessor_id).endpoint):
        return
    expected = fetch_code(broker, lessor_id, verstrekking_id)
    if not compare_digest((given or "").encode(), expected.encode()):
        raise BadSignature


def _fetch(broker: Broker, verstrekking_id: str, lessor_id: str, receipt: Ontvangst) -> LeveringInhoud:
    if broker.store.get(Ontvangst, receipt.id) is not None:
        raise IllegalState("webhook-id.hergebruikt", veld="webhook-id")
    return disclose(broker, verstrekking_id, lessor_id, lessor_id, receipt)
