"""Checks values by the rules of an unpacked artefact: prints, per rule, what each value became, or its fault."""

import json
import sys
from functools import partial
from typing import Annotated

sys.path.insert(0, sys.argv[1])

from pydantic import AfterValidator, TypeAdapter, ValidationError

from chalicelib.domain import contact, identifiers, kalender, rente

RULES = {
    "iban": TypeAdapter(identifiers.Iban),
    "btw": TypeAdapter(identifiers.BtwId),
    "rsin": TypeAdapter(identifiers.Rsin),
    "email": TypeAdapter(contact.Email),
    "telefoon": TypeAdapter(contact.Telefoon),
    "postcode": TypeAdapter(Annotated[str, AfterValidator(partial(contact.postcode_of, "NL"))]),
}


def judged(rule: str, value: str) -> str:
    try:
        return str(RULES[rule].validate_python(value))
    except ValidationError as error:
        return error.errors()[0]["type"]


asked = json.loads(sys.argv[2])
found = {rule: [judged(rule, value) for value in values] for rule, values in asked.items()}
sys.stdout.write(json.dumps(found | {"zone": str(kalender.AMSTERDAM), "rente": rente.__name__}))
