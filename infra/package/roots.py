"""
The certificate roots for calls to AWS: Amazon's own six, instead of the world's hundred and fifty.

Reading all of them takes 15 ms of CPU per TLS context, six take 0.8. Calls to Kredietverstrekkers do not come here:
they are verified against the full set of the machine (chalicelib/adapters/egress/client.py).
"""

import hashlib
import re
import ssl
from pathlib import Path

from infra.package.errors import PackageError

FILE = "amazon-roots.pem"  # at the top of the artefact; AWS_CA_BUNDLE names it (infra/functions.yaml)
# SHA-256 of each certificate, as published at https://www.amazontrust.com/repository/
ROOTS = {
    "Amazon Root CA 1": "8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e",
    "Amazon Root CA 2": "1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4",
    "Amazon Root CA 3": "18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4",
    "Amazon Root CA 4": "e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092",
    "Starfield Services Root Certificate Authority - G2": (
        "568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5"
    ),
    "Starfield Class 2 CA": "1465fa205397b876faa6f0a9958e5590e40fcc7faa4fb7c2c8677521fb5fb658",
}
_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


def amazon_roots(bundle: Path) -> str:
    """
    Those roots out of a bundle, found by their fingerprints and not by their names, which anybody can take.

    Raises PackageError when one is missing: then the list above has to be looked at.
    """
    found = {fingerprint(one): one for one in _CERTIFICATE.findall(bundle.read_text(encoding="utf-8"))}
    missing = [name for name, wanted in ROOTS.items() if wanted not in found]
    if missing:
        raise PackageError(f"{bundle.name} has no {', '.join(missing)}; compare roots.py with Amazon's repository")
    return "".join(f"# {name}\n{found[wanted]}\n" for name, wanted in ROOTS.items())


def fingerprint(certificate: str) -> str:
    """SHA-256 of a PEM certificate's bytes, in hexadecimal."""
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate)).hexdigest()
