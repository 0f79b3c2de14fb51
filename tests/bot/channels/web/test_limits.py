"""How often what may be tried, and how it is counted."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from bot.channels.web.access.rate_limits import Limit
from bot.channels.web.access.sessions import csrf_token, new_token
from bot.channels.web.serve import running_web
from bot.channels.web.visits.visits import VISIT_SECONDS, Visits
from bot.domain.teams import Member
from bot.settings import Settings
from tests.support.web.page import Visitor
from tests.support.web.served import Served


@pytest.mark.parametrize(
    "forged",
    [
        lambda number: {"X-Forwarded-For": "192.0.2.7", "X-Real-Ip": f"198.51.100.{number}"},
        lambda number: {"X-Forwarded-For": f"198.51.100.{number}, 192.0.2.7"},
        lambda number: {"X-Forwarded-For": f"2001:db8:1:2::{number:x}"},
    ],
)
async def test_who_tries_codes_is_known_behind_a_proxy(
    web: Served, free_port: int, teacher: Member, forged: Callable[[int], dict[str, str]]
) -> None:
    """Behind a proxy only its own word counts, and of IPv6 the whole line: no header makes one look like many.

    Nobody else is shut out by it.
    """
    settings = Settings(_env_file=None, web_url="https://ehbc.school.be")
    here, token = f"127.0.0.1:{free_port}", new_token()
    known = {"Host": "ehbc.school.be", "Cookie": f"__Host-ehbc-gast={token}"}
    running = running_web(settings, web.conversation, web.store, web.bot_content, listen=here, clock=lambda: web.now)
    async with running, httpx.AsyncClient(base_url=f"http://{here}") as client:

        async def tries(code: str, headers: dict[str, str]) -> httpx.Response:
            values = {"csrf": csrf_token(token), "code": code}
            return await client.post("/aanmelden", data=values, headers=known | headers)

        answers = [await tries("AAAABBBBCCCCDDDD", forged(number)) for number in range(1, 12)]
        assert [answer.status_code for answer in answers] == [403] * 10 + [429]
        right = await web.code_for(teacher)
        assert (await tries(right, {"X-Forwarded-For": "2001:db8:1:3::1"})).status_code == 303


async def test_made_up_guests_push_nobody_out(web: Served, teacher: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cookies that somebody made up count when a page begins with them; pages of members stay whatever comes."""
    monkeypatch.setattr("bot.channels.web.application.MOST_NEW_GUESTS", 5)
    monkeypatch.setattr("bot.channels.web.visits.visits.MOST_HELD", 4)
    await web.restart()
    visitor = await web.signed_in(teacher)
    await visitor.types("/gids")
    answers = []
    for _ in range(7):
        token, swarm = new_token(), web.visitor()
        swarm.client.cookies.set("ehbc-gast", token, domain="127.0.0.1")
        answers.append(await swarm.posts("/zeg", {"csrf": csrf_token(token), "tekst": "/gids"}))
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
    log = next(values for _, values in (await visitor.opens()).tags if values.get("id") == "log")
    assert int(log["data-laatste"]) > 1


async def test_too_often(guest: Visitor) -> None:
    """Who sends very many messages is asked to wait; the others are not kept waiting."""
    await guest.opens()
    form = guest.page.form("/zeg")
    values = {**form.values, "tekst": "/gids", "na": "0"}
    answers = [await guest.posts("/zeg", {**values, "id": str(number)}, **{"X-Ehbc": "1"}) for number in range(60)]
    assert answers[-1].status_code == 429
    assert "Wacht" in answers[-1].json()["fout"]


def test_a_limit_fills_up_again() -> None:
    """Tries come back with time, for each name apart."""
    moment = [0.0]
    limit = Limit(3, 30, now=lambda: moment[0])
    assert [limit.take("a") for _ in range(4)] == [True, True, True, False]
    assert limit.take("b")
    moment[0] = 10
    assert [limit.take("a") for _ in range(2)] == [True, False]


def test_a_guest_makes_what_a_member_left_forgotten() -> None:
    """What was unused for half a day goes when anybody comes, a guest or a member."""
    moment = [0.0]
    visits = Visits(now=lambda: moment[0])
    visits.of_session(bytes(32))
    visits.of_guest(bytes(range(32)))
    moment[0] = VISIT_SECONDS + 1
    visits.of_session(bytes([1]) * 32)
    assert (list(visits.guests), len(visits.members)) == ([], 1)
    moment[0] *= 2
    visits.of_guest(bytes(32))
    assert (len(visits.guests), list(visits.members)) == (1, [])
