"""Everything a use case may reach, in one frozen value that `wiring.py` builds once."""

from dataclasses import dataclass

from chalicelib.settings import Settings
from chalicelib.usecases.ports.clock import Clock, Entropy
from chalicelib.usecases.ports.documents import Documents
from chalicelib.usecases.ports.egress import Egress
from chalicelib.usecases.ports.grootboek import Grootboek
from chalicelib.usecases.ports.identity import Identity
from chalicelib.usecases.ports.ijkpunten import Ijkpunten
from chalicelib.usecases.ports.inspection import Inspection
from chalicelib.usecases.ports.leverwijze import Leverwijzen
from chalicelib.usecases.ports.mail import Mail
from chalicelib.usecases.ports.quarantine import Quarantine
from chalicelib.usecases.ports.queues import Queues
from chalicelib.usecases.ports.scanner import Scanner
from chalicelib.usecases.ports.signatures import Signatures
from chalicelib.usecases.ports.signer import Signer
from chalicelib.usecases.ports.store import Store
from chalicelib.usecases.ports.vault import Vault


@dataclass(frozen=True)
class Broker:
    settings: Settings
    clock: Clock
    entropy: Entropy
    store: Store
    vault: Vault
    documents: Documents
    quarantine: Quarantine
    inspection: Inspection
    scanner: Scanner
    grootboek: Grootboek
    ijkpunten: Ijkpunten
    queues: Queues
    mail: Mail
    identity: Identity
    egress: Egress
    leverwijzen: Leverwijzen
    signatures: Signatures
    signer: Signer
