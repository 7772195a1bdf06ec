"""Every set of routes, in the order of the contract; the OpenAPI document is drawn from the same list."""

from chalicelib.handlers import (
    aanvragen,
    account,
    accounts,
    callbacks,
    documenten,
    dossiers,
    gezondheid,
    kennisgevingen,
    kredietverstrekkers,
    leveringen,
    offertes,
    overeenkomsten,
    portaal,
    reglementen,
    sessies,
    toestemmingen,
    verklaringen,
    verstrekkingen,
    voorkeuren,
    wachtwoord,
)
from chalicelib.handlers.beheer import bewaarblokkades, statistieken, vernietigingen
from chalicelib.handlers.beheer import kredietverstrekkers as beheer_kredietverstrekkers
from chalicelib.handlers.beheer import leveringen as beheer_leveringen
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
        kennisgevingen,
        voorkeuren,
        callbacks,
        leveringen,
        portaal,
        beheer_kredietverstrekkers,
        beheer_leveringen,
        beheer_reglementen,
        bewaarblokkades,
        vernietigingen,
        statistieken,
    )
)
