"""
An example of each body, request and answer, for the OpenAPI document. Obviously invented values only.

They stand here and not in `examples/`, for that folder is not shipped. Only the document imports this package.
"""

from collections.abc import Mapping

from chalicelib.handlers.schemas.examples import (
    aansluiting,
    aanvragen,
    accounts,
    beheer,
    berichten,
    documenten,
    dossiers,
    kennisgevingen,
    leveringen,
    offertes,
    verklaringen,
)
from chalicelib.handlers.schemas.examples.ids import Examples, Named

BODIES: Examples = {
    **dossiers.BODIES,
    **documenten.BODIES,
    **aanvragen.BODIES,
    **accounts.BODIES,
    **beheer.BODIES,
    **aansluiting.BODIES,
    **leveringen.BODIES,
    **kennisgevingen.BODIES,
}
PATCHES: Examples = {**dossiers.PATCHES, **aanvragen.PATCHES}
ANSWERS: Examples = {
    **accounts.ANSWERS,
    **dossiers.ANSWERS,
    **documenten.ANSWERS,
    **aanvragen.ANSWERS,
    **offertes.ANSWERS,
    **kennisgevingen.ANSWERS,
    **berichten.ANSWERS,
    **beheer.ANSWERS,
    **aansluiting.ANSWERS,
    **leveringen.ANSWERS,
    **verklaringen.ANSWERS,
}
CALLBACKS: Named = berichten.CALLBACKS
BY_STATUS = berichten.BY_STATUS
OUTGOING: Named = berichten.OUTGOING
# Other forms of an answer that is a model, by its address and content type.
FORMS = beheer.FORMS
# Answers that are no model, by their address.
PLAIN: Mapping[str, Named] = {
    "/v1/portaal": {"pagina": "<!DOCTYPE html>"},
    "/v1/reglementen/{soort}/{versie}": {"document": "# Voorbeeld\n\nDe tekst van dit document.\n"},
    "/v1/openapi.json": {
        "document": {"openapi": "3.1.0", "info": {"title": "Lease-deal", "version": "0"}, "paths": {}}
    },
}
