"""Settings of an invented stage, for tests of what stands on AWS."""

from chalicelib.settings import Settings

HOME = "eu-central-1"


def make_settings(region: str = HOME, endpoint_url: str | None = None) -> Settings:
    """Every name is `voorbeeld`; raises ValidationError for a region that is not allowed."""
    given = {"stage": "test", "region": region, "endpoint_url": endpoint_url}
    names = {name: "voorbeeld" for name, field in Settings.model_fields.items() if field.is_required()}
    return Settings.model_validate(names | given)
