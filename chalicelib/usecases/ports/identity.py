"""The user pool keeps and checks passwords, under opaque names; everything else about an account is ours."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Tokens:
    access_token: str
    refresh_token: str
    expires_in: int
    session: str  # the token's origin_jti, which survives a refresh


@dataclass(frozen=True)
class Claims:
    account_id: str
    session: str


class Identity(Protocol):
    def create(self, account_id: str, password: str) -> None:
        """
        A user with a permanent password; of one that is there already, another password. Raises InvalidInput
        `wachtwoord.eisen` when the pool refuses it.
        """

    def set_password(self, account_id: str, password: str) -> None: ...

    def remove(self, account_id: str) -> None: ...

    def login(self, account_id: str, password: str) -> Tokens:
        """Raises Unauthenticated for anything but the right password."""

    def refresh(self, refresh_token: str) -> Tokens:
        """A new access token of the same session; raises Unauthenticated."""

    def revoke(self, refresh_token: str) -> None: ...

    def sign_out(self, account_id: str) -> None:
        """Revoke every refresh token of this account."""

    def verify(self, access_token: str) -> Claims:
        """Signature, issuer, client_id, token_use and expiry; raises Unauthenticated."""
