"""The three characters: what each Kredietverstrekker answers to each message of the broker."""

import calendar
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from infra.local.sandbox.memory import Reaction
from infra.local.sandbox.terms import Wanted, term_amount, wanted
from infra.local.sandbox.webhooks import new_id

VALID_DAYS = 14
Data = Mapping[str, Any]
Facts = dict[str, Any]


@dataclass(frozen=True)
class Lender:
    """
    One Kredietverstrekker. `on_offer` says what it does with a new Aanvraag, `on_answer` with answered questions.

    `needs` are the paths of its informatiebehoefte; `rate` is its nominal yearly rate, `costs` what it charges once,
    in euro.
    """

    naam: str
    kvk_nummer: str
    path: str
    rate: Decimal
    costs: Decimal
    needs: tuple[str, ...]
    on_offer: "Step"
    on_answer: "Step" = field(default=lambda _lender, _facts: ())

    def react(self, message: Data, facts: Facts | None) -> Reaction:
        """What one message leads to; a message about something unknown leads to nothing."""
        kind = message["type"]
        if kind == "aanvraag.aangeboden":
            asked = remember(message["data"])
            return self._replies(asked, self.on_offer(self, asked))
        if facts is None or kind == "aanvraag.ingetrokken":
            return Reaction()
        reaction = self._replies(facts, self._later(kind, facts))
        return replace(reaction, facts=None) if kind == "gegevens.wissen" else reaction

    def _later(self, kind: str, facts: Facts) -> "Steps":
        if kind == "informatie.beantwoord":
            return self.on_answer(self, facts)
        if kind == "offerte.aanvaard":
            return (activation(facts),)
        return (("wissing.bevestigd", {}),) if kind == "gegevens.wissen" else ()

    def _replies(self, facts: Facts, steps: "Steps") -> Reaction:
        origin = {"verstrekking_id": facts["verstrekking_id"], "versie": facts["versie"]}
        bodies = [_body(kind, {**origin, **extra}) for kind, extra in steps]
        return Reaction(tuple((new_id(), body) for body in bodies), facts)


Steps = tuple[tuple[str, dict[str, Any]], ...]
Step = Callable[[Lender, Facts], Steps]

RECEIVED: Steps = (("aanvraag.ontvangen", {}), ("aanvraag.in_beoordeling", {}))
QUESTIONS = [
    {"code": "jaarcijfers", "omschrijving": "Wat was de omzet in het laatste boekjaar?"},
    {"code": "gebruik", "omschrijving": "Waarvoor wordt het object gebruikt?"},
]


NUMBERS = ("product", "object", "financiering")
COMPANY = ("onderneming.kvk_nummer", "onderneming.rechtsvorm", "onderneming.statutaire_naam")
PERSON = ("betrokkene.voornamen", "betrokkene.achternaam", "betrokkene.geboortedatum", "betrokkene.adres")


def lenders() -> tuple[Lender, ...]:
    """In the order of their ports: fast, slow with questions, and one that refuses."""
    return (
        Lender(
            naam="Sandbox Snel",
            kvk_nummer="69599068",
            path="/snel",
            rate=Decimal("0.0625"),
            costs=Decimal("195.00"),
            needs=(*NUMBERS, *COMPANY),
            on_offer=at_once,
        ),
        Lender(
            naam="Sandbox Zorgvuldig",
            kvk_nummer="68727720",
            path="/zorgvuldig",
            rate=Decimal("0.0585"),
            costs=Decimal(0),
            needs=(*NUMBERS, *COMPANY, *PERSON, "financieel"),
            on_offer=ask,
            on_answer=after_answer,
        ),
        Lender(
            naam="Sandbox Streng",
            kvk_nummer="68750110",
            path="/streng",
            rate=Decimal(0),
            costs=Decimal(0),
            needs=(*NUMBERS, *COMPANY),
            on_offer=refuse,
        ),
    )


def at_once(lender: Lender, facts: Facts) -> Steps:
    return (*RECEIVED, offer(lender, facts, "bindend", lender.rate))


def ask(_lender: Lender, _facts: Facts) -> Steps:
    return (*RECEIVED, ("informatie.gevraagd", {"items": QUESTIONS}))


def after_answer(lender: Lender, facts: Facts) -> Steps:
    """First what it might be, then what it is: a quarter of a per cent better."""
    indication = offer(lender, facts, "indicatief", lender.rate + Decimal("0.0025"))
    return (("aanvraag.in_beoordeling", {}), indication, offer(lender, facts, "bindend", lender.rate))


def refuse(_lender: Lender, _facts: Facts) -> Steps:
    return (("aanvraag.ontvangen", {}), ("aanvraag.afgewezen", {"reden_categorie": "beleid"}))


def remember(data: Data) -> Facts:
    """What is kept of an Aanvraag: ids and amounts, nothing about anybody."""
    numbers = {name: str(value) for name, value in asdict(wanted(data["gegevens"])).items()}
    return {"verstrekking_id": data["verstrekking_id"], "versie": data["versie"], "wanted": numbers}


def offer(lender: Lender, facts: Facts, soort: str, rate: Decimal) -> tuple[str, dict[str, Any]]:
    """The Offerte that follows from what was asked."""
    asked = recall(facts)
    moment = "met_laatste_termijn" if asked.balloon_with_last_term else "einde_looptijd"
    return "offerte.uitgebracht", {
        "referentie": f"{lender.path[1:].upper()}-{facts['verstrekking_id'][-8:]}",
        "soort": soort,
        "financieringsbedrag": _money(asked.amount),
        "looptijd_maanden": asked.months,
        "termijnen_per_jaar": asked.terms_per_year,
        "betaalwijze": "vooraf" if asked.in_advance else "achteraf",
        "termijnbedrag": _money(term_amount(asked, rate)),
        "aanbetaling": _money(asked.down_payment),
        "slottermijn": _money(asked.balloon),
        "slottermijn_moment": moment,
        "eenmalige_kosten": _money(lender.costs),
        "nominale_jaarrente": f"{rate:.6f}",
        "geldig_tot": (_today() + timedelta(days=VALID_DAYS)).isoformat(),
    }


def activation(facts: Facts) -> tuple[str, dict[str, Any]]:
    """The Overeenkomst starts today and runs for as many months as were asked."""
    start = _today()
    reference = f"OVK-{facts['verstrekking_id'][-8:]}"
    end = _months_on(start, recall(facts).months)
    return "overeenkomst.geactiveerd", {
        "referentie": reference,
        "ingangsdatum": start.isoformat(),
        "einddatum": end.isoformat(),
    }


def recall(facts: Facts) -> Wanted:
    numbers = facts["wanted"]
    return Wanted(
        amount=Decimal(numbers["amount"]),
        down_payment=Decimal(numbers["down_payment"]),
        balloon=Decimal(numbers["balloon"]),
        balloon_with_last_term=numbers["balloon_with_last_term"] == "True",
        months=int(numbers["months"]),
        terms_per_year=int(numbers["terms_per_year"]),
        in_advance=numbers["in_advance"] == "True",
    )


def _body(kind: str, data: Data) -> bytes:
    stamp = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return json.dumps({"type": kind, "timestamp": stamp, "data": data}).encode()


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _money(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _today() -> date:
    return datetime.now(ZoneInfo("Europe/Amsterdam")).date()
