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
from collections.abc import Sequence
from pathlib import Path

from bot.evaluation import questions_of
from dialogues.answers import borrowed
from dialogues.loader import load_flowchart
from nlu.answers import ACT, read_answers
from nlu.components.classifier import Taught, chances, learn
from nlu.evaluation.answer_set import LabelledAnswer, read_answer_set
from nlu.examples import read_examples
from nlu.network import Network

SETS = sorted((Path(__file__).parent.parent / "tests" / "data").glob("answers_*.tsv"))
LIMITS = (0.0, 0.5, 0.6, 0.7, 0.8)
UNREAD = f"{ACT}onduidelijk"


def score(network: Network, messages: Sequence[LabelledAnswer], limit: float) -> tuple[float, float, float, float]:
    """Shares: read right, taken for the wrong choice, read as the wrong act, asked about."""
    right = wrong_choice = wrong_act = asked = 0
    for message in messages:
        # Where something was shown beside the question (`+gids`), the question is the same.
        _, answers = chances(network, message.text, message.question.partition("+")[0])
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
    known = questions_of(load_flowchart())
    questions = sorted({answer.question for answer in answers})
    taught = [Taught(example.text, "", example.intent) for example in examples]
    taught += [Taught(answer.text, answer.question, answer.outcome) for answer in answers]
    taught += [Taught(*one) for one in borrowed(load_flowchart(), examples, questions)]
    begun = time.perf_counter()
    settings = {"hidden": options.hidden, "epochs": options.epochs, "out_of_scope": 0.5, "temperature": 1.1}
    network = learn(taught, settings)
    print(f"{len(taught)} examples learnt in {time.perf_counter() - begun:.0f} s")
    print("set          limit  right  wrong choice  wrong act  asked")
    for path in SETS:
        messages = read_answer_set(path, known)
        for limit in LIMITS:
            shares = "  ".join(f"{share:8.3f}" for share in score(network, messages, limit))
            print(f"{path.stem:12} {limit:5.2f}  {shares}")


if __name__ == "__main__":
    main()
