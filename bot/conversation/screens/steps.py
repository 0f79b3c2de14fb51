"""What is shown of a step: its question, its choices, what accompanies it, and the three parent lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from bot.clock import day_in_words
from bot.conversation.context import TurnContext
from bot.conversation.screens.talks import TalkScreens
from bot.domain.button_ids import command_id, guide_id, line_id
from bot.domain.case_log import CaseEvent, earlier_choice
from bot.domain.cases import Case, StoredCase, parent_group
from bot.domain.messages import Button, Reply
from bot.domain.outcomes import Outcome
from bot.texts.sentences import Sentence
from bot.texts.texts import Texts
from dialogues.content import Content
from dialogues.facts import Facts, says_back
from dialogues.flowchart import Flowchart
from dialogues.pages import Guide
from dialogues.steps import REASON, Choice, ParentState, Step, StepKind
from nlu.examples import QUESTION

_START_BUTTONS = (
    ("nieuw_dossier", Sentence.KNOP_NIEUW),
    ("overzicht", Sentence.KNOP_DOSSIERS),
    ("gids", Sentence.KNOP_GIDS),
    ("oefen", Sentence.KNOP_OEFEN),
)
_TWO_SIDES = 2
"""An aid with two tallies weighs the one against the other."""
_FOR_MEMBERS = {"nieuw_dossier", "overzicht"}
"""Of these, what only a member can do."""


@dataclass(frozen=True)
class StepScreens:
    """Makes replies of the content. Changes nothing."""

    flowchart: Flowchart
    content: Content
    say: Texts
    facts: Facts

    @cached_property
    def talks(self) -> TalkScreens:
        """What is shown of talk cards."""
        return TalkScreens(self.content, self.flowchart, self.say)

    def command(self, command: str, label: Sentence, **values: object) -> Button:
        """A button for a command that holds whatever the case does."""
        return Button(command_id(command), self.say(label, **values))

    def button(self, case: Case, identifier: str, label: Sentence, **values: object) -> Button:
        """Any other button that holds for this revision of this case only."""
        return _bound(identifier, self.say(label, **values), case)

    def bound(self, case: Case, command: str, label: Sentence, **values: object) -> Button:
        """A button for a command on this revision of this case only."""
        return _bound(command_id(command), self.say(label, **values), case)

    def position(self, case: Case, log: Iterable[CaseEvent], *, brief: bool = False) -> Reply:
        """What the case asks now, with its choices. `brief`: without the explanation, after a side question."""
        step = self.flowchart.positions[case.position]
        offered = step.offered(case.memory)
        earlier = earlier_choice(step.id, list(log))
        choices = tuple(self._choice(case, c, again=c.id == earlier and len(offered) > 1) for c in offered)
        title = self.say(Sentence.JE_BENT_HIER, stap=step.title) if brief else step.title
        asked = step.asks(case.memory)
        text = () if brief and step.kind is StepKind.STEP else (asked.text, *self._known_here(case, step))
        return Reply(title, text, choices, self._extras(case, step), () if brief else asked.sources)

    def _known_here(self, case: Case, step: Step) -> tuple[str, ...]:
        """What was told already of what an aid of this step asks, with what it counts for and suggests."""
        texts: list[str] = []
        answers = self.facts.answers(case.facts)
        for aid in self.flowchart.aids.values():
            given = {question: answers[question] for question in aid.questions if question in answers}
            if aid.step != step.id or step.starts_with == aid.id or not given:
                continue
            known = [value for question in given for value in self.facts.telling(case.facts, question)]
            texts.append(self.say(Sentence.JE_VERTELDE_AL, feiten=says_back(known)))
            if len(aid.tallies) == _TWO_SIDES:
                counted = aid.tallied(given, self.flowchart.positions)
                texts += [
                    self.say(Sentence.SPIEGEL_AANTAL, teller=aid.tallies[tally], aantal=len(reasons))
                    for tally, reasons in counted.items()
                    if reasons
                ]
            conclusion = aid.conclude(given)
            if conclusion is not None and conclusion.when:
                texts.append(conclusion.text)
        return tuple(texts)

    def _choice(self, case: Case, choice: Choice, *, again: bool) -> Button:
        return self.choice(case, choice, self.say(Sentence.EERDER, knop=choice.label) if again else choice.label)

    def choice(self, case: Case, choice: Choice, label: str) -> Button:
        """The button that takes a choice on this revision of this case only."""
        return _bound(choice.id, label, case)

    def _extras(self, case: Case, step: Step) -> tuple[Button, ...]:
        if step.id == self.flowchart.end:
            return (
                self.bound(case, "heropen", Sentence.KNOP_HEROPEN),
                *self._guide_buttons(step),
                self.command("gids", Sentence.KNOP_GIDS),
            )
        back = (self.bound(case, "terug", Sentence.KNOP_TERUG),) if step.id != self.flowchart.start else ()
        if step.kind is StepKind.AID:
            return (self.command("gids", Sentence.KNOP_GIDS), *back)
        asks = step.consults and isinstance(case, StoredCase)
        consult = (self.bound(case, "overleg", Sentence.KNOP_OVERLEG),) if asks else ()
        return (
            *consult,
            *self._guide_buttons(step),
            self.command("gids", Sentence.KNOP_GIDS),
            self.command("ouders", Sentence.KNOP_OUDERS),
            *back,
            self.command("pauze", Sentence.KNOP_PAUZE),
        )

    def _guide_buttons(self, step: Step) -> tuple[Button, ...]:
        talk = self.content.talks.get(step.talk or "")
        card = (Button(guide_id(talk.id), self.talks.label(talk)),) if talk is not None else ()
        return (*card, *(Button(guide_id(guide), self.content.guides[guide].button) for guide in step.guides))

    def asked_for(self, intent: str) -> Guide | None:
        """The guide that an intent asks for; None for an intent that asks for none."""
        return self.content.guides.get(intent.removeprefix(QUESTION)) if intent.startswith(QUESTION) else None

    def follow_up(self, case: Case) -> str:
        """The plan's proposal when to look again, or nothing."""
        days = self.flowchart.positions[case.step].follow_up_days
        return self.say(Sentence.OPVOLGING_VOORSTEL, dag=day_in_words(case.changed_at, days)) if days else ""

    def parents(self, case: Case | None) -> Reply:
        """The state of the three parent lines, each with a button that opens it."""
        title, lines = self.say(Sentence.OUDERS_TITEL), self.flowchart.parent_lines()
        guides = self._guide_buttons(lines[0]) if lines else ()
        points = tuple(point for point in lines[0].sources if all(point in line.sources for line in lines))
        if case is None:
            return Reply(title, (self.say(Sentence.DOSSIER_GEEN),), (), guides, points)
        states = tuple(
            self.say(Sentence.OUDERS_STAAT, groep=line.title, staat=self.parent_state(case, line)) for line in lines
        )
        buttons = tuple(_bound(line_id(line.id), line.title, case) for line in lines)
        return Reply(title, states, buttons, guides, points)

    def parent_state(self, case: Case, line: Step) -> str:
        """The state of one parent line in words, with its reason."""
        group = parent_group(self.flowchart, line.id) or ""
        state = self.say(Sentence(f"staat_{case.memory.get(group, ParentState.TO_DO)}"))
        reason = case.memory.get(f"{REASON}_{group}")
        return f"{state} ({self.say(Sentence(f'{REASON}_{reason}'))})" if reason else state

    def arrow(self, outcome: Outcome) -> tuple[Step, Choice]:
        """The position and the choice that a move took; an error when the plan lacks them."""
        position = self.flowchart.positions[outcome.position or ""]
        return position, next(choice for choice in position.choices if choice.id == outcome.choice)

    def says(self, choice: Choice, case: Case | None) -> list[Reply]:
        """What the plan says when a choice is taken."""
        memory = case.memory if case else {}
        said = [s for s in choice.says if all(memory.get(slot) == value for slot, value in s.when.items())]
        points = tuple(dict.fromkeys(point for s in said for point in s.sources))
        return [Reply("", tuple(s.text for s in said), points=points)] if said else []

    def place(self, context: TurnContext, *, brief: bool = True) -> tuple[Reply, ...]:
        """Where the open case is; nothing without one."""
        return (self.position(context.case, context.log, brief=brief),) if context.case else ()

    def fill(self, sentence: Sentence, context: TurnContext) -> str:
        """A sentence with what is known of the case and the member filled in."""
        values = {"dossier": context.case.code if context.case else "", "team": "", "rol": ""}
        if context.member:
            values |= {"team": context.member.team_name, "rol": context.member.role.value}
        return self.say(sentence, **values)

    def start_buttons(self, context: TurnContext) -> tuple[Button, ...]:
        """What somebody without an open case can do."""
        skipped = set() if context.member else _FOR_MEMBERS
        return tuple(self.command(command, label) for command, label in _START_BUTTONS if command not in skipped)


def _bound(identifier: str, label: str, case: Case) -> Button:
    """A button that holds for a case as it is now; one of practice is known by its revision alone."""
    return Button(identifier, label, case.id if isinstance(case, StoredCase) else None, case.revision)
