"""The terminal as a channel, for programs: a message per line in, one JSON object per line out."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any, TextIO

from bot.channels.terminal.typed_taps import TypedTaps
from bot.conversation.conversation import Conversation
from bot.domain.messages import Answer, Reply


async def run_json_lines(conversation: Conversation, screen: TypedTaps, source: TextIO, out: TextIO) -> None:
    """Answer every line of `source` on `out` until its end. A line `#ID` taps the choice with that id."""
    while line := await asyncio.to_thread(source.readline):
        message = screen.message(line.rstrip("\r\n"))
        answer = await conversation.answer(message)
        screen.show(answer)
        out.write(json.dumps(as_json(answer), ensure_ascii=False) + "\n")
        out.flush()
        if answer.stored:
            await conversation.sent(message)


def as_json(answer: Answer) -> dict[str, Any]:
    """An answer as the object that `ehbc chat --json` prints."""
    reminder = (answer.reminder,) if answer.reminder else ()
    replies = (*reminder, *answer.replies) or ((Reply("", (answer.notice,)),) if answer.notice else ())
    danger = answer.reading.danger if answer.reading else None
    return {
        "case": answer.case,
        "step": answer.step,
        "turn": answer.turn,
        "intent": answer.reading.intent if answer.reading else None,
        "confidence": round(answer.reading.confidence, 4) if answer.reading else 1.0,
        "asks": answer.asks,
        "danger": danger.as_json() if danger else None,
        "pages": list(answer.pages),
        "facts": dict(answer.facts),
        "heard": dict(answer.heard),
        "replies": [
            {
                "text": reply.text,
                "choices": [{"id": button.id, "label": button.label} for button in reply.buttons],
                "points": list(reply.points),
            }
            for reply in replies
        ],
    }


def open_lines() -> tuple[TextIO, TextIO]:
    """Stdin and stdout for JSON lines, with UTF-8 whatever the locale; a byte that is none becomes a sign for it."""
    for stream in (sys.stdin, sys.stdout):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    return sys.stdin, sys.stdout
