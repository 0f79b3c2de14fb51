"""How well answers are read against their question, on messages of authors whose examples are not learnt.

One network learns both: which intent a message has by itself (`nlu/voorbeelden`), and what it answers to a question of
the plan (`nlu/antwoorden`). Each question also learns what is no answer to it: questions about the guidance, commands
and danger, borrowed from the examples of the intents in turn.

    python -m benchmarks.answers [--epochs 8] [--hidden 128]

Prints per set, and per limit below which a choice is asked about instead of taken: the share read right, taken for the
wrong choice, read as the wrong act, and asked about. A set has lines `question TAB accepted outcomes TAB text`.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dialogues.flowchart import Flowchart
from dialogues.loader import load_flowchart
from nlu.answers import ACT, read_answers
from nlu.components.classifier import Taught, chances, learn
from nlu.examples import OUT_OF_SCOPE, QUESTION, SAFETY_INTENTS, Example, read_examples
from nlu.network import Network

SETS = sorted((Path(__file__).parent.parent / "tests" / "data").glob("answers_*.tsv"))
LIMITS = (0.0, 0.5, 0.6, 0.7, 0.8)
BORROWED_OF = 4
"""Of so many examples of an intent one is borrowed; of danger every one."""
OTHER_WISHES = frozenset(
    {"groet", "hulp", "nieuw_dossier", "overzicht", "afsluiten", "herinner_mij", "wis_dossier", OUT_OF_SCOPE}
)
UNREAD = f"{ACT}onduidelijk"


@dataclass(frozen=True)
class LabelledAnswer:
    """A message at a question, and what a sensible colleague would accept."""

    question: str
    accepted: frozenset[str]
    text: str


def read_set(path: Path) -> list[LabelledAnswer]:
    """The messages of a file. Raises `ValueError` on a line that has not three fields."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        question, _, rest = line.partition("\t")
        accepted, tab, text = rest.partition("\t")
        if not tab or not text.strip():
            raise ValueError(f"{path}:{number}: expected question, outcomes and text, between tabs")
        # Where something was shown beside the question (`+gids`), the question is the same.
        outcomes = frozenset(outcome.strip() for outcome in accepted.split(","))
        found.append(LabelledAnswer(question.partition("+")[0], outcomes, text))
    return found


def borrowed(flowchart: Flowchart, examples: Sequence[Example], questions: Sequence[str]) -> Iterator[Taught]:
    """Examples of intents that answer no question, each as an act at one question, in turn."""
    turn = 0
    for number, example in enumerate(examples):
        act = _act_of(example.intent)
        if act is None or (number % BORROWED_OF and example.intent not in SAFETY_INTENTS):
            continue
        question = questions[turn % len(questions)]
        turn += 1
        position = flowchart.positions.get(question)
        taken = OTHER_WISHES if position is None else {i for choice in position.choices for i in choice.intents}
        if example.intent not in taken:
            yield Taught(example.text, question, ACT + act)


def _act_of(intent: str) -> str | None:
    if intent in SAFETY_INTENTS:
        return "gevaar"
    if intent.startswith(QUESTION):
        return "vraag"
    return "anders" if intent in OTHER_WISHES else None


def score(network: Network, messages: Sequence[LabelledAnswer], limit: float) -> tuple[float, float, float, float]:
    """Shares: read right, taken for the wrong choice, read as the wrong act, asked about."""
    right = wrong_choice = wrong_act = asked = 0
    for message in messages:
        _, answers = chances(network, message.text, message.question)
        outcome = max(answers, key=lambda name: answers[name])
        is_choice = not outcome.startswith(ACT)
        if is_choice and answers[outcome] < limit:
            asked += 1
            right += UNREAD in message.accepted
        elif outcome in message.accepted or (outcome == f"{ACT}anders" and f"{ACT}vraag" in message.accepted):
            right += 1
        elif is_choice:
            wrong_choice += 1
        else:
            wrong_act += 1
    total = len(messages)
    return right / total, wrong_choice / total, wrong_act / total, asked / total


def main() -> None:
    """Learn, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--hidden", type=int, default=128)
    options = parser.parse_args()
    examples, answers = read_examples(), read_answers()
    questions = sorted({answer.question for answer in answers})
    taught = [Taught(example.text, "", example.intent) for example in examples]
    taught += [Taught(answer.text, answer.question, answer.outcome) for answer in answers]
    taught += borrowed(load_flowchart(), examples, questions)
    begun = time.perf_counter()
    settings = {"hidden": options.hidden, "epochs": options.epochs, "out_of_scope": 0.5, "temperature": 1.1}
    network = learn(taught, settings)
    print(f"{len(taught)} examples learnt in {time.perf_counter() - begun:.0f} s")
    print("set          limit  right  wrong choice  wrong act  asked")
    for path in SETS:
        messages = read_set(path)
        for limit in LIMITS:
            shares = "  ".join(f"{share:8.3f}" for share in score(network, messages, limit))
            print(f"{path.stem:12} {limit:5.2f}  {shares}")


if __name__ == "__main__":
    main()
