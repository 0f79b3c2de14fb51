"""What the board shows of each case: where it is, what is to be followed up and when, and what can be done."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.channels.web.application import Site
from bot.clock import BRUSSELS, day_in_words, local_day
from bot.conversation.screens.follow_ups import HEADINGS
from bot.domain.button_ids import LATER, FollowUpAction, case_id, command_id, follow_up_id
from bot.domain.follow_ups import FollowUp, Found, Urgency, urgency_of
from bot.domain.messages import Button
from bot.domain.permissions import Permission, may
from bot.domain.teams import Member
from bot.domain.web_access import BoardCase
from bot.texts.notice_sentences import FollowUpSentence, about, done_by
from bot.texts.page_texts import PageText
from bot.texts.sentences import Sentence
from dialogues.steps import FollowUpKind, Step

_DIGEST_LENGTH = 24


@dataclass(frozen=True)
class Due:
    """Something to follow up."""

    about: str
    day: str
    when: Urgency
    heading: str
    done: Button
    put_off: Button | None


@dataclass(frozen=True)
class BoardCard:
    """A case on the board."""

    code: str
    step: Step
    aside: bool
    """Whether its step lies beside the column's."""
    owner: str
    is_mine: bool
    clb: bool
    paused: str
    """Until when nobody is reminded of it."""
    since: str
    due: tuple[Due, ...]
    open: Button
    take_over: Button | None
    close: Button
    close_question: str

    @property
    def when(self) -> Urgency:
        """The most urgent of what is due."""
        return self.due[0].when if self.due else Urgency.LATER


@dataclass(frozen=True)
class BoardColumn:
    """A step of the main way, with the cases at it and beside it."""

    step: Step
    cards: tuple[BoardCard, ...]


@dataclass(frozen=True)
class Summary:
    """How much is late, due today or due within a week."""

    when: Urgency
    heading: str
    cards: tuple[BoardCard, ...]


@dataclass(frozen=True)
class Board:
    """All columns, and what is urgent."""

    columns: tuple[BoardColumn, ...]
    summaries: tuple[Summary, ...]
    number: int
    shown: int

    @property
    def digest(self) -> str:
        """The same for what looks the same. Not of the HTML: each form there holds another text every time."""
        shown = repr((self.columns, self.number, self.shown))
        return hashlib.sha256(shown.encode()).hexdigest()[:_DIGEST_LENGTH]


def board_of(cases: Sequence[BoardCase], number: int, site: Site, member: Member, now: datetime) -> Board:
    """The board of some cases, for a member."""
    columns = []
    every: list[BoardCard] = []
    for step in site.strip.way:
        if step.id == site.bot_content.flowchart.end:
            continue
        here = {step.id, *(beside.id for beside in site.strip.beside[step.id])}
        cards = [_card(case, step, site, member, now) for case in cases if case.case.step in here]
        cards.sort(key=lambda card: list(Urgency).index(card.when))
        every.extend(cards)
        columns.append(BoardColumn(step, tuple(cards)))
    summaries = tuple(
        Summary(when, site.bot_content.texts(HEADINGS[when]), tuple(card for card in every if card.when is when))
        for when in (Urgency.LATE, Urgency.TODAY, Urgency.WEEK)
    )
    return Board(tuple(columns), summaries, number, len(cases))


def _card(case: BoardCase, column: Step, site: Site, member: Member, now: datetime) -> BoardCard:
    step = site.bot_content.flowchart.positions[case.case.step]
    is_mine = case.owner is not None and case.owner.id == member.id
    can_take_over = not is_mine and may(member, Permission.TAKE_OVER)
    today = local_day(now)
    bound = {"case": case.case.id, "revision": case.case.revision}
    say = site.bot_content.texts
    return BoardCard(
        code=case.case.code,
        step=step,
        aside=step.id != column.id,
        owner=_owner(case.owner, site, is_mine=is_mine),
        is_mine=is_mine,
        clb=case.clb,
        paused=_day(case.paused_until) if case.paused_until is not None and case.paused_until > today else "",
        since=day_in_words(case.case.changed_at),
        due=tuple(_due(follow_up, site, now) for follow_up in case.follow_ups),
        open=Button(case_id(case.case.id), say(PageText.OPEN_IN_GESPREK)),
        take_over=Button(command_id("neem_over"), say(Sentence.KNOP_NEEM_OVER), **bound) if can_take_over else None,
        close=Button(command_id("sluit_ja"), say(Sentence.KNOP_JA_SLUITEN), **bound),
        close_question=say(Sentence.SLUIT_VRAAG, dossier=case.case.code),
    )


def _owner(owner: Member | None, site: Site, *, is_mine: bool) -> str:
    say = site.bot_content.texts
    if is_mine:
        return say(PageText.JIJ_ZELF)
    return say(PageText.NOG_NIEMAND if owner is None else done_by(owner.role))


def _due(follow_up: FollowUp, site: Site, now: datetime) -> Due:
    say = site.bot_content.texts
    when = urgency_of(follow_up.due_at, now)
    consultation = follow_up.kind is FollowUpKind.CONSULTATION
    done, label = (FollowUpAction.FOUND, FollowUpSentence.KNOP_NEEM_OP) if consultation else (
        FollowUpAction.DONE, FollowUpSentence.KNOP_GEDAAN
    )  # fmt: skip
    argument = Found.TAKEN.value if consultation else ""
    later = LATER if consultation else ""
    later_label = FollowUpSentence.KNOP_LATER_VANDAAG if consultation else FollowUpSentence.KNOP_UITSTELLEN
    which, revision = follow_up.id, follow_up.revision
    return Due(
        about=say(about(follow_up.kind)),
        day=day_in_words(follow_up.due_at),
        when=when,
        heading=say(HEADINGS[when]),
        done=Button(follow_up_id(done, which, argument), say(label), revision=revision),
        put_off=Button(follow_up_id(FollowUpAction.PUT_OFF, which, later), say(later_label), revision=revision),
    )


def _day(day: date) -> str:
    return day_in_words(datetime(day.year, day.month, day.day, 12, tzinfo=BRUSSELS))
