"""The models of AWS in the artefact say the same of what we use as the whole ones, and nothing of the rest."""

import gzip
import json
import ssl
from pathlib import Path
from typing import Any

import botocore
import pytest

from chalicelib.settings import EEA_REGIONS
from infra.package.botocore_models import only, without_texts
from infra.package.build import ROOT
from infra.package.errors import PackageError
from infra.package.roots import FILE, ROOTS, amazon_roots, fingerprint
from infra.package.used_operations import used_operations
from tests.package_build import Built, function_environment, linux_only, run_with

WHOLE = Path(botocore.__file__).parent
USED = used_operations(ROOT / "chalicelib")


def _model(folder: Path, service: str) -> dict[str, Any]:
    [path] = (folder / "data" / service).glob("*/service-2.json*")
    raw = path.read_bytes()
    found: dict[str, Any] = json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)
    return found


def test_what_the_code_calls_is_found() -> None:
    """A few that must be there, and nothing that reads whole tables."""
    assert set(USED) == {"cognito-idp", "dynamodb", "kms", "s3", "ses", "sqs"}
    assert {"TransactWriteItems", "Query"} <= USED["dynamodb"]
    assert {"GenerateDataKey", "Decrypt"} <= USED["kms"]
    assert "Scan" not in USED["dynamodb"]


def test_a_new_call_is_found_without_a_list(tmp_path: Path) -> None:
    """By method, by paginator and by waiter; another service by its client."""
    (tmp_path / "adapters").mkdir()
    code = "c = self._client('sts')\nc.get_caller_identity()\nself._client('s3').get_paginator('list_objects_v2')\n"
    (tmp_path / "adapters" / "new.py").write_text(code, encoding="utf-8")
    (tmp_path / "wiring.py").write_text("client.get_waiter('head_bucket')\n", encoding="utf-8")
    used = used_operations(tmp_path)
    assert used == {"sts": frozenset({"GetCallerIdentity"}), "s3": frozenset({"ListObjectsV2", "HeadBucket"})}


@linux_only
@pytest.mark.parametrize("service", sorted(USED))
def test_what_is_kept_is_what_botocore_says(built: Built, service: str) -> None:
    """Every kept operation and shape is equal but for texts, and no shape that they reach is missing."""
    whole, kept = _model(WHOLE, service), _model(built.tree / "botocore", service)
    assert set(kept["operations"]) == USED[service]
    assert kept["metadata"] == whole["metadata"]
    for part in ("operations", "shapes"):
        assert all(one == without_texts(whole[part][name]) for name, one in kept[part].items())
    assert only(kept, USED[service]) == kept


@linux_only
def test_services_that_we_do_not_call_are_gone(built: Built) -> None:
    data = built.tree / "botocore" / "data"
    assert {path.name for path in data.iterdir() if path.is_dir()} == set(USED)


@linux_only
def test_endpoints_are_the_same_in_every_region(built: Built) -> None:
    """Art. 9 lid 5: of the regions only those of the EEA are left, and they are where they were."""
    asked = json.dumps([sorted(USED), sorted(EEA_REGIONS)])
    environment = {**function_environment(), "AWS_CA_BUNDLE": str(built.tree / FILE)}
    ours = built.run("endpoints", asked, **environment)
    # The whole botocore is pure Python, so the runtime's interpreter reads it whatever ours is.
    theirs = run_with(WHOLE.parent, built.runtime, "endpoints", asked, **environment)
    assert ours == theirs
    assert len(ours["endpoints"]) == len(USED) * len(EEA_REGIONS)
    assert ours["roots"] == str(built.tree / FILE)
    endpoints = json.loads((built.tree / "botocore" / "data" / "endpoints.json").read_bytes())
    assert {name for partition in endpoints["partitions"] for name in partition["regions"]} <= EEA_REGIONS


@linux_only
def test_aws_is_called_under_amazons_roots_alone(built: Built) -> None:
    bundle = (built.tree / FILE).read_text(encoding="utf-8")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=bundle)
    certificates: list[Any] = context.get_ca_certs()
    names = {dict(pair[0] for pair in one["subject"])["organizationName"] for one in certificates}
    assert len(certificates) == len(ROOTS) == 6
    assert names == {"Amazon", "Starfield Technologies, Inc."}
    found = {fingerprint(ssl.DER_cert_to_PEM_cert(raw)) for raw in context.get_ca_certs(binary_form=True)}
    assert found == set(ROOTS.values())


def test_a_bundle_without_one_of_them_is_refused(tmp_path: Path) -> None:
    bundle = tmp_path / "some.pem"
    bundle.write_text("nothing", encoding="utf-8")
    with pytest.raises(PackageError, match="Amazon Root CA 1"):
        amazon_roots(bundle)
