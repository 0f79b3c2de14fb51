"""What the bot says of its own accord, free of content: codes, steps, days and counts, and what to tap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.clock import BRUSSELS, day_in_words
from bot.domain.button_ids import LATER, FollowUpAction, HolidayAction, case_id, command_id, follow_up_id, holiday_id
from bot.domain.follow_ups import CaseInfo, DueFollowUp, FollowUp, FollowUpState, Found, WaiveReason
from bot.domain.messages import Button, Reply
from bot.reminders.agenda import Agenda
from bot.reminders.escalation_policy import Target, policy_of
from bot.texts.notice_sentences import FollowUpSentence as Say
from bot.texts.notice_sentences import about, done_by
from bot.texts.texts import Texts
from dialogues.flowchart import Flowchart

MOST_LINES = 20
"""Lines of a bundle; more would not fit a phone."""
_SUMMARY_LINES = 5


@dataclass(frozen=True)
class Line:
    """One follow-up of a bundle, as it is now. Without one its case is gone."""

    due: DueFollowUp | None
    ended: bool


class NoticeTexts:
    """Writes what notices say."""

    def __init__(self, texts: Texts, flowchart: Flowchart) -> None:
        self._say = texts
        self._flowchart = flowchart

    def reminder(self, due: DueFollowUp, level: int) -> Reply:
        """A follow-up is due."""
        follow_up, told = due.follow_up, {"dossier": due.case.code, "wie": self._say(about(due.follow_up.kind))}
        match policy_of(follow_up.kind)[level - 1]:
            case Target.OWNER:
                text = self._say(Say.HERINNERING, nummer=level, **told)
            case Target.CARE_TEAM:
                text = self._say(Say.HERINNERING_ZORGTEAM, **told)
            case Target.COORDINATOR:
                text = self._say(Say.HERINNERING_COORDINATOR, **told)
        first: tuple[str, ...] = ()
        if follow_up.first_due_at != follow_up.due_at:
            first = (self._say(Say.HERINNERING_EERST_OP, dag=day_in_words(follow_up.first_due_at)),)
        buttons = (
            self._button(Say.KNOP_GEDAAN, FollowUpAction.DONE, follow_up),
            self._button(Say.KNOP_UITSTELLEN, FollowUpAction.PUT_OFF, follow_up),
            self._button(Say.KNOP_TOON_STAP, FollowUpAction.SHOW, follow_up),
            self._button(Say.KNOP_NIET_NODIG, FollowUpAction.WAIVE, follow_up),
        )
        return Reply(paragraphs=(text, *first), extras=buttons)

    def consultation(self, due: DueFollowUp, level: int) -> Reply:
        """The care team is asked to look along."""
        sentence = Say.OVERLEG_VRAAG if level == 1 else Say.OVERLEG_VRAAG_NOG
        if policy_of(due.follow_up.kind)[level - 1] is Target.COORDINATOR:
            sentence = Say.OVERLEG_VRAAG_COORDINATOR
        buttons = (
            self._button(Say.KNOP_NEEM_OP, FollowUpAction.FOUND, due.follow_up, Found.TAKEN),
            self._button(Say.KNOP_LATER_VANDAAG, FollowUpAction.PUT_OFF, due.follow_up, LATER),
            self._button(Say.KNOP_TOON_STAP, FollowUpAction.SHOW, due.follow_up),
        )
        return Reply(paragraphs=(self._of_step(sentence, due.case),), extras=buttons)

    def became(self, due: DueFollowUp | None, revision: int) -> Reply:
        """What became of a follow-up since the notice of that revision; nothing to tap any more."""
        if due is None:
            return Reply(paragraphs=(self._say(Say.GEWORDEN_GESLOTEN),))
        head = self._say(Say.BUNDEL_REGEL_KLAAR, dossier=due.case.code, wie=self._say(about(due.follow_up.kind)))
        return Reply(paragraphs=(head, self._fate(due, revision)))

    def _fate(self, due: DueFollowUp, revision: int) -> str:
        follow_up = due.follow_up
        if due.case.closed or follow_up.reason == WaiveReason.CLOSED:
            return self._say(Say.GEWORDEN_GESLOTEN)
        if follow_up.is_open and follow_up.revision != revision:
            return self._say(Say.GEWORDEN_UITGESTELD, dag=day_in_words(follow_up.due_at))
        if follow_up.ended_at is None or follow_up.state is FollowUpState.REPLACED:
            return self._say(Say.GEWORDEN_VERDER)
        by = {"rol": self._say(done_by(follow_up.ended_by)), "dag": day_in_words(follow_up.ended_at)}
        if follow_up.state is FollowUpState.WAIVED:
            return self._say(Say.GEWORDEN_NIET_NODIG, **by)
        taken = follow_up.reason == Found.TAKEN
        return self._say(Say.GEWORDEN_OPGENOMEN if taken else Say.GEWORDEN_GEDAAN, **by)

    def bundle(self, lines: Sequence[Line], count: int, waiting: int) -> Reply:
        """Many follow-ups in one message: the first of them by line, how many there are and still wait."""
        shown = [self._bundled(line) for line in lines[:MOST_LINES]]
        more = (self._say(Say.BUNDEL_MEER, aantal=count - MOST_LINES),) if count > MOST_LINES else ()
        return Reply(
            paragraphs=(self._waiting(waiting), "\n".join((*shown, *more))),
            extras=(self._all_open(),) if waiting else (),
        )

    def _waiting(self, count: int) -> str:
        if count > 1:
            return self._say(Say.BUNDEL, aantal=count)
        return self._say(Say.BUNDEL_EEN if count else Say.BUNDEL_KLAAR)

    def _bundled(self, line: Line) -> str:
        if line.due is None:
            return self._say(Say.BUNDEL_REGEL_WEG)
        sentence = Say.BUNDEL_REGEL_KLAAR if line.ended else Say.BUNDEL_REGEL
        return self._say(sentence, dossier=line.due.case.code, wie=self._say(about(line.due.follow_up.kind)))

    def summary(self, agenda: Agenda) -> Reply:
        """The day's summary."""
        head = self._say(Say.DAGOVERZICHT, laat=agenda.late, vandaag=agenda.today, week=agenda.week)
        first = agenda.follow_ups[:_SUMMARY_LINES]
        more = len(agenda.follow_ups) - len(first)
        ending = (self._say(Say.BUNDEL_MEER, aantal=more),) if more else ()
        return Reply(
            paragraphs=(head, "\n".join((*self._planned(first), *ending))),
            extras=(self._all_open(),),
        )

    def _planned(self, follow_ups: Iterable[DueFollowUp]) -> list[str]:
        return [
            self._say(
                Say.DAGOVERZICHT_REGEL,
                dossier=due.case.code,
                wie=self._say(about(due.follow_up.kind)),
                dag=day_in_words(due.follow_up.due_at),
            )
            for due in follow_ups
        ]

    def holiday(self, case: CaseInfo, name: str, back: date, *, to_owner: bool, may_keep: bool) -> Reply:
        """A holiday is near: who has this case meanwhile? Only its owner can give it to the care team."""
        labels = {HolidayAction.KEEP: Say.KNOP_VAKANTIE_HOUDEN} if may_keep else {}
        labels[HolidayAction.PAUSE] = Say.KNOP_VAKANTIE_PAUZE
        if to_owner:
            labels[HolidayAction.HAND_OVER] = Say.KNOP_VAKANTIE_DOORGEVEN
        buttons = tuple(Button(holiday_id(action, case.id, back), self._say(label)) for action, label in labels.items())
        return Reply(paragraphs=(self._of_step(Say.VAKANTIE_VRAAG, case, vakantie=name),), extras=buttons)

    def silent(self, case: CaseInfo) -> Reply:
        """Nothing happened in a case for a long time."""
        return Reply(paragraphs=(self._of_step(Say.STIL_DOSSIER, case),), extras=(self._open(case),))

    def purge(self, count: int, hours: int) -> Reply:
        """Closed cases will be purged."""
        sentence = Say.OPRUIMEN_EEN if count == 1 else Say.OPRUIMEN
        values = {"uren": hours} if count == 1 else {"uren": hours, "aantal": count}
        return Reply(paragraphs=(self._say(sentence, **values),))

    def taken(self, due: DueFollowUp) -> Reply:
        """To the asker: somebody takes the consultation up."""
        role = self._say(done_by(due.follow_up.ended_by))
        text = self._say(Say.OVERLEG_IS_OPGENOMEN, dossier=due.case.code, rol=role)
        return Reply(paragraphs=(text,), extras=(self._open(due.case),))

    def later(self, due: DueFollowUp) -> Reply:
        """To the asker: the care team looks at it later."""
        moment = due.follow_up.due_at
        text = self._say(Say.OVERLEG_LATER_OM, dossier=due.case.code, dag=day_in_words(moment), uur=_hour(moment))
        return Reply(paragraphs=(text,))

    def handed_over(self, case: CaseInfo) -> Reply:
        """A case was handed over to whom this goes to."""
        return Reply(paragraphs=(self._of_step(Say.DOORGEGEVEN, case),), extras=(self._open(case),))

    def undelivered(self, case: CaseInfo | None) -> Reply:
        """To the coordinator: somebody cannot be reached any more."""
        if case is None:
            return Reply(paragraphs=(self._say(Say.NIET_BEZORGD),))
        return Reply(paragraphs=(self._say(Say.NIET_BEZORGD_DOSSIER, dossier=case.code),))

    def group_lost(self) -> Reply:
        """To the care team: its group was unlinked."""
        return Reply(paragraphs=(self._say(Say.ZORGGROEP_WEG),))

    def gone(self) -> Reply:
        """In the place of a message about a case that is closed or deleted."""
        return Reply(paragraphs=(self._say(Say.GEWORDEN_GESLOTEN),))

    def _of_step(self, sentence: Say, case: CaseInfo, **values: object) -> str:
        step = self._flowchart.positions.get(case.step)
        return self._say(sentence, dossier=case.code, stap=step.title if step else case.step, **values)

    def _button(self, label: Say, action: FollowUpAction, follow_up: FollowUp, argument: str = "") -> Button:
        identifier = follow_up_id(action, follow_up.id, argument)
        return Button(identifier, self._say(label), revision=follow_up.revision)

    def _open(self, case: CaseInfo) -> Button:
        return Button(case_id(case.id), self._say(Say.KNOP_OPEN_DOSSIER))

    def _all_open(self) -> Button:
        return Button(command_id("vandaag"), self._say(Say.KNOP_VANDAAG))


def _hour(moment: datetime) -> str:
    return f"{moment.astimezone(BRUSSELS):%H.%M} uur"
