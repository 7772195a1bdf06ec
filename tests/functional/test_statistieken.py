"""The published statistics over HTTP: as data, as a table, and as a page that anybody can read."""

import csv
import hashlib
import io
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from base64 import b64encode
from datetime import UTC, datetime

import pytest

from chalicelib.domain.cijfer import Cel, counter
from chalicelib.domain.gebruiker import Rol
from chalicelib.domain.sector import SECTIES
from chalicelib.handlers.beheer.statistieken_pagina import SECTOREN, page
from chalicelib.handlers.schemas.statistieken import Statistieken
from chalicelib.privacy.cijfers import Uitkomst, digests
from chalicelib.usecases.ports.store import Add
from chalicelib.usecases.publish_cijfers import publish_cijfers
from infra.package.build import ROOT
from tests.lambda_client import Answered, Client
from tests.populations import group

PATH = "/v1/beheer/statistieken"
QUARTER = "2027-Q1"
SVG = re.compile(r"<svg .*?</svg>", re.DOTALL)


@pytest.fixture
def client() -> Client:
    """An operator, after a quarter in which a hundred were refused and a hundred were not."""
    client = Client()
    client.operator(Rol.BEHEER)
    broker = client.bench.broker
    (digest,) = digests((group(),), broker.vault.keyed_hash)
    for outcome in (Uitkomst.AFGEWEZEN, Uitkomst.OVEREENKOMST):
        one = counter(QUARTER, digest, outcome, "dossier")
        broker.store.commit(Add(one.model_copy(update={"aantal": 100})))
    publish_cijfers(broker, datetime(2027, 4, 1, 3, tzinfo=UTC))
    return client


def ask(client: Client, **query: str) -> Answered:
    return client.call("GET", PATH, query=query)


def test_cells_are_given_with_their_number(client: Client) -> None:
    answer = ask(client, periode=QUARTER)
    assert (answer.status, answer.json["periode"], answer.json["gepubliceerd"]) == (200, QUARTER, True)
    for cel in answer.json["cellen"]:
        assert {"tabel": "product_bedrag", "product": "financial_lease", "bedrag": "tot_10000"}.items() <= cel.items()
        assert cel["aantal"] % 5 == 0
        assert 50 < cel["aantal"] < 150
    assert [cel["uitkomst"] for cel in answer.json["cellen"]][:2] == ["overeenkomst", "afgewezen"]
    assert ask(client, periode=QUARTER).json == answer.json


@pytest.mark.parametrize("periode", ["2027-Q2", "2098-Q4"])
def test_a_quarter_that_is_not_out_says_so(client: Client, periode: str) -> None:
    answer = ask(client, periode=periode)
    assert (answer.status, answer.json["cellen"], answer.json["gepubliceerd"]) == (200, [], False)
    assert "nog niets gepubliceerd" in answer.json["toelichting"]
    assert "nog niets gepubliceerd" in ask(client, periode=periode, vorm="html").text


def test_a_quarter_without_figures_says_so(client: Client) -> None:
    assert ask(client, periode="2026-Q4").json["cellen"] == []
    assert "geen enkele groep was groot genoeg" in ask(client, periode="2026-Q4", vorm="html").text


def test_a_wrong_question_is_refused(client: Client) -> None:
    for query in ({}, {"periode": "2027"}, {"periode": "2027-Q5"}, {"periode": "<b>", "vorm": "html"}):
        answer = ask(client, **query)
        assert (answer.status, answer.faults) == (422, [("periode", "periode.formaat")])
        assert answer.json["errors"][0]["melding"] == "Vul een kwartaal in zoals 2027-Q1."
    assert ask(client, periode=QUARTER, vorm="pdf").faults == [("vorm", "vorm.onbekend")]
    unknown = ask(client, periode=QUARTER, jaar="2027", **{"<b>": "x", "123456782": "x"})
    assert unknown.faults == [(name, "parameter.onbekend") for name in ("jaar", "", "")]


def test_statistics_are_for_the_role_beheer() -> None:
    client = Client()
    client.operator(Rol.SECURITY)
    assert ask(client, periode=QUARTER).status == 403


def test_a_spreadsheet_holds_the_same_cells(client: Client) -> None:
    answer = ask(client, periode=QUARTER, vorm="csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    cells = [{name: str(value) for name, value in cel.items()} for cel in ask(client, periode=QUARTER).json["cellen"]]
    assert [{name: value for name, value in row.items() if value} for row in rows] == cells


def test_a_page_shows_a_chart_and_a_table_of_each_group(client: Client) -> None:
    """Who cannot see the chart has its name, its description, and the table."""
    page = ask(client, periode=QUARTER, vorm="html")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert '<html lang="nl">' in page.text
    (chart,) = SVG.findall(page.text)
    names = {"svg": "http://www.w3.org/2000/svg"}
    root = ET.fromstring(chart)  # noqa: S314 - our own
    labels = [root.find(f"svg:{name}", names) for name in ("title", "desc")]
    assert root.get("aria-labelledby") == " ".join(one.get("id", "") for one in labels if one is not None)
    assert next(one.text for one in labels if one is not None) == "financial lease, tot 10.000"
    for cel in ask(client, periode=QUARTER).json["cellen"]:
        assert f"{cel['uitkomst']} {cel['aantal']}" in chart
        assert f'<th scope="row">{cel["uitkomst"]}</th><td>{cel["aantal"]}</td>' in page.text


def test_a_page_loads_and_runs_nothing(client: Client) -> None:
    """Its own policy allows one style, by its digest; nothing in it needs more."""
    page = ask(client, periode=QUARTER, vorm="html")
    policy = page.headers["Content-Security-Policy"]
    (style,) = re.findall(r"<style>(.*?)</style>", page.text, re.DOTALL)
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
    assert "<script" not in page.text
    assert not re.search(r"\s(?:style|on\w+|href|src)=", page.text)


def test_a_page_fits_a_narrow_screen(client: Client) -> None:
    """360 pixels, its margins off; text keeps its size, for the chart is not scaled down."""
    page = ask(client, periode=QUARTER, vorm="html")
    (chart,) = SVG.findall(page.text)
    width = re.search(r'viewBox="0 0 (\d+) \d+"', chart)
    assert width is not None
    assert int(width[1]) <= 360 - 2 * 16
    assert "width=device-width" in page.text


def _shown(*cells: Cel) -> str:
    return page(Statistieken(periode=QUARTER, gepubliceerd=True, toelichting="Voorbeeld", cellen=cells))


def test_the_bars_stand_in_the_order_of_the_table() -> None:
    """They stood the other way round: who reads both took the one for the other."""
    found = [Cel(tabel="product_bedrag", uitkomst=naam, aantal=n) for naam, n in (("afgewezen", 25), ("verlopen", 30))]
    heights = re.findall(r'<text x="-8" y="([\d.]+)"[^>]*>(\w+)<', _shown(*found))
    assert [naam for _, naam in sorted((float(y), naam) for y, naam in heights)] == ["afgewezen", "verlopen"]


def test_the_last_number_of_the_axis_is_whole() -> None:
    """It stands in the middle of its line, which is the edge of the drawing."""
    text = _shown(Cel(tabel="product_bedrag", uitkomst="afgewezen", aantal=1000))
    assert "overflow:visible" in text


def test_a_group_is_named_for_who_knows_no_codes() -> None:
    """It said "noord holland, H"."""
    text = _shown(
        Cel(tabel="provincie_sector", provincie="noord_holland", sector="H", uitkomst="afgewezen", aantal=25),
        Cel(tabel="product_bedrag", product="huurkoop", bedrag="10000_tot_25000", uitkomst="afgewezen", aantal=25),
    )
    assert "<h3>Noord-Holland, vervoer en opslag</h3>" in text
    assert "<h3>huurkoop, 10.000 tot 25.000</h3>" in text
    assert set(SECTOREN) == set(SECTIES)


def test_no_function_loads_the_charts_before_they_are_asked_for() -> None:
    """What a cold start does not import, it does not wait for."""
    code = "import sys, app, chalicelib.handlers.scheduled; sys.exit('leather' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0  # noqa: S603
