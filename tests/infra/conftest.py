"""The package that the tests of it share."""

import pytest

from tests.package_build import Built, shared_package


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Stage prod, for the processor of this machine."""
    return shared_package(tmp_path_factory)
