"""People who send messages with planted personal data, in every place where something can be typed or tapped."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

import pytest

from bot.channels.terminal import terminal
from bot.channels.terminal.json_lines import run_json_lines
from bot.channels.terminal.typed_taps import TypedTaps
from bot.conversation.commands import BY_SLASH
from bot.domain.button_ids import FollowUpAction, follow_up_id
from bot.domain.cases import StoredCase
from bot.domain.messages import Address, Button, Message
from bot.domain.teams import Member, Role
from tests.support.bot_api import BotApiDouble, Phone
from tests.support.planted import LINKS, MAILS, NAMES, NATIONAL_NUMBERS, PHONES, messages
from tests.support.school_store import enrol
from tests.support.walking import RestartableBot, Walk, paths
from tests.support.web.served import Served

AT_EACH_POSITION = 10
COLLEAGUES = 30
GROUP = Address("terminal", "-5")
DATA = [data for some in zip(PHONES, MAILS * 5, LINKS * 2, NATIONAL_NUMBERS * 5, strict=False) for data in some]
"""Personal data by itself."""


@dataclass
class PlantedCrowd:
    """People of a school, and how many messages with personal data they sent."""

    bot: RestartableBot
    texts: Iterator[str] = field(default_factory=lambda: messages(2026))
    said: int = 0

    def text(self) -> str:
        """The next message."""
        self.said += 1
        return next(self.texts)

    async def says(self, walk: Walk, text: str | None = None, **more: Any) -> str | None:
        """Somebody sends a message; where their case stands then."""
        message = Message(str(next(self.bot.ids)), walk.talk.sender, text or self.text(), **more)
        self.said += text is not None
        answer = await walk.sends(message)
        return answer.question or answer.step

    async def at_every_position(self) -> None:
        """At every step, question of an aid and parent line, whatever comes of it."""
        for position, path in paths(self.bot.bot_content.flowchart, self.bot.clock).items():
            walk = await self.bot.newcomer()
            answer = await walk.follows(path)
            assert position == (answer.question or answer.step)
            there, _ = await self._case(walk, answer.case or "")
            for _ in range(AT_EACH_POSITION):
                if await self.says(walk) != position:
                    now, member = await self._case(walk, there.code)
                    async with self.bot.store.unit() as unit:
                        await unit.save_case(replace(there, revision=now.revision + 1), [])
                        await unit.join_case(there.id, member)

    async def _case(self, walk: Walk, code: str) -> tuple[StoredCase, Member]:
        """A case as it is now, and who has it."""
        async with self.bot.store.unit() as unit:
            member = await unit.member(walk.talk.sender)
            assert member is not None
            case = await unit.reachable_case(code, member) or await unit.closed_case(member, code=code)
        assert case is not None
        return case, member

    async def at_every_command(self) -> None:
        """Behind every command, and after it: in menus, before questions, in practice, without a case."""
        for name in BY_SLASH:
            walk = await self.bot.newcomer()
            await walk.types("/nieuw")
            await self.says(walk, f"/{name} {self.text()}")
            for _ in range(3):
                await walk.types(f"/{name}")
                for _ in range(3):
                    await self.says(walk)

    async def where_a_day_is_asked(self) -> None:
        """Where a typed day is the answer."""
        walk, asked = await self.bot.newcomer(), 0
        for text in itertools.islice((text for text in self.texts if re.search(r"week|dagen|12/3|vakantie", text)), 60):
            while (case := await self.bot.open_case(walk)) is None:
                await walk.types("/nieuw")
            async with self.bot.store.unit() as unit:
                running = next(found for found in await unit.follow_ups(case.id) if found.is_open)
            action = (FollowUpAction.PUT_OFF, FollowUpAction.AGREE)[asked % 2]
            tap = Button(follow_up_id(action, running.id), "", revision=running.revision)
            answer = await walk.sends(Message(str(next(self.bot.ids)), walk.talk.sender, tap=tap))
            asked += bool(answer.replies)
            await self.says(walk, text)
        assert asked > 50

    async def as_codes(self) -> None:
        """Where a code is expected, from members and from strangers."""
        walk = await self.bot.newcomer()
        stranger = replace(walk, talk=replace(walk.talk, sender=Address("terminal", "-1")))
        for data in (*DATA[::2], *NAMES[:40]):
            for who in (walk, stranger):
                await self.says(who, f"/start {data}")
                await self.says(who, data)

    async def as_taps(self) -> None:
        """As the data and the label of buttons that nobody ever showed."""
        walk = await self.bot.newcomer()
        await walk.types("/nieuw")
        case = await self.bot.open_case(walk)
        assert case is not None
        forms = ("{}", "gids.{}", "doe.{}", "dossier.{}", "lijn.{}", "opv.uitstel.1.{}", "opv.{}.1", "vak.pauze.1.{}")
        for form, data in itertools.product(forms, DATA[::8]):
            for group in (None, GROUP):
                tap = Button(form.format(data), data, case.id, case.revision)
                await self.says(walk, data, tap=tap, group=group)

    async def in_groups_and_pictures(self) -> None:
        """In a group of the care team, behind its commands, and under pictures."""
        walk = await self.bot.newcomer()
        async with self.bot.store.unit() as unit:
            member = await unit.member(walk.talk.sender)
            assert member is not None
            await unit.change_role(member, Role.CARE_TEAM)
        for command in ("/koppel {}", "/vandaag {}", "{}", "/zoek {}"):
            for _ in range(20):
                await self.says(walk, command.format(self.text()), group=GROUP)
                await self.says(walk, attachment=True)

    async def in_the_terminal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Through both channels of the terminal, as a member and as a stranger."""
        member = (await self.bot.newcomer()).talk.sender
        for address in (member, Address("terminal", "-2")):
            lines = [
                "/nieuw",
                *(self.text().replace("\n", " ") for _ in range(60)),
                *(f"#{data}" for data in DATA[:20]),
            ]
            out = io.StringIO()
            await run_json_lines(self.bot.conversation, TypedTaps(address), io.StringIO("\n".join(lines)), out)
            assert len(out.getvalue().splitlines()) == len(lines)
            typed = iter([*lines, None])
            monkeypatch.setattr(terminal, "_read_line", lambda typed=typed: next(typed))
            await terminal.Terminal(self.bot.conversation, TypedTaps(address), self.bot.bot_content.texts, out).run()

    async def on_telegram(self, api: BotApiDouble) -> None:
        """By people with planted names, in every kind of message, in private and in a group with a planted name."""
        group = api.group(-4_001, bot_inside=True)
        for number in range(COLLEAGUES):
            first, _, last = NAMES[number * 5].partition(" ")
            phone = api.phone(1000 + number, first, username=f"{first}_{last}"[:30])
            await enrol(self.bot.store, self.bot.team_id, 1000 + number)
            await phone.send("/nieuw")
            await self._in_private(phone)
            seat = group.member(1000 + number)
            for text in (f"/koppel {self.text()}", f"/vandaag@ehbc_test_bot {self.text()}", self.text()):
                await seat.send(text)
            await seat.tap_data(5, f"opv.gedaan.1|{DATA[number]}|0")

    async def on_the_web(self, web: Served) -> None:
        """On the web page, as a guest and as a member: in the chat, as forged buttons, codes, paths and headers."""
        member = await enrol(self.bot.store, self.bot.team_id, 999)
        for visitor in (web.visitor(), await web.signed_in(member), web.visitor(), await web.signed_in(member)):
            for data in DATA[:12]:
                form = (await visitor.opens("/")).form("/zeg")
                assert (await visitor.posts("/zeg", {**form.values, "tekst": self.text()})).status_code == 200
                await visitor.posts("/zeg", {**form.values, "tekst": f"/start {self.text()}"})
                await visitor.posts("/zeg", {**form.values, "knop": self.text()})
                await visitor.posts("/aanmelden", {"csrf": form.values["csrf"], "code": data, "naar": f"/{data}"})
                await visitor.client.get("/gidsen/" + quote(data, safe=""), headers={"User-Agent": MAILS[0]})
                self.said += 2

    async def _in_private(self, phone: Phone) -> None:
        for _ in range(3):
            await phone.edit(await phone.send(self.text()), self.text())
        await phone.send(f"/start {self.text()}")
        await phone.forward(self.text(), author=NAMES[7])
        await phone.send_photo(self.text())
        await phone.send_album(2, self.text())
        await phone.send_video(self.text())
        await phone.send_voice(self.text())
        await phone.send_document(self.text(), file_name=f"{NAMES[3]}.pdf")
        await phone.send_contact(PHONES[4], NAMES[9])
        for form in ("{}", "dossier.{}", "opv.gedaan.{}|1|0", "kiest_groep|{}|{}"):
            await phone.tap_data(1, form.format(*[self.text()[:60]] * 2))
