"""Ways of delivery that need no words but our own: the whole message, a notice of it, or a page to look at."""

from collections.abc import Mapping

from chalicelib.adapters.polling import Polling
from chalicelib.domain.kredietverstrekker import Levering
from chalicelib.usecases.ports.egress import Outcome, Outgoing
from chalicelib.usecases.ports.leverwijze import Answered, Headers, Leverwijze, Message


class Push:
    """The whole message, to the endpoint."""

    thin = False
    sends = True
    asks = False

    def translate(self, message: Message) -> Message:
        return message

    def request(self, endpoint: str, message: Message, headers: Headers) -> Outgoing:
        return Outgoing(endpoint, tuple(headers), message.body)

    def question(self, endpoint: str, verstrekking_id: str, headers: Headers) -> Outgoing:
        raise NotImplementedError  # its answers come by themselves: `asks`

    def answers(self, outcome: Outcome, verstrekking_id: str, versie: int) -> list[Answered]:
        raise NotImplementedError


class Melding(Push):
    """That something waits, without anything personal; they fetch it with a signed GET."""

    thin = True


class Portaal(Melding):
    """Nothing leaves: their staff sign in, look and answer."""

    sends = False


LEVERWIJZEN: Mapping[Levering, Leverwijze] = {
    Levering.PUSH: Push(),
    Levering.MELDING: Melding(),
    Levering.PORTAAL: Portaal(),
    Levering.POLLING: Polling(),
}
