"""Where the page can be reached, and which requests come from it."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address

from bot.domain.codes import whole_number

_HTTP_PORT, _LAST_PORT = 80, 65_535


class ListenError(Exception):
    """Where to listen cannot be followed; the message says why, for the operator."""


@dataclass(frozen=True)
class Listen:
    """A host and port to listen on."""

    host: str
    port: int

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach it."""
        try:
            return ip_address(self.host.strip("[]")).is_loopback
        except ValueError:
            return self.host == "localhost"


@dataclass(frozen=True)
class Origins:
    """The addresses that are this page; anything else is somebody else's."""

    public: str
    """What people type: `https://ehbc.school.be`."""
    hosts: frozenset[str]

    @property
    def secure(self) -> bool:
        """Whether people come over TLS."""
        return self.public.startswith("https://")

    def knows_host(self, host: str) -> bool:
        """Whether a request for this `Host` is for us; another would be a name that somebody made point here."""
        return host.lower() in self.hosts

    def knows(self, origin: str) -> bool:
        """Whether an `Origin` is ours."""
        scheme, _, host = origin.lower().partition("://")
        return scheme == ("https" if self.secure else "http") and host in self.hosts


def read_listen(text: str) -> Listen:
    """`HOST:PORT`. Raises `ListenError`."""
    host, _, digits = text.rpartition(":")
    port = whole_number(digits)
    if not host or port is None or port > _LAST_PORT or (":" in host and not host.startswith("[")):
        raise ListenError(f"--listen: '{text}' is not HOST:PORT, for example 127.0.0.1:8080")
    return Listen(host, port)


def origins_of(listen: Listen, web_url: str) -> Origins:
    """What the page is called. Raises `ListenError` when others can reach it under a name nobody told."""
    if web_url:
        return Origins(web_url, frozenset({web_url.partition("://")[2].lower()}))
    if not listen.is_local:
        raise ListenError(f"EHBC_WEB_URL is needed to listen on {listen.host}: the address that people type, https://…")
    hosts = (listen.host, "127.0.0.1", "localhost", "[::1]")
    # A browser leaves the port of plain http out.
    names = {f"{host}:{listen.port}" for host in hosts} | (set(hosts) if listen.port == _HTTP_PORT else set())
    shown = "127.0.0.1" if listen.host == "localhost" else listen.host
    return Origins(f"http://{shown}:{listen.port}", frozenset(names))
