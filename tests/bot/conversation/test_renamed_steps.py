"""A step of the plan gets another name: every button, command, figure and reminder stays where it was."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from bot.clock import Clock
from bot.content import BotContent
from bot.conversation.conversation import Conversation
from bot.conversation.screens.steps import StepScreens
from bot.domain.messages import Address, Answer
from bot.domain.teams import Role
from bot.export.figures import figures
from bot.export.words import FigureWords
from bot.settings import read_settings
from bot.store import Store
from dialogues.brain import Brain
from dialogues.flowchart import Flowchart
from dialogues.loader import PLAN, load_flowchart
from dialogues.steps import APPROACH
from dialogues.training import ModelCache
from dialogues.turns import Turn
from tests.dialogues.broken_content import renamed_step
from tests.support.school_store import opened_store
from tests.support.talk import MONDAY, Talk

TO_THE_TALK = "is_cyberpesten zorgteam_overlegd gesprek_gehad sla_over"
WAYS = (
    f"meldt_slachtoffer_zelf hulp_criteria sla_over {TO_THE_TALK} ouders_later hulp_redenen sla_over",
    "kiest_niet_confronterend kiest_allebei naar_groep lijn_gedaan groep_klaar lijn_later is_niet_gestopt",
    "/terug is_niet_gestopt kiest_confronterend kiest_individueel individueel_klaar is_gestopt nazorg_gedaan",
    "/nieuw meldt_iemand_anders wil_niet_melden signalen_blijven vertelt_toch is_klassiek_pesten toch_cyberpesten",
    "externen_nodig gesprek_gehad ja weet_niet ouders_gecontacteerd kiest_confronterend kiest_groep groep_klaar",
    "lijn_niet_nodig verdere_stappen /nieuw doe.nieuw_toch meldt_iemand_anders wil_melden is_ruzie beleid_gevolgd",
)
"""What is tapped or typed one after the other by the people of three cases; together they come by every step."""
ASKED = ("/lsd", "/hulplijnen", "/ouders", "/vandaag", "/dossiers", "/schema", "/verder")
STEPS = [step.id for step in load_flowchart().steps()]
OTHER = "anders"
CODE = re.compile("[A-Z]+-[A-Z]+-[0-9]+")


class RenamedBrain(Brain):
    """The trained model for a plan in which a step has another name: it is asked under the name it learnt."""

    def __init__(self, model: Path, flowchart: Flowchart, learnt: str) -> None:
        super().__init__(model, flowchart, "Nieuw dossier")
        self._learnt = learnt

    def _ask_policy(self, intent: str, position: str | None, slots: Iterable[tuple[str, str]]) -> Turn:
        return super()._ask_policy(intent, self._learnt if position == OTHER else position, slots)


def told(answer: Answer, step: str) -> list[object]:
    """All that an answer shows, with the step under its first name and without the codes of cases."""
    where = [step if name == OTHER else name for name in (answer.step, answer.question)]
    shown = [
        (CODE.sub("…", reply.text), [(b.id, CODE.sub("…", b.label)) for b in reply.buttons], reply.points)
        for reply in answer.replies
    ]
    return [answer.turn, answer.notice, answer.chosen, *where, *shown]


async def planned(store: Store, talk: Talk) -> list[object]:
    """What is to be followed up in the open case, and when."""
    async with store.unit() as unit:
        member = await unit.member(talk.sender)
        case_id = member.current_case_id if member else None
        found = await unit.follow_ups(case_id) if case_id else []
        return [(one.kind, one.due_at, one.state, one.reason) for one in found]


async def lived(brain: Brain, bot_content: BotContent, clock: Clock, url: str, step: str) -> list[object]:
    """Everything that is shown, planned and counted when three cases go their ways."""
    flowchart = bot_content.flowchart
    lines: list[object] = []
    async with opened_store(url, bot_content) as store:
        screens = StepScreens(flowchart, bot_content.content, bot_content.texts, bot_content.facts)
        conversation = Conversation(store, brain, screens, clock)
        async with store.unit() as unit:
            team = await unit.add_team("Atheneum De Brug", MONDAY)
            await unit.add_member(team, Address("terminal", "1"), Role.TEACHER)
        talk = Talk(conversation, Address("terminal", "1"))
        lines.append(told(await talk.types("/nieuw"), step))
        for way in WAYS:
            for said in way.split():
                answer = await (talk.types(said) if said.startswith("/") else talk.taps(talk.shown[said]))
                assert not answer.notice, f"{said} was not there: {answer.notice}"
                lines += [told(answer, step), *await planned(store, talk)]
            lines += [told(await talk.types(command), step) for command in ASKED]
        async with store.unit() as unit:
            counted = await unit.counted(team, flowchart.results())
        lines += sorted(
            dataclasses.astuple(dataclasses.replace(one, step=shown_step(one.step, step))) for one in counted
        )
        words = FigureWords(bot_content.texts, flowchart.names_of(APPROACH))
        many = [dataclasses.replace(one, cases=one.cases * 10) for one in counted]
        lines += [
            (year.name, year.total, year.tables)
            for year in figures(many, {step.id: step.title for step in flowchart.steps()}, words)
        ]
    return lines


def shown_step(name: str, step: str) -> str:
    """The first name of a step."""
    return step if name == OTHER else name


@pytest.fixture(scope="module")
async def before(brain: Brain, bot_content: BotContent, tmp_path_factory: pytest.TempPathFactory) -> list[object]:
    """What there is with the plan as it is."""
    file = tmp_path_factory.mktemp("before") / "ehbc.sqlite"
    return await lived(brain, bot_content, lambda: MONDAY, f"sqlite:///{file}", "")


@pytest.mark.parametrize("step", STEPS)
async def test_a_renamed_step_changes_nothing(
    step: str, before: list[object], bot_content: BotContent, clock: Clock, tmp_path: Path
) -> None:
    """The same taps show the same screens, plan the same follow-ups and give the same figures."""
    plan = tmp_path / "stappenplan.yml"
    plan.write_text(renamed_step(PLAN.read_text(encoding="utf-8"), step, OTHER), encoding="utf-8")
    renamed = dataclasses.replace(bot_content, flowchart=load_flowchart(plan))
    brain = RenamedBrain(ModelCache(read_settings().home).path, renamed.flowchart, step)
    assert await lived(brain, renamed, clock, f"sqlite:///{tmp_path / 'ehbc.sqlite'}", step) == before


def test_the_ways_come_by_every_step(bot_content: BotContent, before: list[object]) -> None:
    """No step is left out of the comparison."""
    assert set(STEPS) <= {line[3] for line in before if isinstance(line, list)}
