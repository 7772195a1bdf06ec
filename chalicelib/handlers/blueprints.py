"""Every set of routes, in the order of the contract; the OpenAPI document is drawn from the same list."""

from chalicelib.handlers import (
    aanvragen,
    account,
    accounts,
    callbacks,
    documenten,
    dossiers,
    gezondheid,
    kredietverstrekkers,
    offertes,
    overeenkomsten,
    reglementen,
    sessies,
    toestemmingen,
    verklaringen,
    verstrekkingen,
    wachtwoord,
)
from chalicelib.handlers.beheer import bewaarblokkades, statistieken, vernietigingen
from chalicelib.handlers.beheer import kredietverstrekkers as beheer_kredietverstrekkers
from chalicelib.handlers.beheer import reglementen as beheer_reglementen

BLUEPRINTS = tuple(
    module.routes
    for module in (
        gezondheid,
        reglementen,
        accounts,
        sessies,
        wachtwoord,
        account,
        kredietverstrekkers,
        dossiers,
        documenten,
        aanvragen,
        verstrekkingen,
        offertes,
        overeenkomsten,
        toestemmingen,
        verklaringen,
        callbacks,
        beheer_kredietverstrekkers,
        beheer_reglementen,
        bewaarblokkades,
        vernietigingen,
        statistieken,
    )
)
