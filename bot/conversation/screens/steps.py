"""The pieces replies are made of: a step, a guide, a safety card, the parent lines, the mirror of an aid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.clock import day_in_words
from bot.domain.button_ids import case_id, command_id, guide_id, line_id
from bot.domain.cases import (
    TO_DO,
    Case,
    CaseEvent,
    aid_answers,
    earlier_choice,
    parent_group,
)
from bot.domain.messages import Button, Reply
from bot.texts.sentences import Sentence
from bot.texts.texts import Texts
from dialogues.content import Content, Guide, HelpLine, Item, Tone
from dialogues.flowchart import Aid, Choice, Flowchart, Kind, Step

CONSULTATION_STEP = "ernst"
"""Where the plan asks to consult the care team (F06)."""
MOST_CASES = 20
"""How many open cases a screen shows; the code opens any other."""
_BAR = 8


@dataclass(frozen=True)
class Screens:
    """Makes replies of the content. Changes nothing."""

    flowchart: Flowchart
    content: Content
    say: Texts

    def command(self, command: str, label: Sentence, **values: object) -> Button:
        """A button for a command that holds whatever the case does."""
        return Button(command_id(command), self.say(label, **values))

    def bound(self, case: Case, command: str, label: Sentence, **values: object) -> Button:
        """A button for a command on this revision of this case only."""
        return Button(command_id(command), self.say(label, **values), case.id, case.revision)

    def position(self, case: Case, log: Iterable[CaseEvent], *, brief: bool = False) -> Reply:
        """What the case asks now, with its choices. `brief`: without the explanation, after a side question."""
        step = self.flowchart.positions[case.position]
        offered = step.offered(case.memory)
        earlier = earlier_choice(step.id, list(log))
        choices = tuple(self._choice(case, c, again=c.id == earlier and len(offered) > 1) for c in offered)
        title = self.say(Sentence.JE_BENT_HIER, stap=step.title) if brief else step.title
        text = () if brief and step.kind is Kind.STEP else (step.text,)
        return Reply(title, text, choices, self._extras(case, step), () if brief else step.sources)

    def _choice(self, case: Case, choice: Choice, *, again: bool) -> Button:
        label = self.say(Sentence.EERDER, knop=choice.label) if again else choice.label
        return Button(choice.id, label, case.id, case.revision)

    def _extras(self, case: Case, step: Step) -> tuple[Button, ...]:
        if step.id == self.flowchart.end:
            return (
                self.bound(case, "heropen", Sentence.KNOP_HEROPEN),
                *self._guide_buttons(step),
                self.command("gids", Sentence.KNOP_GIDS),
            )
        back = (self.bound(case, "terug", Sentence.KNOP_TERUG),) if step.id != self.flowchart.start else ()
        if step.kind is Kind.AID:
            return (self.command("gids", Sentence.KNOP_GIDS), *back)
        asks = step.id == CONSULTATION_STEP and case.id is not None
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
        return tuple(Button(guide_id(guide), self.content.guides[guide].button) for guide in step.guides)

    def follow_up(self, case: Case) -> str:
        """The plan's proposal when to look again, or nothing."""
        days = self.flowchart.positions[case.step].follow_up_days
        return self.say(Sentence.OPVOLGING_VOORSTEL, dag=day_in_words(case.changed_at, days)) if days else ""

    def guide(self, guide: Guide, page: int) -> Reply:
        """One page of a guide, with buttons to the others. A page that is not there gives the first."""
        number = page if 1 <= page <= len(guide.pages) else 1
        shown = guide.pages[number - 1]
        title = guide.title
        if len(guide.pages) > 1:
            title = self.say(Sentence.PAGINA, titel=guide.title, pagina=number, paginas=len(guide.pages))
        items = (*(self._item(i) for i in shown.items), *(f"• {self.help_line(h)}" for h in shown.help_lines))
        paragraphs = (shown.heading, "\n".join(items))
        extras = []
        if number < len(guide.pages):
            label = self.say(Sentence.KNOP_MEER, kop=guide.pages[number].heading)
            extras.append(Button(guide_id(guide.id, number + 1), label))
        if number > 1:
            label = self.say(Sentence.KNOP_VORIGE_PAGINA, kop=guide.pages[number - 2].heading)
            extras.append(Button(guide_id(guide.id, number - 1), label))
        return Reply(title, paragraphs, (), tuple(extras), shown.sources)

    def guide_menu(self) -> Reply:
        """All topics, one tap each."""
        buttons = tuple(Button(guide_id(guide.id), guide.button) for guide in self.content.guides.values())
        return Reply("", (self.say(Sentence.MENU_GIDS),), (), buttons)

    def _item(self, item: Item) -> str:
        wording = {Tone.SAY: Sentence.ZEG, Tone.AVOID: Sentence.VERMIJD}
        text = self.say(wording[item.tone], tekst=item.text) if item.tone in wording else f"• {item.text}"
        return f"{text} {item.link}" if item.link else text

    def help_line(self, line: HelpLine) -> str:
        """One help line: name, number, what for, for whom."""
        return self.say(
            Sentence.HULPLIJN, naam=line.name, nummer=line.number, waarvoor=line.purpose, voor_wie=line.serves
        )

    def safety(self, intent: str) -> Reply:
        """The safety card of an intent."""
        card = self.content.cards[intent]
        items = "\n".join(f"• {item.text}" for item in card.items)
        lines = "\n".join((self.say(Sentence.BEL), *(f"• {self.help_line(line)}" for line in card.help_lines)))
        return Reply(card.title, (card.intro, items, lines), points=card.sources)

    def parents(self, case: Case | None) -> Reply:
        """The state of the three parent lines, each with a button that opens it."""
        title, lines = self.say(Sentence.OUDERS_TITEL), self.flowchart.parent_lines()
        guides = self._guide_buttons(lines[0]) if lines else ()
        if case is None:
            return Reply(title, (self.say(Sentence.DOSSIER_GEEN),), (), guides, ("F08",))
        states = tuple(
            self.say(Sentence.OUDERS_STAAT, groep=line.title, staat=self.parent_state(case, line)) for line in lines
        )
        buttons = tuple(Button(line_id(line.id), line.title, case.id, case.revision) for line in lines)
        return Reply(title, states, buttons, guides, ("F08",))

    def parent_state(self, case: Case, line: Step) -> str:
        """The state of one parent line in words, with its reason."""
        group = parent_group(self.flowchart, line.id) or ""
        state = self.say(Sentence(f"staat_{case.memory.get(group, TO_DO)}"))
        reason = case.memory.get(f"reden_{group}")
        return f"{state} ({self.say(Sentence(f'reden_{reason}'))})" if reason else state

    def mirror(self, aid: Aid, log: Iterable[CaseEvent]) -> Reply:
        """The answers of an aid, tallied, and what they suggest. The person decides."""
        answers = aid_answers(aid, list(log))
        counted: dict[str, list[str]] = {metrics: [] for metrics in aid.tallies}
        for question in aid.questions:
            chosen = (c for c in self.flowchart.positions[question].choices if c.id == answers.get(question))
            for choice in chosen:
                if choice.counts and choice.reason:
                    counted[choice.counts].append(choice.reason)
        paragraphs = tuple(self._metrics(aid.tallies[metrics], reasons) for metrics, reasons in counted.items())
        conclusion = aid.conclude(answers)
        ending = (conclusion.text,) if conclusion else ()
        return Reply(
            self.say(Sentence.SPIEGEL_TITEL), (*paragraphs, *ending), points=conclusion.sources if conclusion else ()
        )

    def _metrics(self, heading: str, reasons: list[str]) -> str:
        if not reasons:
            return self.say(Sentence.SPIEGEL_GEEN, teller=heading)
        head = self.say(Sentence.SPIEGEL_TELLER, teller=heading, aantal=len(reasons))
        return "\n".join((head, *(f"• {reason}" for reason in reasons)))

    def case_line(self, case: Case, now_is_past: bool) -> str:
        """One line of the overview: code, step, and when to look again."""
        step = self.flowchart.positions[case.step]
        if step.follow_up_days is None:
            return self.say(Sentence.DOSSIER_REGEL, dossier=case.code, stap=step.title)
        wording = Sentence.DOSSIER_REGEL_LAAT if now_is_past else Sentence.DOSSIER_REGEL_OPVOLGEN
        day = day_in_words(case.changed_at, step.follow_up_days)
        return self.say(wording, dossier=case.code, stap=step.title, dag=day)

    def resume_button(self, case: Case) -> Button:
        """The button that resumes a case. Raises `ValueError` for a practice case."""
        if case.id is None:
            raise ValueError("a practice case is not resumed by a button")
        step = self.flowchart.positions[case.step]
        return Button(case_id(case.id), self.say(Sentence.DOSSIER_REGEL, dossier=case.code, stap=step.title))

    def progress(self, case: Case) -> str:
        """How far the case is, as a bar: the steps in the order of the plan."""
        steps = [step.id for step in self.flowchart.steps()]
        done = round(_BAR * steps.index(case.step) / (len(steps) - 1))
        return self.say(Sentence.VOORTGANG, balk="●" * done + "○" * (_BAR - done))
