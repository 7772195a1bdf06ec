"""What every refusal looks like: application/problem+json (RFC 9457), as `handlers/problems.py` writes it."""

from chalicelib.domain.model import Model


class ProbleemRegel(Model):
    """One field that does not fit. `bevestigbaar`: the same request with `X-Bevestig: geen-bsn` may pass."""

    veld: str
    code: str
    melding: str
    bevestigbaar: bool | None = None


class Probleem(Model):
    """`toegestaan` stands with a wrong state: what can be done instead."""

    type: str
    title: str
    status: int
    verzoek_id: str
    toegestaan: tuple[str, ...] | None = None
    errors: tuple[ProbleemRegel, ...] | None = None
