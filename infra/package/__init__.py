"""`make package`: the artefact for Lambda, its template and its parameters, the same bytes at every build."""
