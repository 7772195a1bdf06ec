"""Every AWS operation that the code uses, through the trimmed botocore of the artefact, at the local AWS."""

import pytest

from chalicelib.settings import Settings
from infra.local.deploy import environment_of
from infra.package.build import ROOT
from infra.package.used_operations import used_operations
from tests.package_build import linux_only, shared_package


@linux_only
def test_every_used_operation_makes_its_round_trip(
    local_aws: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Issue: trimmed botocore models with a test that every used operation round-trips."""
    built = shared_package(tmp_path_factory)
    called = built.run("operations", **environment_of(local_aws))
    used = used_operations(ROOT / "chalicelib")
    assert set(called) == {f"{service}.{name}" for service, names in used.items() for name in names}
