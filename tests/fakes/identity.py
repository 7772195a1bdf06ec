"""A user pool in memory: opaque tokens, sessions that survive a refresh, every call by name."""

from dataclasses import dataclass, field

from chalicelib.domain.account import password_fits
from chalicelib.errors import InvalidInput, Unauthenticated
from chalicelib.usecases.ports.identity import Claims, Tokens
from tests.fakes.clock import FakeClock

HOUR = 3600


@dataclass
class FakeIdentity:
    """The port `Identity`. `users` maps account ids to passwords; `calls` names each call, in order."""

    clock: FakeClock
    users: dict[str, str] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    _access: dict[str, tuple[Claims, float]] = field(default_factory=dict)
    _refresh: dict[str, Claims] = field(default_factory=dict)
    _made: int = 0

    def create(self, account_id: str, password: str) -> None:
        self.calls.append("create")
        self._check(password)
        self.users[account_id] = password

    def set_password(self, account_id: str, password: str) -> None:
        self.calls.append("set_password")
        self._check(password)
        self.users[account_id] = password

    def remove(self, account_id: str) -> None:
        self.calls.append("remove")
        self.users.pop(account_id, None)

    def login(self, account_id: str, password: str) -> Tokens:
        self.calls.append("login")
        if self.users.get(account_id) != password:
            raise Unauthenticated
        claims = Claims(account_id, self._name("sessie"))
        refresh_token = self._name("refresh")
        self._refresh[refresh_token] = claims
        return self._tokens(claims, refresh_token)

    def refresh(self, refresh_token: str) -> Tokens:
        self.calls.append("refresh")
        if refresh_token not in self._refresh:
            raise Unauthenticated
        return self._tokens(self._refresh[refresh_token], refresh_token)

    def revoke(self, refresh_token: str) -> None:
        self.calls.append("revoke")
        self._refresh.pop(refresh_token, None)

    def sign_out(self, account_id: str) -> None:
        self.calls.append("sign_out")
        self._refresh = {token: claims for token, claims in self._refresh.items() if claims.account_id != account_id}

    def verify(self, access_token: str) -> Claims:
        self.calls.append("verify")
        claims, until = self._access.get(access_token, (None, 0.0))
        if claims is None or self.clock.now().timestamp() >= until:
            raise Unauthenticated
        return claims

    def _tokens(self, claims: Claims, refresh_token: str) -> Tokens:
        access_token = self._name("access")
        self._access[access_token] = (claims, self.clock.now().timestamp() + HOUR)
        return Tokens(access_token, refresh_token, HOUR, claims.session)

    def _name(self, kind: str) -> str:
        self._made += 1
        return f"{kind}.{self._made}"

    def _check(self, password: str) -> None:
        if not password_fits(password):
            raise InvalidInput.one("wachtwoord", "wachtwoord.eisen")
