"""One Aanvraag from sign-up to Overeenkomst, and others that end sooner; whatever is entered is a marker."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from tests.functional import markers
from tests.functional.contract_client import Answer, Api, Json, mailed_code, sign_in
from tests.functional.contract_journey import verzending_body
from tests.functional.contract_lender import Lender, Message, Reply
from tests.functional.marked_papers import MarkedPapers, fetched
from tests.functional.own_broker import OwnBroker

AKKOORD = {"privacyreglement": "2021-04-26", "gebruikersvoorwaarden": "2021-04-26"}
REASON, END, WRONG, NEW_NAME = (markers.word(name) for name in ("reden", "einde", "fout", "nieuwe naam"))


@dataclass(frozen=True)
class MarkedFlow:
    """Played by one vendor, on a broker of its own, with Kredietverstrekkers that ask for everything."""

    own: OwnBroker
    lenders: list[Lender]
    schermnaam: str
    in_quarantine: Callable[[], None]  # called while a file lies there

    def play(self) -> None:
        sender = self._signed_up()
        for lender in self.lenders:
            lender.ear.answer = _echo
        self._accept(sender, self._offered(sender))
        self._end_early(sender)
        self._go_wrong(sender)
        self._through_quarantine(sender)

    def _through_quarantine(self, sender: Api) -> None:
        papers = MarkedPapers(sender, sender.made("/v1/dossiers", markers.klant())["id"])
        papers.refused("besmet")
        waiting = papers.announced("link")
        self.in_quarantine()
        papers.confirmed("link", waiting)

    def _signed_up(self) -> Api:
        api = self.own.api
        api.made("/v1/accounts", markers.sign_up(self.schermnaam, AKKOORD), 202)
        api.made("/v1/accounts", markers.sign_up(self.schermnaam, AKKOORD), 202)
        body = {"schermnaam": self.schermnaam, "code": mailed_code(api, self.schermnaam, 2)}
        _expect(204, api.post("/v1/accounts/bevestiging", body))
        api.made("/v1/accounts", markers.sign_up(self.schermnaam, AKKOORD), 202)  # known by now: a notice
        sender = sign_in(api, self.schermnaam, markers.PASSWORD).api
        assert sender.seen("/v1/account")["schermnaam"] == self.schermnaam
        return sender

    def _offered(self, sender: Api) -> str:
        """An Aanvraag with Offertes of all: one of them after its questions were answered."""
        dossier = sender.made("/v1/dossiers", markers.klant())["id"]
        self._hold(dossier)
        paper = MarkedPapers(sender, dossier).sent("verzoek")
        aanvraag = self._sent(sender, dossier, markers.sale_and_lease_back())
        rows = {row["kredietverstrekker_id"]: row["id"] for row in self._rows(sender, aanvraag)}
        self._answer_questions(sender, rows[self.lenders[0].id], paper)
        self.own.take_message(aanvraag)
        assert fetched(self.lenders[0], rows[self.lenders[0].id], paper) == markers.paper_bytes("verzoek")
        for lender in self.lenders:
            self._tell(lender, "offerte.uitgebracht", rows[lender.id], markers.offer())
        assert sender.seen("/v1/dossiers?velden=naam")["dossiers"]
        return aanvraag

    def _hold(self, dossier: str) -> None:
        day = (dt.datetime.now(dt.UTC) + dt.timedelta(days=300)).date().isoformat()
        body = {**markers.held(), "dossier_id": dossier, "grond": "klacht", "herzien_op": day}
        one = "/v1/beheer/bewaarblokkades/" + self.own.operator.made("/v1/beheer/bewaarblokkades", body)["id"]
        assert self.own.operator.seen(one)["reden"] == markers.held()["reden"]
        assert self.own.operator.seen(f"{one}/dossier")["records"]

    def _answer_questions(self, sender: Api, verstrekking: str, paper: str) -> None:
        self._tell(self.lenders[0], "informatie.gevraagd", verstrekking, markers.questions())
        path = f"/v1/verstrekkingen/{verstrekking}/informatie"
        _expect(422, sender.post(path, markers.answers_with_document()))
        (told,) = markers.answers()["antwoorden"]
        _expect(202, sender.post(path, {"antwoorden": [{**told, "document_id": paper}]}))

    def _accept(self, sender: Api, aanvraag: str) -> None:
        offers = sender.seen(f"/v1/aanvragen/{aanvraag}/offertes")["offertes"]
        assert len(offers) == len(self.lenders)
        _expect(201, sender.post(f"/v1/offertes/{offers[0]['id']}/aanvaarding", Idempotency_Key="aanvaarding"))
        self.own.take_message(aanvraag)
        (winner,) = [lender for lender in self.lenders if lender.id == offers[0]["kredietverstrekker_id"]]
        rows = {row["kredietverstrekker_id"]: row["id"] for row in self._rows(sender, aanvraag)}
        start = markers.activation()
        self._tell(winner, "overeenkomst.geactiveerd", rows[winner.id], start)
        end = {"einddatum": start["einddatum"], "reden": END}
        self._tell(winner, "overeenkomst.beeindigd", rows[winner.id], end)
        assert sender.seen("/v1/overeenkomsten")["overeenkomsten"]

    def _end_early(self, sender: Api) -> None:
        """A changed dossier whose Aanvraag is withdrawn while it is with everybody, and one that is destroyed."""
        dossier = sender.made("/v1/dossiers", markers.consument())["id"]
        _expect(200, sender.patch(f"/v1/dossiers/{dossier}", {"betrokkene": {"voornamen": NEW_NAME}}, 1))
        aanvraag = self._sent(sender, dossier, markers.private_lease())
        _expect(202, sender.post(f"/v1/aanvragen/{aanvraag}/intrekking", {"reden": REASON}))
        self.own.take_message(aanvraag)
        gone = sender.made("/v1/dossiers", markers.klant())["id"]
        MarkedPapers(sender, gone).sent("vernietigd")
        _expect(204, sender.delete(f"/v1/dossiers/{gone}"))

    def _go_wrong(self, sender: Api) -> None:
        """What is refused was sent as well."""
        wrong = markers.klant() | {"betrokkene": {**markers.klant()["betrokkene"], "email": WRONG, "soort": WRONG}}
        _expect(422, sender.post("/v1/dossiers", wrong))
        _expect(422, sender.post("/v1/dossiers", {**markers.klant(), WRONG: WRONG}))
        _expect(404, sender.get(f"/v1/dossiers/{markers.code('fout')}"))
        _expect(401, self.own.api.post("/v1/sessies", {"schermnaam": self.schermnaam, "wachtwoord": WRONG}))
        lender = self.lenders[0]
        _expect(422, lender.callback("offerte.uitgebracht", {**markers.offer(), "termijnbedrag": WRONG}))
        forged = lender.envelope("offerte.uitgebracht", markers.offer())
        _expect(401, lender.send(forged, changes={"webhook-signature": "v1,AAAA"}))

    def _sent(self, sender: Api, dossier: str, body: Json) -> str:
        """With a key, so that its answer is stored as well."""
        made = sender.made(f"/v1/dossiers/{dossier}/aanvragen", body, Idempotency_Key=f"aanvraag {dossier}")
        aanvraag = str(made["id"])
        verzending = verzending_body(sender, [lender.id for lender in self.lenders])
        (answer,) = markers.extra_answers()["antwoorden"]
        verzending["antwoorden"] = [{"kredietverstrekker_id": lender.id, **answer} for lender in self.lenders]
        key = f"verzending {aanvraag}"
        sender.made(f"/v1/aanvragen/{aanvraag}/verzending", verzending, 202, If_Match='"1"', Idempotency_Key=key)
        self.own.take_message(aanvraag)
        return aanvraag

    def _rows(self, sender: Api, aanvraag: str) -> list[Json]:
        found: list[Json] = sender.seen(f"/v1/aanvragen/{aanvraag}")["verstrekkingen"]
        return found

    def _tell(self, lender: Lender, kind: str, verstrekking: str, data: Json) -> None:
        _expect(202, lender.callback(kind, {"verstrekking_id": verstrekking, "versie": 1, **data}))


def _echo(message: Message) -> Reply:
    """A Kredietverstrekker that answers with all that it was told."""
    return 200, message.raw


def _expect(status: int, answer: Answer) -> None:
    assert answer.status == status, answer.raw
