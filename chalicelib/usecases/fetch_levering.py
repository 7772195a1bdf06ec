"""
A Kredietverstrekker that was told of a message fetches it: a signed GET, once for each webhook-id, with the code that
stood in the notice.
"""

from collections.abc import Mapping
from hmac import compare_digest

from chalicelib.domain.ids import dossier_of
from chalicelib.domain.register_rows import Ontvangst
from chalicelib.errors import BadSignature, IllegalState
from chalicelib.usecases.disclose import LeveringInhoud, disclose
from chalicelib.usecases.found_kredietverstrekker import found_kredietverstrekker
from chalicelib.usecases.messages import FETCH_CODE, fetch_code, fetch_path
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.renew_melding import counts, notices_of, renew_melding
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
    Raises BadSignature for who knows the secret and not the notice, IllegalState for who knows one from before an
    emergency: then another is on its way.

    An endpoint that the egress trusts is one of our own on loopback, which only a local stack has: nobody has to be
    kept from it, but a code that is wrong is wrong there too.
    """
    given, lessor = headers.get(FETCH_CODE), found_kredietverstrekker(broker, lessor_id)
    if given is None and broker.egress.trusted(lessor.endpoint):
        return
    first = _says(broker, lessor_id, verstrekking_id, given)
    if first and lessor.nood_op is None:
        return
    state = broker.store.load_dossier(dossier_of(verstrekking_id))
    if first and state is None:
        return  # erased, and told so as before
    notices = notices_of(state, verstrekking_id) if state else []
    said = next((notice for notice in notices if _says(broker, lessor_id, notice.id, given)), None)
    if said is None or not (counts(lessor, said) or broker.leverwijzen[lessor.levering].thin):
        raise BadSignature
    if not counts(lessor, said):
        renew_melding(broker, lessor, verstrekking_id)
        raise IllegalState("ophaalcode.vervallen", veld=FETCH_CODE)


def _says(broker: Broker, lessor_id: str, notice_id: str, given: str | None) -> bool:
    return compare_digest((given or "").encode(), fetch_code(broker, lessor_id, notice_id).encode())


def _fetch(broker: Broker, verstrekking_id: str, lessor_id: str, receipt: Ontvangst) -> LeveringInhoud:
    if broker.store.get(Ontvangst, receipt.id) is not None:
        raise IllegalState("webhook-id.hergebruikt", veld="webhook-id")
    return disclose(broker, verstrekking_id, lessor_id, lessor_id, receipt)
