"""
The page of the portal: one file without anything loaded from elsewhere, usable at 360 px and by keyboard alone.

Its forms are drawn from the models that take the answers in; what it does stands in `portaal_script` and
`portaal_antwoord`.
"""

import hashlib
import json
from base64 import b64encode
from functools import cache

from chalicelib.domain.verstrekking import ENDED
from chalicelib.handlers import portaal_antwoord, portaal_script
from chalicelib.handlers.portaal_formulier import fieldsets, options
from chalicelib.handlers.portaal_teksten import label
from chalicelib.handlers.veldnamen import NAMEN

CONTENT_TYPE = "text/html; charset=utf-8"
STYLE = """\
:root{--blauw:#154273;--rood:#b3200c;--grijs:#595959;--lijn:#767676}
*{box-sizing:border-box}
body{font:1rem/1.5 system-ui,sans-serif;color:#1b1b1b;background:#fff;margin:0 auto;padding:0 1rem 3rem;max-width:60rem}
h1{font-size:1.5rem;line-height:1.25;margin:1rem 0}h2{font-size:1.25rem;margin:1.5rem 0 .5rem}
h3{font-size:1.05rem;margin:1rem 0 .25rem}
form{max-width:32rem}
.veld{margin-top:1.25rem}
label{display:block;font-weight:600}
.licht{font-weight:400}.hint,span.licht{color:var(--grijs)}.hint,.fout{margin:0 0 .25rem}
.fout{color:var(--rood);font-weight:600}
input,select,textarea{font:inherit;color:inherit;background:#fff;width:100%;padding:.5rem;min-height:2.75rem;
border:1px solid var(--lijn);border-radius:.2rem}
[aria-invalid]{border:3px solid var(--rood)}
[data-vorm=bedrag],[data-vorm=procent],[data-vorm=getal],[data-vorm=datum]{max-width:14rem}
button{font:inherit;padding:.5rem 1rem;min-height:2.75rem;border:1px solid var(--blauw);border-radius:.2rem;
background:var(--blauw);color:#fff;margin:1.25rem .5rem 0 0;cursor:pointer}
button.licht,button.rij{background:#fff;color:var(--blauw)}
button:disabled{opacity:.6;cursor:wait}
:focus-visible{outline:3px solid #e17000;outline-offset:2px}
fieldset{border:0;margin:1.5rem 0 0;padding:0;min-width:0}
legend{font-size:1.15rem;font-weight:600;padding:0}
fieldset>p{margin:.25rem 0 0}
.regel{border-left:4px solid #d5d5d5;padding-left:1rem;margin-top:1.25rem}
#rijen{list-style:none;padding:0;margin:0}
button.rij,p.rij{width:100%;margin:.5rem 0 0;text-align:left;display:flex;flex-wrap:wrap;gap:.25rem 1rem;
justify-content:space-between}
p.rij{padding:.5rem 1rem;border:1px solid #d5d5d5;border-radius:.2rem;color:var(--grijs)}
#kop{display:flex;justify-content:flex-end}#kop button,#terug{margin:0}
#melding{border-left:4px solid var(--blauw);background:#eef3f8;padding:.75rem}
.samenvatting:not(:empty){border:3px solid var(--rood);padding:.75rem;margin-top:1rem}
.samenvatting h3{margin:0}.samenvatting ul{margin:.5rem 0 0;padding-left:1.25rem}
.samenvatting a{color:var(--rood)}
#gegevens{display:grid;gap:0 2rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr))}
#gegevens section{min-width:0}#gegevens ul{margin:0;padding-left:1.25rem}#gegevens li{margin-bottom:.75rem}
dl{margin:0;display:grid;grid-template-columns:min(11rem,52%) minmax(0,1fr);gap:.25rem .75rem}
dt{color:var(--grijs)}dd{margin:0}dt,dd,li{overflow-wrap:anywhere;hyphens:auto}
dd dl{grid-template-columns:minmax(0,1fr)}
dd button{margin:0;padding:.5rem;overflow-wrap:normal}
[hidden]{display:none!important}
"""
SCRIPT = portaal_script.SCRIPT + portaal_antwoord.SCRIPT


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src {_hash(STYLE)}; script-src {_hash(SCRIPT)}; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
}
_SUMMARY = '<div class="samenvatting" role="alert" tabindex="-1"></div>'


@cache
def page() -> str:
    """Drawn when it is first asked for: the schemas take a while, and most functions never show it."""
    return f"""\
<!DOCTYPE html>
<html lang="nl"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Aanvragen voor kredietverstrekkers</title><style>{STYLE}</style></head><body>
<header><h1>Aanvragen voor kredietverstrekkers</h1></header><main>
<p id="melding" role="status" tabindex="-1" hidden></p>
{_ACCESS}
<div id="kop" data-scherm hidden><button type="button" class="licht" id="uitloggen">Uitloggen</button></div>
<section id="lijst" data-scherm aria-labelledby="lijsttitel" hidden>
<h2 id="lijsttitel" tabindex="-1">Uw aanvragen</h2><p id="leeg" hidden>Er staan geen aanvragen klaar.</p>
<ul id="rijen"
data-voorbij="{" ".join(sorted(ENDED))}"></ul>
<button type="button" class="licht" id="meer" hidden>Meer aanvragen</button></section>
<section id="aanvraag" data-scherm aria-labelledby="titel" hidden>
<button type="button" class="licht" id="terug">Terug naar de lijst</button>
<h2 id="titel" tabindex="-1">De aanvraag</h2>
<dl><dt>Kenmerk</dt><dd id="kenmerk"></dd><dt>Stand</dt><dd id="stand"></dd>
<dt>Antwoord uiterlijk</dt><dd id="termijn"></dd></dl>
<div id="gegevens"></div>
<h2>Uw antwoord</h2><p id="klaar" hidden>Op deze aanvraag kunt u nu niets antwoorden.</p>
<form id="antwoord" novalidate>{_SUMMARY}
<div class="veld"><label for="soort">Wat wilt u doen?</label><p class="fout" id="soort-fout" hidden></p>
<select id="soort" name="type" aria-required="true" aria-describedby="soort-fout"
data-leeg="Kies wat u wilt doen."><option value="">Kies</option>{options()}</select></div>
{fieldsets()}<button>Versturen</button></form></section>
</main><script type="application/json" id="namen">{_names()}</script><script>{SCRIPT}</script></body></html>
"""


def _names() -> str:
    """What the fields of an Aanvraag are called; nothing in it can end the element it stands in."""
    return json.dumps({veld: label(veld) for veld in NAMEN if veld}, ensure_ascii=False).replace("<", "\\u003c")


def _access_field(naam: str, tekst: str, leeg: str, name: str = "", **attributes: str) -> str:
    """`name` is what the broker calls it, by which a fault finds its field; the same as the id unless given."""
    rest = "".join(f' {key}="{text}"' for key, text in attributes.items())
    return (
        f'<div class="veld"><label for="{naam}">{tekst}</label><p class="fout" id="{naam}-fout" hidden></p>'
        f'<input id="{naam}" name="{name or naam}" aria-required="true" aria-describedby="{naam}-fout" '
        f'data-leeg="{leeg}"{rest}></div>'
    )


_NEW_PASSWORD = _access_field(
    "nieuwwachtwoord",
    "Nieuw wachtwoord",
    "Kies een wachtwoord.",
    name="wachtwoord",
    type="password",
    autocomplete="new-password",
)
_RESET_ADDRESS = _access_field(
    "hersteladres",
    "E-mailadres",
    "Vul uw e-mailadres in.",
    name="schermnaam",
    type="email",
    autocomplete="username",
)
_ACCESS = f"""\
<form id="inloggen" data-scherm novalidate><h2>Inloggen</h2>{_SUMMARY}
{_access_field("schermnaam", "E-mailadres", "Vul uw e-mailadres in.", type="email", autocomplete="username")}
{_access_field("wachtwoord", "Wachtwoord", "Vul uw wachtwoord in.", type="password", autocomplete="current-password")}
<button>Inloggen</button>
<button type="button" class="licht" id="vergeten">Wachtwoord kiezen of vergeten</button></form>
<form id="herstel" data-scherm novalidate hidden><h2>Wachtwoord kiezen</h2>{_SUMMARY}
<p>U krijgt een mail met een code. Daarmee kiest u zelf een wachtwoord.</p>
{_RESET_ADDRESS}
<button>Code aanvragen</button><button type="button" class="licht" id="terug1">Terug</button></form>
<form id="nieuw" data-scherm novalidate hidden><h2>Wachtwoord kiezen</h2>{_SUMMARY}
{_access_field("code", "Code uit de mail", "Vul de code in.", inputmode="numeric", autocomplete="one-time-code")}
{_NEW_PASSWORD}
<button>Wachtwoord opslaan</button><button type="button" class="licht" id="terug2">Terug</button></form>"""
