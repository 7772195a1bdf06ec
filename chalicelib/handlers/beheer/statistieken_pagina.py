"""
The statistics of a quarter as a page: a chart and a table for each group, and nothing that has to be loaded or run.

The charts are SVG by leather (MIT, no dependencies, last released in December 2025): 164 KB, and what it draws has no
script and no style. pygal draws both into each chart; Vega and Plotly weigh more than the rest of the broker.
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator
from html import escape
from itertools import groupby

import leather

from chalicelib.domain.cijfer import Cel
from chalicelib.domain.provincie import Provincie
from chalicelib.handlers.schemas.statistieken import Statistieken

WIDTH = 328  # pixels: fits a screen of 360 with its margins
BAR_HEIGHT, AROUND_BARS = 30, 60
STYLE = """\
body{font:16px/1.5 sans-serif;color:#1b1b1b;background:#fff;margin:0 auto;padding:0 16px;max-width:60rem}
h1,h2,h3{line-height:1.25}h3{font-size:1rem}
section>div{display:flex;flex-wrap:wrap;gap:0 2rem}article{flex:1 1 328px;max-width:100%}
svg{display:block;max-width:100%;height:auto;overflow:visible}
table{border-collapse:collapse;margin:.5rem 0 2rem}
th,td{text-align:left;padding:.25rem 1rem .25rem 0;border-bottom:1px solid #767676}td{text-align:right}
"""
_HASH = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
CSP = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_DARK, _BLUE, _LIGHT = "#1b1b1b", "#154273", "#ffffff"  # contrast with white: 17 and 10 to 1
TITELS = {
    "product_object": "Product en soort object",
    "product_bedrag": "Product en bedrag (euro)",
    "product_looptijd": "Product en looptijd (maanden)",
    "provincie_sector": "Provincie en sector",
}
# The sections of SBI 2025, in short.
SECTOREN = {
    "A": "landbouw, bosbouw en visserij",
    "B": "delfstoffen",
    "C": "industrie",
    "D": "energie",
    "E": "water en afval",
    "F": "bouw",
    "G": "handel",
    "H": "vervoer en opslag",
    "I": "horeca",
    "J": "uitgeverijen en omroep",
    "K": "telecommunicatie en ICT",
    "L": "financiële diensten",
    "M": "onroerend goed",
    "N": "advies en onderzoek",
    "O": "verhuur en zakelijke diensten",
    "P": "openbaar bestuur",
    "Q": "onderwijs",
    "R": "zorg en welzijn",
    "S": "cultuur, sport en recreatie",
    "T": "overige diensten",
    "U": "huishoudens",
    "V": "internationale organisaties",
}
_PROPERTIES = ("product", "object", "bedrag", "looptijd", "provincie", "sector")

leather.theme.background_color = _LIGHT
leather.theme.margin = 0.02
leather.theme.label_color = leather.theme.tick_color = leather.theme.zero_color = _DARK
leather.theme.tick_font_family = "sans-serif"


def page(shown: Statistieken) -> str:
    """The whole page; everything in it is ours, and escaped all the same."""
    title = f"Statistiek over {escape(shown.periode)}"
    return (
        '<!DOCTYPE html>\n<html lang="nl"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head><body><main><h1>{title}</h1>"
        f"<p>{escape(shown.toelichting)}</p>{''.join(_sections(shown))}</main></body></html>\n"
    )


def _sections(shown: Statistieken) -> Iterator[str]:
    if shown.gepubliceerd and not shown.cellen:
        yield "<p>Over dit kwartaal was er niets te tonen: geen enkele groep was groot genoeg.</p>"
    for tabel, cells in groupby(shown.cellen, key=lambda cel: cel.tabel):
        groups = groupby(cells, key=_group)
        articles = "".join(
            _article(f"{tabel}-{number}", name, list(found)) for number, (name, found) in enumerate(groups)
        )
        yield f"<section><h2>{escape(TITELS[tabel])}</h2><div>{articles}</div></section>"


def _group(cel: Cel) -> str:
    return ", ".join(_words(name, value) for name in _PROPERTIES if (value := getattr(cel, name)) is not None)


def _words(name: str, code: str) -> str:
    """What a person reads for the value of a property."""
    if name == "provincie" and code in set(Provincie):
        return "-".join(part.capitalize() for part in code.split("_"))
    if name == "bedrag":
        code = re.sub(r"\d+", lambda found: f"{int(found[0]):,}".replace(",", "."), code)
    return SECTOREN.get(code, code.replace("_", " "))


def _article(anchor: str, name: str, cells: list[Cel]) -> str:
    rows = "".join(f'<tr><th scope="row">{escape(cel.uitkomst)}</th><td>{cel.aantal}</td></tr>' for cel in cells)
    return (
        f"<article><h3>{escape(name)}</h3>{_chart(anchor, name, cells)}"
        f'<table><thead><tr><th scope="col">Uitkomst</th><th scope="col">Aantal</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></article>"
    )


def _chart(anchor: str, name: str, cells: list[Cel]) -> str:
    """The bars, with a name and a description for who cannot see them."""
    chart = leather.Chart()
    chart.add_bars([(cel.aantal, cel.uitkomst) for cel in cells], fill_color=_BLUE)
    chart.add_x_scale(0, max(cel.aantal for cel in cells))
    height = AROUND_BARS + BAR_HEIGHT * len(cells)
    said = escape(", ".join(f"{cel.uitkomst} {cel.aantal}" for cel in cells))
    named = f'<svg role="img" aria-labelledby="{anchor}-t {anchor}-d" viewBox="0 0 {WIDTH} {height}" focusable="false" '
    inside = f'<title id="{anchor}-t">{escape(name)}</title><desc id="{anchor}-d">{said}</desc>'
    drawn: str = chart.to_svg(width=WIDTH, height=height)
    head, _, rest = drawn.replace("<svg ", named, 1).partition(">")
    return f"{head}>{inside}{rest}"
