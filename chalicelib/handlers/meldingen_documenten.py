"""What is said of a document that cannot be taken in or given: code -> Dutch; the others are in `meldingen`."""

from collections.abc import Mapping

DOCUMENTEN: Mapping[str, str] = {
    "document.onbekend": "Dit document staat niet in het dossier. Upload het eerst.",
    "document.soort": "Deze soort document kennen wij niet. Kies een soort uit onze documentatie.",
    "document.niet_gevraagd": "Dit document is niet gevraagd. Geef bij deze vraag een document van de goede soort.",
    "document.niet_goedgekeurd": "Dit document is niet goedgekeurd. Upload het opnieuw.",
    "document.status": "Dit document is er niet meer, of wij keuren het nog. Kijk in de lijst.",
    "document.wacht": "Dit document kan nu niet worden opgehaald. Probeer het later opnieuw.",
    "document.vaak": "Bij deze aanvraag zijn al 200 keer documenten opgehaald. Gebruik wat u al hebt.",
    "dossier.documenten": "Dit dossier heeft al 50 documenten. Maak een nieuw dossier.",
    "bestand.onleesbaar": "Dit bestand is beschadigd of klopt niet. Sla het opnieuw op en upload het nog eens.",
    "bestand.versleuteld": "Op dit bestand zit een wachtwoord. Sla het op zonder wachtwoord.",
    "bestand.actief": ("In dit bestand zit een formulier, script of bijlage. Druk het af naar een pdf en upload die."),
    "bestand.te_veel": "Dit bestand heeft te veel pagina's of beeldpunten. Upload het in delen.",
    "bestand.besmet": "Dit bestand is niet veilig. Upload een ander bestand.",
    "range.nodig": "Dit document is groter dan 4 MiB. Vraag het op in delen, met Range.",
    "range.bereik": "Dit deel is er niet. Vraag een deel dat binnen het document ligt.",
    "bestand.type": "Dit bestand kunnen wij niet gebruiken. Upload een pdf, jpg of png.",
    "bestand.grootte": "Het bestand is te groot. Upload een bestand van maximaal {max} MB.",
}
