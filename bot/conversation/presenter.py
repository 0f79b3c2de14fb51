"""Outcome -> replies. Given the same outcome and case it says the same again, so that a lost answer can be repeated."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.conversation.commands import START_BUTTONS
from bot.conversation.context import TurnContext
from bot.conversation.screens.catalogue import ARRIVALS, ENDINGS, MENUS, PARAGRAPHS, QUESTIONS
from bot.conversation.screens.follow_ups import ABOUT_ONE, FollowUpScreens
from bot.conversation.screens.steps import MOST_CASES, Screens
from bot.conversation.screens.teamwork import HOLIDAY, CareScreens
from bot.domain.button_ids import guide_id
from bot.domain.cases import Case
from bot.domain.messages import Button, Reply
from bot.domain.outcomes import Outcome
from bot.texts.sentences import Sentence
from dialogues.flowchart import SKIP, Choice, Kind, Step
from nlu.reading import Reading

_LIKELIEST = 3
"""How many readings are offered when asking again."""
_LEAST_LIKELY = 0.1
"""Below this a reading is no candidate."""
_OFFERED_COMMANDS = {
    "nieuw_dossier": Sentence.KNOP_NIEUW,
    "overzicht": Sentence.KNOP_DOSSIERS,
    "afsluiten": Sentence.KNOP_SLUIT,
}
"""Commands offered when asking again; the others have their button at every step, or need none."""


class Presenter:
    """Puts the screens of an answer together."""

    def __init__(self, screens: Screens) -> None:
        self._screens = screens
        self._say = screens.say
        self._end = screens.flowchart.end
        self._follow_ups = FollowUpScreens(screens)
        self._care = CareScreens(screens, self._follow_ups)
        self._own_screens: dict[str, Callable[[TurnContext], Awaitable[tuple[Reply, ...]]]] = {
            Sentence.DOSSIERS_TITEL: self._overview,
            Sentence.DOSSIER_KIES: lambda context: self._pick(Sentence.DOSSIER_KIES, context),
            Sentence.WIS_KIES: lambda context: self._pick(Sentence.WIS_KIES, context),
            Sentence.MENU_GIDS: self._guide_menu,
            Sentence.OUDERS_TITEL: self._parents,
            Sentence.SCHEMA: self._drawing,
            Sentence.GESLOTEN: self._closing,
            Sentence.DOSSIER_OPEN: self._opened,
            "hier": self._here,
            "zijstap": self._here,
            **self._care.by_subject(),
        }

    def is_menu(self, outcome: Outcome) -> bool:
        """Whether it is shown with buttons of its own, which no step offers."""
        return outcome.subject in MENUS or (outcome.turn == "move" and self._choice(outcome)[1].target == self._end)

    def can_say(self, outcome: Outcome) -> bool:
        """Whether the content still has what an outcome of earlier tells of."""
        if outcome.turn == "guide":
            return outcome.subject in self._screens.content.guides
        origin, _, chosen = (outcome.subject or "").partition("__")
        positions = self._screens.flowchart.positions
        return outcome.turn != "move" or (
            origin in positions and any(choice.id == chosen for choice in positions[origin].choices)
        )

    def _choice(self, outcome: Outcome) -> tuple[Step, Choice]:
        origin, _, chosen = (outcome.subject or "").partition("__")
        position = self._screens.flowchart.positions[origin]
        return position, next(choice for choice in position.choices if choice.id == chosen)

    def chosen(self, outcome: Outcome) -> str:
        """The label of the choice a move took; empty for anything else."""
        return self._choice(outcome)[1].label if outcome.turn == "move" else ""

    async def replies(
        self, outcome: Outcome, context: TurnContext, reading: Reading | None = None
    ) -> tuple[Reply, ...]:
        """All replies to an outcome. `reading` gives the candidates when asking again."""
        match outcome.turn:
            case "move":
                return await self._move(outcome, context)
            case "guide":
                return self._guide(outcome, context)
            case "safety":
                return (self._screens.safety(outcome.subject or ""), *self._place(context))
            case "ask_again":
                return (self._ask_again(outcome, context, reading),)
            case _:
                return await self._command(outcome, context)

    def _place(self, context: TurnContext, *, brief: bool = True) -> tuple[Reply, ...]:
        return (self._screens.position(context.case, context.log, brief=brief),) if context.case else ()

    async def _move(self, outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        position, choice = self._choice(outcome)
        before = self._said(choice, context)
        if choice.guide:
            before.append(self._screens.guide(self._screens.content.guides[choice.guide], 1))
        aid = self._screens.flowchart.aid_of(position.id)
        walked = choice.id != SKIP or (aid and position.id != aid.questions[0])
        if aid and walked and (context.case is None or context.case.side is None):
            before.append(self._screens.mirror(aid, context.log))
        if choice.target == self._end and (context.case is None or context.case.closed_at is not None):
            return (*before, *await self._closed(context.case, context))
        new_step = position.kind is Kind.STEP and choice.target != position.id
        return (*before, *await self._asked(context, follow_up=new_step))

    def _said(self, choice: Choice, context: TurnContext) -> list[Reply]:
        """What the plan says when a choice is taken."""
        memory = context.case.memory if context.case else {}
        said = [s for s in choice.says if all(memory.get(slot) == value for slot, value in s.when.items())]
        points = tuple(dict.fromkeys(point for s in said for point in s.sources))
        return [Reply("", tuple(s.text for s in said), points=points)] if said else []

    async def _asked(self, context: TurnContext, *, follow_up: bool = False) -> tuple[Reply, ...]:
        if context.case is None:
            return ()
        reply = self._screens.position(context.case, context.log)
        if follow_up and context.case.side is None:
            reply = await self._follow_ups.proposed(reply, context)
        return (reply,)

    async def _closed(self, case: Case | None, context: TurnContext) -> tuple[Reply, ...]:
        if case is None:
            return (Reply("", (self._say(Sentence.GESLOTEN_KORT),), extras=self.start_buttons(context)),)
        if context.practising or case.id is None:
            return (Reply("", (self._say(Sentence.OEFEN_KLAAR),), extras=self.start_buttons(context)),)
        card = self._screens.position(case, context.log)
        return (
            Reply("", (self._say(Sentence.GESLOTEN, dossier=case.code),)),
            card,
            *await self._care.left_running(context),
        )

    def _guide(self, outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        page = self._screens.guide(self._screens.content.guides[outcome.subject or ""], outcome.page)
        if context.case is None:
            # Who asks without an open case often tells of one in the same breath.
            page = dataclasses.replace(page, extras=(*page.extras, *self.start_buttons(context)))
        return (page, *self._place(context))

    def _ask_again(self, outcome: Outcome, context: TurnContext, reading: Reading | None) -> Reply:
        candidates = self._candidates(context, reading) if outcome.subject is None else ()
        first = Sentence.NIET_BEGREPEN_KANDIDATEN if candidates else Sentence.NIET_BEGREPEN
        if outcome.subject is not None:
            first = Sentence(outcome.subject)
        if context.case is None:
            extras = (*candidates, *self.start_buttons(context))
            return Reply("", (self._say(first), self._say(Sentence.NIET_BEGREPEN_KEUZES)), (), extras)
        here = self._screens.position(context.case, context.log, brief=True)
        ways = () if candidates else (self._say(Sentence.NIET_BEGREPEN_KEUZES),)
        paragraphs = (self._say(first), here.title, *here.paragraphs, *ways)
        return Reply("", paragraphs, here.choices, (*candidates, *here.extras), here.points)

    def _candidates(self, context: TurnContext, reading: Reading | None) -> tuple[Button, ...]:
        """Buttons for the likeliest readings that are not on screen anyway."""
        if reading is None:
            return ()
        likeliest = ((reading.intent, reading.confidence), *reading.runners_up)[:_LIKELIEST]
        names = [name for name, confidence in likeliest if confidence >= _LEAST_LIKELY]
        guides = self._screens.content.guides
        shown = self._screens.flowchart.positions[context.position].guides if context.position else ()
        found: list[Button] = []
        for name in names:
            guide = name.removeprefix("vraag_")
            if guide in guides and guide not in shown:
                found.append(Button(guide_id(guide), guides[guide].button))
            elif name in _OFFERED_COMMANDS and context.case is not None:
                found.append(self._screens.command(name, _OFFERED_COMMANDS[name]))
        return tuple(found)

    def start_buttons(self, context: TurnContext) -> tuple[Button, ...]:
        """What somebody without an open case can do."""
        skipped = set() if context.member else {"nieuw_dossier", "overzicht"}
        return tuple(self._screens.command(c, label) for c, label in START_BUTTONS if c not in skipped)

    async def _command(self, outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        subject = outcome.subject or ""
        if subject in self._own_screens:
            return await self._own_screens[subject](context)
        if subject in ABOUT_ONE:
            return await self._follow_ups.about_one(outcome, context)
        if subject in HOLIDAY:
            return self._care.holiday(outcome, context)
        if subject in QUESTIONS and context.case is not None:
            return (self._question(Sentence(subject), context, context.case),)
        title, *others = PARAGRAPHS.get(subject, ("", Sentence(subject)))
        if subject == Sentence.WELKOM:
            others.append(Sentence.WELKOM_LID if context.member else Sentence.WELKOM_ONBEKEND)
        texts = tuple(self._fill(Sentence(other), context) for other in others)
        if subject == Sentence.PAUZE_OEFENING and context.case is not None:
            texts += (self._fill(Sentence.DOSSIER_VERDER, context),)
        if subject in (Sentence.PAUZE, Sentence.NOG_NIET) and context.case is not None:
            texts += await self._follow_ups.next_in_words(context)
        if subject in ENDINGS or context.case is None:
            return (Reply(title, texts, extras=self.start_buttons(context)),)
        return (Reply(title, texts), *self._place(context, brief=subject not in ARRIVALS))

    def _question(self, ask: Sentence, context: TurnContext, case: Case) -> Reply:
        """A question before something that matters, with the buttons that answer it."""
        command, bound = self._screens.command, self._screens.bound
        buttons = {
            Sentence.DOSSIER_NIEUW_VRAAG: (
                command("nieuw_toch", Sentence.KNOP_NIEUW_JA),
                command("verder", Sentence.KNOP_NIEUW_NEE, dossier=case.code),
            ),
            Sentence.SLUIT_VRAAG: (
                bound(case, "sluit_ja", Sentence.KNOP_JA_SLUITEN),
                command("sluit_niet", Sentence.KNOP_NEE),
            ),
            Sentence.WIS_VRAAG: (
                bound(case, "wis_ja", Sentence.KNOP_JA_WISSEN),
                command("wis_niet", Sentence.KNOP_NEE),
            ),
            Sentence.HEROPEN_VRAAG: (
                bound(case, "heropen", Sentence.KNOP_HEROPEN),
                command("heropen_niet", Sentence.KNOP_NEE),
            ),
        }
        return Reply("", (self._fill(ask, context),), extras=buttons[ask])

    def _fill(self, sentence: Sentence, context: TurnContext) -> str:
        values = {"dossier": context.case.code if context.case else "", "team": "", "rol": ""}
        if context.member:
            values |= {"team": context.member.team_name, "rol": context.member.role.value}
        return self._say(sentence, **values)

    async def _pick(self, ask: Sentence, context: TurnContext) -> tuple[Reply, ...]:
        cases = await context.unit.cases(context.member) if context.member else []
        buttons = tuple(self._screens.resume_button(case) for case in cases[:MOST_CASES])
        return (Reply("", (self._say(ask),), extras=buttons),)

    async def _guide_menu(self, _context: TurnContext) -> tuple[Reply, ...]:
        return (self._screens.guide_menu(),)

    async def _parents(self, context: TurnContext) -> tuple[Reply, ...]:
        return (self._screens.parents(context.case),)

    async def _closing(self, context: TurnContext) -> tuple[Reply, ...]:
        return await self._closed(context.case, context)

    async def _opened(self, context: TurnContext) -> tuple[Reply, ...]:
        said: list[Reply] = []
        first = context.log[-1] if context.log else None
        if first is not None and first.origin and first.choice:
            # The message that opened the case answered its first question as well.
            said = self._said(self._choice(Outcome("move", f"{first.origin}__{first.choice}"))[1], context)
        opened = Reply("", (self._fill(Sentence.DOSSIER_OPEN, context),))
        return (opened, *said, *await self._asked(context, follow_up=bool(first and first.choice)))

    async def _here(self, context: TurnContext) -> tuple[Reply, ...]:
        return await self._asked(context)

    async def _drawing(self, context: TurnContext) -> tuple[Reply, ...]:
        if context.case is None:
            return (Reply("", (self._say(Sentence.SCHEMA),), extras=self.start_buttons(context), picture=""),)
        step = self._screens.flowchart.positions[context.case.step]
        text = self._say(Sentence.SCHEMA_HIER, stap=step.title)
        return (Reply("", (text,), picture=step.id), *self._place(context))

    async def _overview(self, context: TurnContext) -> tuple[Reply, ...]:
        if context.practising and context.case:
            step = self._screens.flowchart.positions[context.case.step]
            here = self._say(Sentence.JE_BENT_HIER, stap=step.title)
            texts = (self._say(Sentence.OEFEN_GEEN_DOSSIER), here, self._screens.progress(context.case))
            return (Reply("", texts), *self._place(context))
        cases = await context.unit.cases(context.member) if context.member else []
        if not cases:
            return (Reply("", (self._say(Sentence.DOSSIER_GEEN),), extras=self.start_buttons(context)),)
        lines = "\n".join(
            f"• {self._screens.case_line(case, self._is_late(case, context))}" for case in cases[:MOST_CASES]
        )
        more = (self._say(Sentence.DOSSIERS_MEER, aantal=len(cases) - MOST_CASES),) if len(cases) > MOST_CASES else ()
        here_now = context.case is not None and context.case.closed_at is None
        progress = (self._screens.progress(context.case),) if context.case and here_now else ()
        extras = (
            *(self._screens.resume_button(case) for case in cases[:MOST_CASES]),
            self._screens.command("nieuw_dossier", Sentence.KNOP_NIEUW),
            self._screens.command("schema", Sentence.KNOP_SCHEMA),
        )
        return (Reply(self._say(Sentence.DOSSIERS_TITEL), (lines, *more, *progress), (), extras),)

    def _is_late(self, case: Case, context: TurnContext) -> bool:
        days = self._screens.flowchart.positions[case.step].follow_up_days
        return days is not None and case.changed_at + timedelta(days=days) <= context.now
