"""The second half of what the page of the portal does: the list, one Aanvraag, and the form of an answer."""

SCRIPT = """\

// The list, and one Aanvraag.
const woorden = tekst => { const los = tekst.replaceAll("_", " "); return los[0].toUpperCase() + los.slice(1); };
const moment = tekst => new Date(tekst).toLocaleString("nl-NL",
  {dateStyle: "long", timeStyle: "short", timeZone: "Europe/Amsterdam"});
async function lijst(opnieuw) {
  const vanaf = opnieuw ? "" : "?na=" + encodeURIComponent(volgende);
  const deel = await vraag("GET", PAD + vanaf);
  if (opnieuw) $("rijen").replaceChildren();
  $("rijen").append(...deel.verstrekkingen.map(rij));
  volgende = deel.volgende || null;
  $("meer").hidden = !volgende;
  $("leeg").hidden = $("rijen").children.length > 0;
}
function rij(regel) {
  const voorbij = $("rijen").dataset.voorbij.split(" ").includes(regel.status);
  const item = element("li"), naar = element(voorbij ? "p" : "button", undefined, "rij");
  item.append(naar);
  naar.append(element("span", "Aanvraag van " + moment(regel.gemaakt_op)), element("strong", woorden(regel.status)));
  if (voorbij) return item; // it may not be read any more
  naar.type = "button";
  bijKlik(naar, () => open(regel));
  return item;
}
async function open(regel) {
  const inhoud = await vraag("GET", PAD + "/" + regel.id), data = inhoud.data;
  sluit();
  gekozen = {...regel, gegevens: data.gegevens || {}};
  $("kenmerk").textContent = regel.id;
  $("stand").textContent = woorden(regel.status);
  $("termijn").textContent = moment(data.uiterste_reactie);
  const delen = Object.entries(gekozen.gegevens).map(([naam, waarde]) => stuk(NAMEN[naam] || woorden(naam), waarde));
  if (data.antwoorden && data.antwoorden.length) delen.push(stuk("Antwoorden op uw vragen", paren(data.antwoorden)));
  for (const bericht of inhoud.berichten || [])
    delen.push(stuk("Ontvangen op " + moment(bericht.timestamp), paren(bericht.data.antwoorden || [])));
  $("gegevens").replaceChildren(...delen);
  keuzes(regel.status);
  toon("kop", "aanvraag");
  $("titel").focus();
}
const paren = antwoorden => Object.fromEntries(antwoorden.map(een => [een.sleutel || een.code, gezegd(een)]));
function gezegd(een) {
  if (!een.document_id) return een.waarde ?? een.tekst;
  return een.tekst ? [een.tekst, papier(een.document_id)] : papier(een.document_id);
}
function papier(id) {
  const naar = element("button", "Document opslaan", "licht");
  naar.type = "button";
  bijKlik(naar, async () => bewaar(await haal(PAD + "/" + gekozen.id + "/documenten/" + id), id));
  return naar;
}
// In parts: one answer holds no more than 4 MiB.
async function haal(pad) {
  const delen = [];
  for (let begin = 0, totaal = 1; begin < totaal;) {
    const antwoord = await stuur("GET", pad, {range: "bytes=" + begin + "-"});
    const deel = await antwoord.blob().catch(geenVerbinding);
    totaal = Number((antwoord.headers.get("content-range") || "").split("/")[1]) || 0; // without it this was all
    begin += deel.size;
    delen.push(deel);
  }
  return new Blob(delen, {type: delen[0].type});
}
function bewaar(blob, id) {
  const naar = element("a");
  naar.href = URL.createObjectURL(blob);
  naar.download = id + "." + blob.type.split("/")[1];
  naar.click();
  URL.revokeObjectURL(naar.href);
}
function stuk(naam, waarde) {
  const deel = element("section");
  deel.append(element("h3", naam), toonWaarde(waarde));
  return deel;
}
function toonWaarde(waarde) {
  if (waarde instanceof Node) return waarde;
  if (Array.isArray(waarde)) {
    const lijstje = element("ul");
    lijstje.append(...waarde.map(een => { const item = element("li"); item.append(toonWaarde(een)); return item; }));
    return lijstje;
  }
  if (waarde !== null && typeof waarde === "object") {
    const paar = element("dl");
    for (const [naam, deel] of Object.entries(waarde)) {
      const uitleg = element("dd");
      uitleg.append(toonWaarde(deel));
      paar.append(element("dt", NAMEN[naam] || woorden(naam)), uitleg);
    }
    return paar;
  }
  return element("span", leesbaar(waarde));
}
function leesbaar(waarde) {
  if (typeof waarde === "boolean") return waarde ? "Ja" : "Nee";
  if (typeof waarde !== "string") return String(waarde);
  if (/^-?\\d+\\.\\d{2}$/.test(waarde))
    return new Intl.NumberFormat("nl-NL", {style: "currency", currency: "EUR"}).format(waarde);
  if (/^\\d{4}-\\d{2}-\\d{2}$/.test(waarde)) return waarde.split("-").reverse().join("-");
  return waarde.length > 3 && /^[a-z]+(_[a-z]+)*$/.test(waarde) ? woorden(waarde) : waarde; // bv stays bv
}
function sluit() {
  gekozen = null;
  poging = {};
  $("gegevens").replaceChildren();
  $("antwoord").reset();
  wis($("antwoord"));
  for (const regels of alle(document, ".regels")) regels.replaceChildren();
}
knop("meer", () => lijst(false));
knop("terug", async () => { sluit(); await lijst(true); toon("kop", "lijst"); $("lijsttitel").focus(); });

// The form of an answer.
function keuzes(stand) {
  const kan = SOORTEN.filter(keuze => !keuze.value || keuze.dataset.bij.split(" ").includes(stand));
  $("soort").replaceChildren(...kan);
  $("soort").value = "";
  $("antwoord").hidden = kan.length < 2;
  $("klaar").hidden = kan.length > 1;
  kies();
}
function kies() {
  for (const deel of alle($("antwoord"), "fieldset")) {
    deel.hidden = deel.disabled = deel.dataset.soort !== $("soort").value;
    if (deel.hidden) continue;
    for (const regels of alle(deel, "[data-lijst]")) if (!regels.querySelector(".regel")) voegToe(regels);
    for (const veld of alle(deel, "[name]")) if (!veld.value) vulVoor(veld);
  }
}
function vulVoor(veld) {
  const bekend = (gekozen.gegevens.financiering || {})[veld.name];
  if (bekend === undefined || veld.dataset.vorm === "procent") return;
  veld.value = veld.dataset.vorm === "bedrag" ? String(bekend).replace(".", ",") : bekend;
}
function voegToe(regels) {
  const bezet = alle(regels, "[name$='.code']").map(veld => veld.value);
  const regel = regels.querySelector("template").content.firstElementChild.cloneNode(true);
  regels.querySelector(".regels").append(regel);
  hernoem(regels);
  const code = regel.querySelector("[name$='.code']");
  let nummer = 1;
  while (bezet.includes("vraag_" + nummer)) nummer += 1;
  if (code) code.value = "vraag_" + nummer;
  return regel;
}
// The number of a line stands in its names and in its words.
function hernoem(lijstje) {
  const regels = alle(lijstje, ".regel");
  regels.forEach((regel, nummer) => {
    regel.setAttribute("aria-label", "Vraag " + (nummer + 1));
    const weg = regel.querySelector("[data-weg]");
    weg.textContent = "Vraag " + (nummer + 1) + " weghalen";
    weg.hidden = regels.length < 2;
    for (const deel of alle(regel, "[name], [id], [for]"))
      for (const kenmerk of ["name", "id", "for", "aria-describedby"])
        if (deel.hasAttribute(kenmerk))
          deel.setAttribute(kenmerk, deel.getAttribute(kenmerk).replace(/([.-])(?:#|\\d+)(?=[.-])/g, "$1" + nummer));
  });
  lijstje.querySelector("[data-meer]").hidden = regels.length >= Number(lijstje.dataset.meest);
}
$("antwoord").addEventListener("click", klik => {
  const lijstje = klik.target.closest("[data-lijst]");
  if (!lijstje) return;
  if (klik.target.matches("[data-meer]")) voegToe(lijstje).querySelector("[name]").focus();
  if (klik.target.matches("[data-weg]")) {
    klik.target.closest(".regel").remove();
    hernoem(lijstje);
    lijstje.querySelector("[data-meer]").focus();
  }
});
$("soort").addEventListener("change", () => { wis($("antwoord")); kies(); });

// From what a person writes to what the broker reads; undefined is not filled in, null cannot be read.
const LEES = {
  tekst: (tekst, veld) => !veld.dataset.patroon || new RegExp(veld.dataset.patroon).test(tekst) ? tekst : null,
  datum: tekst => tekst,
  getal: (tekst, veld) => {
    const getal = /^\\d{1,9}$/.test(tekst) ? Number(tekst) : NaN;
    const {min = getal, max = getal} = veld.dataset;
    return getal >= min && getal <= max ? getal : null;
  },
  bedrag: (tekst, veld) => {
    const kaal = tekst.replace(/[\\u20ac\\s]/g, "");
    const nl = /^(\\d{1,3}(\\.\\d{3})+|\\d+)(,\\d{1,2})?$/.test(kaal);
    const punt = nl ? kaal.replaceAll(".", "").replace(",", ".") : kaal;
    if (!/^\\d+(\\.\\d{1,2})?$/.test(punt)) return null;
    const [heel, deel = ""] = punt.split(".");
    const bedrag = heel + "." + deel.padEnd(2, "0");
    return new RegExp(veld.dataset.patroon).test(bedrag) ? bedrag : null;
  },
  procent: tekst => {
    const gelezen = /^(\\d{1,2})(?:[.,](\\d{1,4}))?\\s*%?$/.exec(tekst);
    return gelezen && "0." + gelezen[1].padStart(2, "0") + (gelezen[2] || "");
  },
};
function gelezen(veld) {
  const tekst = veld.value.trim();
  if (veld.validity.badInput) return null;
  return tekst ? LEES[veld.dataset.vorm](tekst, veld) : undefined;
}
function lees(form) {
  const data = {}, fouten = [];
  for (const veld of alle(form, "fieldset:not([hidden]) [name]")) {
    const waarde = gelezen(veld);
    if (waarde === undefined && veld.dataset.leeg) fouten.push({veld: veld.name, melding: veld.dataset.leeg});
    if (waarde === null) fouten.push({veld: veld.name, melding: veld.dataset.fout});
    if (waarde !== undefined && waarde !== null) zet(data, veld.name.split("."), waarde);
  }
  if (fouten.length) throw {fouten};
  return data;
}
function zet(data, pad, waarde) {
  const [naam, ...rest] = pad;
  if (!rest.length) { data[naam] = waarde; return; }
  data[naam] ??= /^\\d+$/.test(rest[0]) ? [] : {};
  zet(data[naam], rest, waarde);
}
bij("antwoord", async form => {
  if (!$("soort").value) throw {fouten: [{veld: "soort", melding: $("soort").dataset.leeg}]};
  const inhoud = {type: $("soort").value, data: lees(form)}, tekst = JSON.stringify(inhoud);
  if (poging.tekst !== tekst) poging = {tekst, sleutel: crypto.randomUUID()};
  try { await vraag("POST", PAD + "/" + gekozen.id + "/antwoorden", inhoud, poging.sleutel); } catch (fout) {
    if (!fout.opnieuw) poging = {};
    throw fout;
  }
  const naam = $("soort").selectedOptions[0].textContent;
  sluit();
  await lijst(true);
  toon("kop", "lijst");
  zeg("Uw antwoord is opgeslagen: " + naam + ".");
});
"""
