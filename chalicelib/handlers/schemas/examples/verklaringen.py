"""Examples of statements of destruction, and of the keys that check them."""

from chalicelib.handlers.schemas.examples.ids import DOSSIER, NOW, Examples
from chalicelib.handlers.verklaringen import OndertekendeVerklaring, Sleutels

ANSWERS: Examples = {
    Sleutels: {
        "een sleutel": {
            "keys": [
                {
                    "kty": "EC",
                    "crv": "P-256",
                    "x": "VOORBEELDVOORBEELDVOORBEELDVOORBEELDVOORBEE",
                    "y": "VOORBEELDVOORBEELDVOORBEELDVOORBEELDVOORBEE",
                    "alg": "ES256",
                    "use": "sig",
                    "kid": "VOORBEELDVOORBEELDVOORBEELDVOORBEELDVOORBEE",
                }
            ]
        }
    },
    OndertekendeVerklaring: {
        "een dossier": {
            "verklaring": {
                "soort": "vernietigingsverklaring",
                "versie": 1,
                "uitgever": "Lease-deal",
                "id": f"vern_{DOSSIER[4:]}",
                "vernietigd_id": DOSSIER,
                "regel": "eigenaar.verwijdert",
                "begonnen_op": NOW,
                "uitgevoerd_op": NOW,
                "opslag": ["broker: 6 rijen vernietigd, daarna 0 geteld", "sleutels: sleutel vernietigd"],
                "afgegeven_op": NOW,
            },
            "handtekening": "VOORBEELD.VOORBEELD.VOORBEELD",
        }
    },
}
