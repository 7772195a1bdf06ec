"""
The Lambda functions of the broker: one for HTTP, one per queue, one per schedule.

Event handlers are declared here and not in a blueprint: from a blueprint Lambda would import only that module, and
the middleware would silently be missing (aws/chalice#1566).
"""

from typing import Any

from chalice.app import Chalice, Cron, Rate

from chalicelib.handlers import openapi, queues, scheduled
from chalicelib.handlers.blueprints import BLUEPRINTS
from chalicelib.handlers.routing import remember_request

app = Chalice(app_name="lease-deal-broker", configure_logs=False)
app.debug = False  # True would answer with tracebacks
# Bytes go out as `serving.Bytes`; with types named here Chalice refuses them to who says no Accept.
app.api.binary_types = []
app.register_middleware(remember_request, "http")
for blueprint in (*BLUEPRINTS, openapi.routes):
    app.register_blueprint(blueprint)


@app.on_sqs_message(queue="verstrekkingen", batch_size=queues.BATCH_SIZE, name="verstrekkingen")
def verstrekkingen(event: Any) -> dict[str, Any]:
    """Sends what is due of the Aanvragen that the messages name, one after another: the batch fits the time-out."""
    return queues.on_verstrekkingen(event.to_dict())


@app.on_sqs_message(queue="wissingen", batch_size=queues.BATCH_SIZE, name="wissingen")
def wissingen(event: Any) -> dict[str, Any]:
    """Destroys the dossiers that the messages name: what is more than one night's run can do."""
    return queues.on_wissingen(event.to_dict())


@app.schedule(Rate(1, unit=Rate.MINUTES), name="herstel")
def herstel(event: Any) -> dict[str, int]:
    """Each minute: wakes what should have left by now."""
    return scheduled.on_herstel(event.to_dict())


@app.schedule(Cron(5, "*", "*", "*", "?", "*"), name="termijnen")
def termijnen(event: Any) -> dict[str, int]:
    """Hourly: ends what ends by itself, and reminds who should act."""
    return scheduled.on_termijnen(event.to_dict())


@app.schedule(Cron(0, 2, "*", "*", "?", "*"), name="bewaartermijnen")
def bewaartermijnen(event: Any) -> dict[str, int]:
    """Daily: destroys what is due."""
    return scheduled.on_bewaartermijnen(event.to_dict())


@app.schedule(Cron(0, 3, "*", "*", "?", "*"), name="anonimisering")
def anonimisering(event: Any) -> dict[str, int]:
    """Daily: publishes the statistics of quarters that have closed."""
    return scheduled.on_anonimisering(event.to_dict())


@app.schedule(Cron(0, 4, "*", "*", "?", "*"), name="controle")
def controle(event: Any) -> dict[str, int]:
    """Daily: proves that nothing is left of what was erased."""
    return scheduled.on_controle(event.to_dict())
