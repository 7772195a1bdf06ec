"""What the Klant, the operator and the broker do in the demonstration, step by step."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from infra.local.client import Client
from infra.local.config import ROOT, LocalError
from infra.local.demo.rates import MONTHS, Flows, effective_rate
from infra.local.seed import OPERATOR_PASSWORD, OPERATORS

SCHERMNAAM = "klant.voorbeeld@example.com"
PASSWORD = "Voorbeeld-Wachtwoord-2026"  # noqa: S105 # pragma: allowlist secret
WAIT_SECONDS = 60.0
POLL_SECONDS = 0.1
RATE_PRECISION = Decimal("0.000001")
# Longer than an Aanvraag that was never sent is kept.
LATER = timedelta(days=120)
QUARTER = timedelta(days=93)
CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
ANSWERS = {"jaarcijfers": "De omzet was 480.000 euro.", "gebruik": "Voor het werk op de bouwplaats."}
WAITING = frozenset({"klaar", "aangeboden", "ontvangen", "in_beoordeling", "informatie_gevraagd"})

Json = dict[str, Any]


@dataclass
class Story:
    """Where the demonstration has come to; each step reads and adds to it."""

    client: Client
    dossier: str = ""
    unsent_dossier: str = ""
    aanvraag: str = ""

    def sign_up(self) -> str:
        """A Klant makes an account and confirms it with the code from the mail."""
        documents = self.client.get("/v1/reglementen")["reglementen"]
        agreed = {one["soort"]: one["versie"] for one in documents if one["huidig"]}
        account = {
            "schermnaam": SCHERMNAAM,
            "wachtwoord": PASSWORD,
            "soort": "klant",
            "naam": "Testpersoon Voorbeeld",
            "akkoord": agreed,
        }
        self.client.post("/v1/accounts", account)
        self.client.post("/v1/accounts/bevestiging", {"schermnaam": SCHERMNAAM, "code": self._mailed_code()})
        self.client = self.client.login(SCHERMNAAM, PASSWORD)
        return f"agreed to {', '.join(agreed)}; confirmed by code; signed in"

    def fill_dossiers(self) -> str:
        """One dossier that will be sent, and one that never is."""
        dossier = read_example("dossier-klant.json")
        self.dossier = self.client.post("/v1/dossiers", dossier)["id"]
        self.unsent_dossier = self.client.post("/v1/dossiers", dossier)["id"]
        return f"{self.dossier}, and {self.unsent_dossier} that stays a concept"

    def send(self) -> str:
        """The Aanvraag goes to all three Kredietverstrekkers, with consent for each."""
        found = self.client.get("/v1/kredietverstrekkers?product=financial_lease")
        chosen = [one["id"] for one in found["kredietverstrekkers"]]
        made = self.client.post(f"/v1/dossiers/{self.dossier}/aanvragen", read_example("aanvraag-financial-lease.json"))
        self.aanvraag = made["id"]
        consent = {"tekst_versie": found["toestemmingstekst"]["versie"], "namens": "zelf"}
        sent = self.client.post(
            f"/v1/aanvragen/{self.aanvraag}/verzending",
            {"kredietverstrekkers": chosen, "toestemming": consent},
            **{"If-Match": f'"{made["versie"]}"', "Idempotency-Key": "demonstratie-verzending"},
        )
        return f"{len(sent['verstrekkingen'])} Verstrekkingen, each with its own Toestemming"

    def answer_questions(self) -> str:
        """One Kredietverstrekker wants to know more first."""
        asking = self._wait_for("a request for information", lambda one: _with_status(one, "informatie_gevraagd"))
        items = asking[0]["informatieverzoek"]["items"]
        answers = [{"code": item["code"], "tekst": ANSWERS[item["code"]]} for item in items]
        self.client.post(f"/v1/verstrekkingen/{asking[0]['id']}/informatie", {"antwoorden": answers})
        return f"{asking[0]['naam']} asked {len(items)} questions"

    def wait_for_outcomes(self) -> str:
        """Until every Kredietverstrekker has decided, and no Offerte is a mere indication."""
        done = self._wait_for("all outcomes", self._decided)
        return "; ".join(f"{one['naam']}: {one['status']}" for one in done)

    def compare(self) -> list[Json]:
        """The Offertes in the broker's order; raises LocalError when a rate is not what we work out ourselves."""
        aanvraag = self.client.get(f"/v1/aanvragen/{self.aanvraag}")
        offers: list[Json] = self._offers()
        for offer in offers:
            own = Decimal(repr(effective_rate(_flows(aanvraag["financiering"], offer))))
            if abs(own - Decimal(offer["effectieve_jaarrente"])) > RATE_PRECISION:
                raise LocalError(
                    f"{offer['naam']}: effective rate {offer['effectieve_jaarrente']}, but we find {own:.6f}"
                )
        if not offers:
            raise LocalError("no Offerte came")
        return offers

    def accept(self) -> str:
        """The first in order, then wait until its Kredietverstrekker has activated the Overeenkomst."""
        best = next(offer for offer in self._offers() if offer["soort"] == "bindend")
        made = self.client.post(f"/v1/offertes/{best['id']}/aanvaarding")
        self._wait_for("the Overeenkomst", lambda one: [one] if one["status"] == "overeenkomst_actief" else [])
        return f"{best['naam']}: {made['overeenkomst_id']} is active"

    def grow_old(self) -> str:
        """Some months later, what is due is destroyed, with a receipt per store."""
        at = (datetime.now(UTC) + LATER).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.client.post(f"/v1/lokaal/taken/bewaartermijnen?at={at}")
        operator = Client(self.client.port).login(next(iter(OPERATORS)), OPERATOR_PASSWORD)
        receipts = operator.get("/v1/beheer/vernietigingen")["vernietigingen"]
        ours = [one for one in receipts if one["dossier_id"] == self.unsent_dossier]
        if not ours:
            raise LocalError("no receipt for the destruction of the dossier that was never sent")
        self.client.get(f"/v1/dossiers/{self.dossier}")  # the other one is still there
        return f"{at}: {self.unsent_dossier} destroyed by rule {ours[0]['regel']}, in {len(ours[0]['opslag'])} stores"

    def publish(self) -> str:
        """When that quarter is over its statistics come out, once; of so few people nothing shows."""
        destroyed = datetime.now(UTC) + LATER
        at = (destroyed + QUARTER).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.client.post(f"/v1/lokaal/taken/anonimisering?at={at}")
        operator = Client(self.client.port).login(next(iter(OPERATORS)), OPERATOR_PASSWORD)
        period = f"{destroyed.year}-Q{(destroyed.month + 2) // 3}"
        found = operator.get(f"/v1/beheer/statistieken?periode={period}")
        if not found["gepubliceerd"]:
            raise LocalError(f"no statistics of {period}")
        return f"{period}: {len(found['cellen'])} cells, for no group has the ten people that make one"

    def _mailed_code(self) -> str:
        for mail in self.client.get("/v1/lokaal/post"):
            if mail["to"] == SCHERMNAAM and (code := CODE.search(mail["text"])):
                return code.group()
        raise LocalError("no mail with a code came")

    def _offers(self) -> list[Json]:
        offers: list[Json] = self.client.get(f"/v1/aanvragen/{self.aanvraag}/offertes")["offertes"]
        return [offer for offer in offers if offer["status"] == "uitgebracht"]

    def _decided(self, aanvraag: Json) -> list[Json]:
        parts: list[Json] = aanvraag["verstrekkingen"]
        open_parts = [one for one in parts if one["status"] in WAITING]
        indications = [offer for offer in self._offers() if offer["soort"] == "indicatief"]
        return [] if open_parts or indications else parts

    def _wait_for(self, what: str, found: Callable[[Json], list[Json]]) -> list[Json]:
        end = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < end:
            if result := found(self.client.get(f"/v1/aanvragen/{self.aanvraag}")):
                return result
            time.sleep(POLL_SECONDS)
        raise LocalError(f"{what} did not come within {WAIT_SECONDS:.0f} seconds")


def read_example(name: str) -> Json:
    found: Json = json.loads((ROOT / "examples" / name).read_text(encoding="utf-8"))
    return found


def _with_status(aanvraag: Json, status: str) -> list[Json]:
    return [one for one in aanvraag["verstrekkingen"] if one["status"] == status]


def _flows(asked: Json, offer: Json) -> Flows:
    per_year = int(offer["termijnen_per_jaar"])
    in_advance = offer["betaalwijze"] == "vooraf"
    return Flows(
        amount=float(asked["financieringsbedrag"]),
        costs=float(offer["eenmalige_kosten"]),
        term=float(offer["termijnbedrag"]),
        terms=int(offer["looptijd_maanden"]) * per_year // MONTHS,
        terms_per_year=per_year,
        in_advance=in_advance,
        balloon=float(offer["slottermijn"]),
        balloon_with_last_term=in_advance and asked.get("slottermijn_moment") == "met_laatste_termijn",
    )
