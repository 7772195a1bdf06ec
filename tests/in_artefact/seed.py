"""Publishes the documents and makes the operators of an empty stage, with the code of an unpacked artefact."""

import json
import sys
from contextlib import suppress
from datetime import date
from pathlib import Path

sys.path.insert(0, sys.argv[1])

from chalicelib import wiring
from chalicelib.domain.gebruiker import SYSTEEM, Rol
from chalicelib.domain.register_rows import Voortgang
from chalicelib.domain.reglement_versie import DocumentSoort
from chalicelib.domain.row import DueSoort
from chalicelib.errors import Conflict
from chalicelib.usecases.create_operator import create_operator
from chalicelib.usecases.due_work import SETTLED
from chalicelib.usecases.ports.store import Insert
from chalicelib.usecases.publish_reglement import Publicatie, publish_reglement

VERSION = date(2021, 4, 26)
given = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
broker = wiring.broker()
yesterday = (broker.clock.now() - SETTLED).date().isoformat()
for job in DueSoort:  # nothing of this stage is due before it began
    with suppress(Conflict):  # a schedule has run already
        broker.store.commit(Insert(Voortgang(id=job, dag=yesterday)))
for soort, text in given["documents"].items():
    publish_reglement(broker, SYSTEEM, Publicatie(DocumentSoort(soort), VERSION.isoformat(), VERSION, text))
made = [create_operator(broker, name, "Voorbeeld Beheer", given["password"], list(Rol)) for name in given["operators"]]
sys.stdout.write(json.dumps(made))
