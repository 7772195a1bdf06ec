"""The route matcher of the local gateway, where Chalice's own mixes up candidates."""

import pytest

from infra.local.routes import Match, match

ROUTES = (
    "/v1/dossiers",
    "/v1/dossiers/{dossier_id}",
    "/v1/dossiers/{dossier_id}/aanvragen",
    "/v1/dossiers/{other}/documenten/{document_id}",
    "/v1/dossiers/nieuw",
    "/",
)


@pytest.mark.parametrize(
    ("path", "route", "parameters"),
    [
        ("/v1/dossiers", "/v1/dossiers", {}),
        ("/v1/dossiers/", "/v1/dossiers", {}),
        ("/v1/dossiers/dos_a", "/v1/dossiers/{dossier_id}", {"dossier_id": "dos_a"}),
        ("/v1/dossiers/nieuw", "/v1/dossiers/nieuw", {}),
        ("/v1/dossiers/dos_a/aanvragen", "/v1/dossiers/{dossier_id}/aanvragen", {"dossier_id": "dos_a"}),
        ("/v1/dossiers/a%2Fb", "/v1/dossiers/{dossier_id}", {"dossier_id": "a/b"}),
        ("/", "/", {}),
    ],
)
def test_a_path_finds_its_most_literal_route(path: str, route: str, parameters: dict[str, str]) -> None:
    assert match(ROUTES, path) == Match(route, parameters)


def test_parameters_of_other_candidates_do_not_leak() -> None:
    found = match(ROUTES, "/v1/dossiers/dos_a/documenten/doc_b")
    assert found is not None
    assert dict(found.parameters) == {"other": "dos_a", "document_id": "doc_b"}


@pytest.mark.parametrize(
    "path", ["/v1", "/v1/dossiers/a/b", "/v1/dossiers//aanvragen", "v1/dossiers", "//v1/dossiers", ""]
)
def test_a_path_without_route_finds_nothing(path: str) -> None:
    assert match(ROUTES, path) is None
