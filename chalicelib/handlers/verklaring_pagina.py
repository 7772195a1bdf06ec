"""The vernietigingsverklaring as a page that a person can keep: facts, signature, and how to check it without us."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape

from chalicelib.domain.kalender import AMSTERDAM
from chalicelib.usecases.state_vernietiging import Feiten, Verklaring

CONTENT_TYPE = "text/html; charset=utf-8"
MAANDEN = (
    *("januari", "februari", "maart", "april", "mei", "juni", "juli"),
    *("augustus", "september", "oktober", "november", "december"),
)
# Why something is destroyed, by the id of its rule; one without a text of its own shows that id.
REDENEN: Mapping[str, str] = {
    "eigenaar.verwijdert": "de eigenaar heeft het dossier verwijderd",
    "einde_aansluiting": "de kredietverstrekker is gestopt bij Lease-deal",
}
STAPPEN = (
    "Haal de openbare sleutel op bij Lease-deal, op het adres /v1/sleutels. Bewaar die bij deze verklaring.",
    "Kies in die lijst de sleutel waarvan kid gelijk is aan kid in het eerste deel van de handtekening.",
    "Controleer de handtekening met een programma voor JWS (RFC 7515, ES256).",
    "Het middelste deel van de handtekening is de verklaring zelf. Vergelijk die met de gegevens hieronder.",
)
STYLE = """
:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:44rem;padding:1rem}
h1{font-size:1.5rem;line-height:1.2}h2{font-size:1.15rem;margin-top:2rem}
dt{font-weight:600;margin-top:.75rem}dd,li{margin-left:0;overflow-wrap:anywhere}
ol,ul{padding-left:1.25rem}
pre{border:1px solid;padding:.75rem;white-space:pre-wrap;overflow-wrap:anywhere;font-size:.85rem}
"""
_HASH = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
# The page loads nothing and runs nothing, wherever it is opened.
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}


def page(verklaring: Verklaring) -> str:
    feiten = verklaring.feiten
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in _facts(feiten))
    shown = json.dumps(feiten.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, indent=2)
    return (
        '<!doctype html><html lang="nl"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Verklaring van vernietiging {escape(feiten.id)}</title><style>{STYLE}</style></head><body><main>"
        "<h1>Verklaring van vernietiging</h1>"
        "<p>Lease-deal verklaart dat de gegevens hieronder zijn vernietigd. Ook de sleutel is vernietigd: "
        "een kopie van de gegevens kan niemand meer lezen. Bewaar deze pagina.</p>"
        f"<dl>{facts}</dl><h2>Per opslag</h2>{_list('ul', feiten.opslag)}"
        f"<h2>Zo controleert u deze verklaring</h2>{_list('ol', STAPPEN)}"
        f'<h2 id="g">Gegevens</h2><pre tabindex="0" aria-labelledby="g">{escape(shown)}</pre>'
        f'<h2 id="h">Handtekening</h2><pre tabindex="0" aria-labelledby="h">{escape(verklaring.jws)}</pre>'
        "</main></body></html>"
    )


def _facts(feiten: Feiten) -> Sequence[tuple[str, str]]:
    return (
        ("Wat", "Het dossier" if feiten.vernietigd_id.startswith("dos_") else "De gegevens van een contactpersoon"),
        ("Kenmerk", feiten.vernietigd_id),
        ("Waarom", REDENEN.get(feiten.regel, f"de bewaartermijn is voorbij ({feiten.regel})")),
        ("Vernietigd op", _moment(feiten.uitgevoerd_op)),
        ("Verklaring afgegeven op", _moment(feiten.afgegeven_op)),
    )


def _list(tag: str, lines: Sequence[str]) -> str:
    return f"<{tag}>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</{tag}>"


def _moment(at: datetime) -> str:
    local = at.astimezone(AMSTERDAM)
    return f"{local.day} {MAANDEN[local.month - 1]} {local.year} om {local:%H:%M} uur"
