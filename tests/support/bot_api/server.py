"""The HTTP side: routes, error JSON, ordered faults."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from tornado.web import Application, RequestHandler

from . import message_methods, photo_methods, profile_methods, update_methods
from .errors import (
    ApiError,
    bad_request,
    conflict,
    forbidden,
    not_found,
    too_many_requests,
    unauthorized,
)
from .faults import ApiFault
from .params import Params, read_params
from .state import ApiCall, Method, RefusedCall, Request, State

METHODS: dict[str, Method] = (
    message_methods.METHODS | photo_methods.METHODS | profile_methods.METHODS | update_methods.METHODS
)
_BY_LOWER_NAME = {name.lower(): name for name in METHODS}
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_CIRCUMSTANCES = frozenset({403, 409, 429})
_GATEWAY_PAGE = "<html>\r\n<head><title>{0}</title></head>\r\n<body><center><h1>{0}</h1></center></body>\r\n</html>\r\n"
_GATEWAY_TITLES = {
    "500": "500 Internal Server Error",
    "502": "502 Bad Gateway",
    "503": "503 Service Temporarily Unavailable",
    "504": "504 Gateway Time-out",
}


class MethodHandler(RequestHandler):
    """One call of one method."""

    def initialize(self, state: State, token: str, crashes: list[Exception]) -> None:
        """Take what the routes share."""
        self._state = state
        self._token = token
        self._crashes = crashes
        self._gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def on_connection_close(self) -> None:
        """Tell a waiting method that nobody listens any more."""
        if not self._gone.done():
            self._gone.set_result(None)

    async def get(self, token: str, method: str) -> None:
        """Answer; Telegram does not care about GET or POST."""
        try:
            await self._answer_call(token, _BY_LOWER_NAME.get(method.lower(), method))
        except Exception as error:
            self._crashes.append(error)
            raise

    async def post(self, token: str, method: str) -> None:
        """Answer."""
        await self.get(token, method)

    async def _answer_call(self, token: str, method: str) -> None:
        params = Params({})
        try:
            if token != self._token:
                raise unauthorized() if _TOKEN.fullmatch(token) else not_found()
            params = read_params(self.request)
            implementation = METHODS.get(method)
            if implementation is None:
                raise not_found()
            fault = self._state.faults.take(method, params.integer("chat_id"))
            if fault is not None and await self._failed(fault):
                return
            self._state.flood.check(method, params.integer("chat_id"))
            result = await implementation(self._state, Request(method, params, self._gone))
        except ApiError as refusal:
            self._note(RefusedCall(method, params.values, refusal.error_code, refusal.description))
            self._refuse(refusal)
            return
        self._state.calls.append(ApiCall(method, params.values, result))
        if fault is not None and fault.kind == "drop_after":
            self._hang_up()
        elif not self._gone.done():
            self._reply(200, {"ok": True, "result": result})

    async def _failed(self, fault: ApiFault) -> bool:
        """Carry out an ordered fault; True when it took the place of the call."""
        if fault.kind == "drop":
            self._hang_up()
        elif fault.kind == "hang":
            await self._gone
        elif fault.kind in _GATEWAY_TITLES:
            self.set_status(int(fault.kind))
            self.set_header("Content-Type", "text/html")
            await self.finish(_GATEWAY_PAGE.format(_GATEWAY_TITLES[fault.kind]))
        elif fault.kind == "429":
            self._refuse(too_many_requests(fault.retry_after))
        elif fault.kind == "403":
            self._refuse(forbidden("bot was blocked by the user"))
        elif fault.kind == "400":
            self._refuse(bad_request("ordered by the test"))
        elif fault.kind == "409":
            self._refuse(conflict("ordered by the test"))
        else:
            if fault.kind == "slow":
                await asyncio.sleep(fault.seconds)
            return False
        return True

    def _note(self, refusal: RefusedCall) -> None:
        """File a refusal: the bot's own mistakes apart from what circumstances cause."""
        apart = refusal.error_code in _CIRCUMSTANCES
        (self._state.denials if apart else self._state.refusals).append(refusal)

    def _refuse(self, refusal: ApiError) -> None:
        body: dict[str, Any] = {
            "ok": False,
            "error_code": refusal.error_code,
            "description": refusal.description,
        }
        if refusal.parameters:
            body["parameters"] = refusal.parameters
        if "retry_after" in refusal.parameters:
            self.set_header("Retry-After", str(refusal.parameters["retry_after"]))
        self._reply(refusal.error_code, body)

    def _reply(self, status: int, body: dict[str, Any]) -> None:
        if self._gone.done():
            return
        self.set_status(status)
        self.set_header("Content-Type", "application/json")
        self.finish(body)

    def _hang_up(self) -> None:
        """Close the TCP connection in place of an answer."""
        self.detach().close()


class FileHandler(RequestHandler):
    """Downloads: every one is a violation, and nothing is there."""

    def initialize(self, state: State) -> None:
        """Take what the routes share."""
        self._state = state

    def get(self, path: str) -> None:
        """Record the download and answer 404."""
        self._state.violations.append(ApiCall("download", {"path": path}))
        self.set_status(404)
        self.finish({"ok": False, "error_code": 404, "description": "Not Found"})


class LostHandler(RequestHandler):
    """Any other path."""

    def prepare(self) -> None:
        """Answer 404 as Telegram does."""
        self.set_status(404)
        self.finish({"ok": False, "error_code": 404, "description": "Not Found"})


def application(state: State, token: str, crashes: list[Exception]) -> Application:
    """Return the routes; an unexpected error of the double itself is added to `crashes`."""
    shared = {"state": state, "token": token, "crashes": crashes}
    return Application(
        [
            (r"/bot([^/]+)/([^/]+)", MethodHandler, shared),
            (r"/file/bot[^/]+/(.*)", FileHandler, {"state": state}),
        ],
        default_handler_class=LostHandler,
        log_function=lambda handler: None,
    )
