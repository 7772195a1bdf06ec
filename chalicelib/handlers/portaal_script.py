"""
What the page of the portal does. It runs from the page itself, by the digest that the policy names.

Whatever it shows is set as text, so that nothing in it can run; the token lives in the page and goes with it.
"""

SCRIPT = """\
"use strict";
const $ = id => document.getElementById(id);
const alle = (waar, wat) => [...waar.querySelectorAll(wat)];
const NAMEN = JSON.parse($("namen").textContent);
const SOORTEN = [...$("soort").options];
const PAD = "/v1/portaal/verstrekkingen";
let token = "", wie = "", gekozen = null, volgende = null, poging = {};

function element(soort, tekst, klas) {
  const gemaakt = document.createElement(soort);
  if (tekst !== undefined) gemaakt.textContent = tekst;
  if (klas) gemaakt.className = klas;
  return gemaakt;
}
function toon(...namen) {
  for (const deel of alle(document, "[data-scherm]")) deel.hidden = !namen.includes(deel.id);
}
function zeg(tekst) {
  $("melding").textContent = tekst;
  $("melding").hidden = !tekst;
  if (tekst) $("melding").focus();
}

// Talking to the broker.
async function vraag(methode, pad, inhoud, sleutel) {
  const kop = {"content-type": "application/json"};
  if (sleutel) kop["idempotency-key"] = sleutel;
  const antwoord = await stuur(methode, pad, kop, inhoud === undefined ? undefined : JSON.stringify(inhoud));
  return antwoord.status === 204 ? {} : antwoord.json().catch(() => ({}));
}
const geenVerbinding = () => {
  throw {fouten: [{melding: "Er is geen verbinding. Controleer uw internet en probeer het opnieuw."}], opnieuw: true};
};
async function stuur(methode, pad, kop, inhoud) {
  if (token) kop.authorization = "Bearer " + token;
  const antwoord = await fetch(pad, {method: methode, headers: kop, body: inhoud}).catch(geenVerbinding);
  if (antwoord.ok) return antwoord;
  if (antwoord.status === 401 && token) {
    token = "";
    toon("inloggen");
    throw {fouten: [{melding: "U bent uitgelogd. Log opnieuw in; wat u hebt ingevuld, blijft staan."}]};
  }
  const gelezen = await antwoord.json().catch(() => ({}));
  const fouten = (gelezen.errors || []).filter(fout => fout.melding);
  throw {fouten: fouten.length ? fouten : [{melding: gelezen.title || "Dit lukt nu niet. Probeer het later opnieuw."}],
    opnieuw: antwoord.status >= 500};
}

// Faults: beside their field, and together above the form, where the focus goes.
function veldVan(formulier, naam) {
  const pad = (naam || "").replace(/^data\\./, "");
  return alle(formulier, "[name]").find(veld => veld.name === pad && !veld.matches(":disabled"));
}
function merk(veld, melding) {
  const plek = $(veld.id + "-fout");
  if (melding) veld.setAttribute("aria-invalid", "true"); else veld.removeAttribute("aria-invalid");
  if (!plek) return;
  plek.textContent = melding;
  plek.hidden = !melding;
}
function wis(formulier) {
  for (const veld of alle(formulier, "[aria-invalid]")) merk(veld, "");
  formulier.querySelector(".samenvatting").replaceChildren();
}
function meld(formulier, fouten) {
  const lijst = element("ul"), boven = formulier.querySelector(".samenvatting");
  for (const fout of fouten) {
    const regel = element("li"), veld = fout.veld && veldVan(formulier, fout.veld);
    if (veld) {
      merk(veld, fout.melding);
      const groep = veld.closest(".regel");
      const naar = element("a", (groep ? groep.getAttribute("aria-label") + ": " : "") + fout.melding);
      naar.href = "#" + veld.id;
      naar.addEventListener("click", klik => { klik.preventDefault(); veld.focus(); });
      regel.append(naar);
    } else regel.textContent = fout.melding;
    lijst.append(regel);
  }
  boven.replaceChildren(element("h3", "Dit gaat nog niet goed"), lijst);
  boven.focus();
}
function bij(formulier, werk) {
  $(formulier).addEventListener("submit", async gebeurtenis => {
    gebeurtenis.preventDefault();
    const form = $(formulier), knop = form.querySelector("button:not([type=button])");
    if (knop.disabled) return;
    wis(form);
    zeg("");
    knop.disabled = true;
    try { await werk(form); } catch (fout) {
      if (!fout.fouten) throw fout;
      meld(form.closest("[hidden]") ? $("inloggen") : form, fout.fouten);
    } finally { knop.disabled = false; }
  });
}
const knop = (id, werk) => bijKlik($(id), werk);
function bijKlik(naar, werk) {
  naar.addEventListener("click", async () => {
    zeg("");
    try { await werk(); } catch (fout) {
      if (!fout.fouten) throw fout;
      if (token) zeg(fout.fouten.map(een => een.melding).join(" ")); else meld($("inloggen"), fout.fouten);
    }
  });
}

// Signing in.
bij("inloggen", async form => {
  nodig(form);
  const schermnaam = $("schermnaam").value.trim();
  token = (await vraag("POST", "/v1/sessies", {schermnaam, wachtwoord: $("wachtwoord").value})).access_token;
  $("wachtwoord").value = "";
  if (schermnaam !== wie) sluit(); // what was open is another person's
  wie = schermnaam;
  await lijst(true);
  if (gekozen) { toon("kop", "aanvraag"); $("titel").focus(); } else { toon("kop", "lijst"); $("lijsttitel").focus(); }
});
bij("herstel", async form => {
  nodig(form);
  await vraag("POST", "/v1/wachtwoord/herstel", {schermnaam: $("hersteladres").value.trim()});
  toon("nieuw");
  zeg("Als dit adres bij ons bekend is, krijgt u een mail met een code.");
});
bij("nieuw", async form => {
  nodig(form);
  await vraag("POST", "/v1/wachtwoord",
    {schermnaam: $("hersteladres").value.trim(), code: $("code").value.trim(), wachtwoord: $("nieuwwachtwoord").value});
  form.reset();
  toon("inloggen");
  zeg("Uw wachtwoord is gewijzigd. U kunt nu inloggen.");
});
knop("vergeten", async () => { toon("herstel"); $("hersteladres").focus(); });
for (const id of ["terug1", "terug2"]) knop(id, async () => { toon("inloggen"); $("schermnaam").focus(); });
knop("uitloggen", async () => {
  try { await vraag("DELETE", "/v1/sessies"); } finally {
    token = "";
    sluit();
    $("rijen").replaceChildren();
    toon("inloggen");
  }
  zeg("U bent uitgelogd.");
});
function nodig(form) {
  const leeg = alle(form, "[data-leeg]").filter(veld => !veld.value.trim());
  if (leeg.length) throw {fouten: leeg.map(veld => ({veld: veld.name, melding: veld.dataset.leeg}))};
}
"""
