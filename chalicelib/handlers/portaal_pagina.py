"""
The page of the portal: one file without anything loaded from elsewhere, usable at 360 px and by keyboard alone.

The token lives in the page and goes with it; whatever it shows is set as text, so that nothing in it can run.
"""

import hashlib
from base64 import b64encode

CONTENT_TYPE = "text/html; charset=utf-8"
STYLE = """\
body{font:16px/1.5 sans-serif;color:#1b1b1b;background:#fff;margin:0 auto;padding:0 16px;max-width:44rem}
label{display:block;margin-top:.75rem;font-weight:600}
input,select,button,textarea{font:inherit;width:100%;box-sizing:border-box;padding:.5rem;min-height:44px}
button{background:#154273;color:#fff;border:0;margin-top:1rem}
button.rij{background:#fff;color:#154273;border:1px solid #154273;text-align:left;overflow-wrap:anywhere}
:focus-visible{outline:3px solid #154273;outline-offset:2px}
pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid #767676;padding:.75rem}
[hidden]{display:none}
"""
SCRIPT = """\
"use strict";
const $ = id => document.getElementById(id);
const OFFERTE = {referentie: "", soort: "bindend", financieringsbedrag: "0.00", looptijd_maanden: 60,
  termijnen_per_jaar: 12, betaalwijze: "achteraf", termijnbedrag: "0.00", aanbetaling: "0.00", slottermijn: "0.00",
  eenmalige_kosten: "0.00", geldig_tot: ""};
const VOORBEELD = {"informatie.gevraagd": {items: [{code: "", omschrijving: ""}]}, "offerte.uitgebracht": OFFERTE,
  "aanvraag.afgewezen": {reden_categorie: "beleid"},
  "overeenkomst.geactiveerd": {referentie: "", ingangsdatum: "", einddatum: ""},
  "overeenkomst.beeindigd": {einddatum: "", reden: ""}};
let token = "", gekozen = "";
const zeg = tekst => { $("melding").textContent = tekst; };
async function vraag(methode, pad, inhoud) {
  const kop = {"content-type": "application/json"};
  if (token) kop.authorization = "Bearer " + token;
  const antwoord = await fetch(pad, {method: methode, headers: kop,
    body: inhoud === undefined ? undefined : JSON.stringify(inhoud)});
  const gelezen = await antwoord.json();
  if (antwoord.ok) return gelezen;
  const fouten = (gelezen.errors || []).map(fout => fout.veld + ": " + fout.melding);
  throw new Error([gelezen.title, ...fouten].join(" "));
}
const doe = werk => async gebeurtenis => {
  gebeurtenis.preventDefault();
  zeg("");
  try { await werk(); } catch (fout) { zeg(fout.message); }
};
async function lijst() {
  const rijen = (await vraag("GET", "/v1/portaal/verstrekkingen")).verstrekkingen;
  $("rijen").replaceChildren(...rijen.map(rij => {
    const item = document.createElement("li"), knop = document.createElement("button");
    knop.className = "rij";
    knop.textContent = new Date(rij.gemaakt_op).toLocaleString("nl-NL") + " \\u2013 " + rij.status.replaceAll("_", " ");
    knop.addEventListener("click", doe(() => open(rij.id)));
    item.append(knop);
    return item;
  }));
  if (!rijen.length) zeg("Er staan geen aanvragen klaar.");
}
async function open(id) {
  $("gegevens").textContent = JSON.stringify(await vraag("GET", "/v1/portaal/verstrekkingen/" + id), null, 2);
  gekozen = id;
  $("aanvraag").hidden = false;
  $("titel").focus();
}
$("inloggen").addEventListener("submit", doe(async () => {
  token = (await vraag("POST", "/v1/sessies",
    {schermnaam: $("schermnaam").value, wachtwoord: $("wachtwoord").value})).access_token;
  $("wachtwoord").value = "";
  $("inloggen").hidden = true;
  $("lijst").hidden = false;
  await lijst();
}));
$("soort").addEventListener("change", () => {
  $("inhoud").value = JSON.stringify(VOORBEELD[$("soort").value] || {}, null, 2);
});
$("antwoord").addEventListener("submit", doe(async () => {
  await vraag("POST", "/v1/portaal/verstrekkingen/" + gekozen + "/antwoorden",
    {type: $("soort").value, data: JSON.parse($("inhoud").value || "{}")});
  await lijst();
  zeg("Uw antwoord is opgeslagen.");
}));
"""


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src {_hash(STYLE)}; script-src {_hash(SCRIPT)}; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
}
_SOORTEN = (
    ("aanvraag.ontvangen", "Ontvangen"),
    ("aanvraag.in_beoordeling", "In beoordeling"),
    ("informatie.gevraagd", "Informatie vragen"),
    ("offerte.uitgebracht", "Offerte uitbrengen"),
    ("offerte.ingetrokken", "Offerte intrekken"),
    ("aanvraag.afgewezen", "Afwijzen"),
    ("aanvraag.niet_te_verwerken", "Niet te verwerken"),
    ("overeenkomst.geactiveerd", "Overeenkomst ingegaan"),
    ("overeenkomst.beeindigd", "Overeenkomst be\u00ebindigd"),
)
_OPTIONS = "".join(f'<option value="{soort}">{naam}</option>' for soort, naam in _SOORTEN)
PAGE = f"""\
<!DOCTYPE html>
<html lang="nl"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Aanvragen voor kredietverstrekkers</title><style>{STYLE}</style></head><body><main>
<h1>Aanvragen voor kredietverstrekkers</h1>
<p id="melding" role="status" aria-live="polite"></p>
<form id="inloggen"><label for="schermnaam">E-mailadres</label>
<input id="schermnaam" type="email" autocomplete="username" required>
<label for="wachtwoord">Wachtwoord</label>
<input id="wachtwoord" type="password" autocomplete="current-password" required>
<button>Inloggen</button></form>
<section id="lijst" hidden><h2>Aanvragen</h2><ul id="rijen"></ul></section>
<section id="aanvraag" hidden><h2 id="titel" tabindex="-1">De aanvraag</h2>
<pre id="gegevens" tabindex="0" aria-labelledby="titel"></pre>
<form id="antwoord"><label for="soort">Uw antwoord</label><select id="soort">{_OPTIONS}</select>
<label for="inhoud">Gegevens bij uw antwoord</label><textarea id="inhoud" rows="8" spellcheck="false">{{}}</textarea>
<button>Versturen</button></form></section>
</main><script>{SCRIPT}</script></body></html>
"""
