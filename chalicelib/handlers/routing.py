"""Declaring routes: who may call, which body and answers they have, and the gate that the cloud puts before them."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, cast

from chalice.app import Blueprint, CognitoUserPoolAuthorizer, Request, Response

from chalicelib.domain.gebruiker import Rol
from chalicelib.handlers.route import Route, View
from chalicelib.handlers.serving import serve

# At the gateway only tokens of this pool pass; inside the function our own check follows (authenticate.py).
GATEWAY = CognitoUserPoolAuthorizer(
    "gebruikers",
    provider_arns=cast("list[str]", [{"Fn::GetAtt": ["Gebruikers", "Arn"]}]),  # resolved by CloudFormation
    scopes=["aws.cognito.signin.user.admin"],
)

# The request of this thread: Chalice keeps the current one on the app, where parallel requests meet.
_request: ContextVar[Request] = ContextVar("request")


@dataclass
class Routes(Blueprint):
    """A blueprint whose routes are declared once, for serving and for the OpenAPI document."""

    name: str
    declared: list[Route] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(self.name)

    def __hash__(self) -> int:
        return id(self)

    def public(self, method: str, path: str, **options: Any) -> Callable[[View], View]:
        """A route for anybody."""
        return self._declare(method, path, public=True, **options)

    def signed_in(self, method: str, path: str, **options: Any) -> Callable[[View], View]:
        """A route for any Gebruiker with an open session."""
        return self._declare(method, path, **options)

    def operator(self, role: Rol, method: str, path: str, **options: Any) -> Callable[[View], View]:
        """A route for operators with this role."""
        return self._declare(method, path, role=role, **options)

    def kredietverstrekker(self, method: str, path: str, **options: Any) -> Callable[[View], View]:
        """A route for staff of a Kredietverstrekker."""
        return self._declare(method, path, portaal=True, **options)

    def _declare(self, method: str, path: str, **options: Any) -> Callable[[View], View]:
        def declare(view: View) -> View:
            route = Route(method, path, view, **options)
            self.declared.append(route)
            authorizer = {} if route.public else {"authorizer": GATEWAY}
            served = self.route(
                path,
                methods=[method],
                name=f"{self.name.rpartition('.')[2]}_{view.__name__}",
                content_types=[],
                **authorizer,
            )
            served(lambda **ids: serve(route, _request.get(), ids))
            return view

        return declare


def remember_request(event: Request, get_response: Callable[[Request], Response]) -> Response:
    """Chalice middleware: keeps this thread's request for `serve`."""
    token = _request.set(event)
    try:
        return get_response(event)
    finally:
        _request.reset(token)
