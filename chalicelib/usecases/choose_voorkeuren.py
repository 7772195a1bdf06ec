"""What somebody wants to hear about: all off until he turns it on (art. 5 lid 8 to 10), and off as easily."""

from collections.abc import Mapping

from chalicelib.domain.account import Voorkeur
from chalicelib.domain.gebruiker import Actor
from chalicelib.privacy.bewijs import Waarde, append
from chalicelib.usecases.account_records import load_own
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert, Replace
from chalicelib.usecases.transaction import settle

Keuze = Mapping[Voorkeur, bool]


def read_voorkeuren(broker: Broker, actor: Actor) -> Keuze:
    return _chosen(load_own(broker, actor.account_id).voorkeuren)


def choose_voorkeuren(broker: Broker, actor: Actor, keuze: Keuze) -> Keuze:
    """The whole choice at once; what it was and became is evidence, for each is a permission of its own."""
    return settle(broker, lambda: _choose(broker, actor, keuze))


def _choose(broker: Broker, actor: Actor, keuze: Keuze) -> Keuze:
    account = load_own(broker, actor.account_id)
    wanted = tuple(one for one in Voorkeur if keuze[one])
    if wanted != account.voorkeuren:
        changed = account.model_copy(update={"voorkeuren": wanted})
        told: dict[str, Waarde] = {"aan": tuple(map(str, wanted)), "was": tuple(map(str, account.voorkeuren))}
        changed, stuk = append(changed, "voorkeuren.gewijzigd", broker.clock.now(), account.id, told)
        broker.store.commit(Replace(changed), Insert(stuk))
    return _chosen(wanted)


def _chosen(wanted: tuple[Voorkeur, ...]) -> Keuze:
    return {one: one in wanted for one in Voorkeur}
