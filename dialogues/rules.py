"""The flowchart as Rasa's domain and rules, in Rasa's own YAML vocabulary. Nobody writes these by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from dialogues.flowchart import Flowchart
from dialogues.steps import BACK_TO_STEP, Choice, Step
from nlu.answers import ANSWERED_ACTS, act_intent
from nlu.examples import NO, QUESTION, SAFETY_INTENTS, UNSURE

NO_CASE = "geen"
"""The value of the slot `stap` while no case is open."""

NOT_FOR_THEM = ("personeel_gepest", "eigen_kind", "ouder_schrijft", "leerling_schrijft", "doorgeven")
"""Intents of those whom the plan is not for."""

COMMANDS = (
    "groet", "bedankt", "hulp", "nieuw_dossier", "verder", "terug", "overzicht", "pauze", "afsluiten", "herinner_mij",
    "wis_dossier", "samenvatting", *NOT_FOR_THEM, "te_veel", "buiten_bereik",
)  # fmt: skip
"""Intents that run a command wherever no open choice claims them."""

ACT_COMMANDS = tuple(map(act_intent, ANSWERED_ACTS))
"""Intents of acts, which run a command of the same name whatever is asked."""

NOT_YET = "nog_niet"
"""The command for "nee" and "weet ik niet" where the open step has no choice for it."""

GUIDES = Path(__file__).parents[1] / "data" / "gidsen"
"""Where the guides stand: a file each."""

MENU_INTENTS = tuple(f"knop_{number}" for number in range(1, 31))
"""Intents for the first, second … button of a menu that no step offers; no rule listens to them."""


def guide_ids(folder: Path = GUIDES) -> tuple[str, ...]:
    """The guides there are; rules and intents need no more of them than the names."""
    return tuple(sorted(path.stem for path in folder.glob("*.yml")))


def choice_action(step: str, choice: str) -> str:
    """The action that stands for taking a choice."""
    return f"kies__{step}__{choice}"


def guide_action(guide: str) -> str:
    """The action that stands for showing a guide."""
    return f"gids__{guide}"


def safety_action(intent: str) -> str:
    """The action that stands for showing a safety card."""
    return f"veilig__{intent}"


def command_action(command: str) -> str:
    """The action that stands for running a command."""
    return f"opdracht__{command}"


def guide_intent(guide: str) -> str:
    """The intent of a question about a guide."""
    return f"{QUESTION}{guide}"


def answer_intents(flowchart: Flowchart) -> frozenset[str]:
    """The intents that mean something only to a step that asks: what choices listen to, commands apart."""
    return frozenset(intent for _, choice in flowchart.arrows() for intent in choice.intents) - {*COMMANDS}


def rules(flowchart: Flowchart, guides: Iterable[str]) -> list[dict[str, Any]]:
    """One rule per arrow and intent, then guides, safety cards and commands, which hold at every step."""
    arrows = [
        _arrow_rule(step, choice, intent)
        for step, choice in flowchart.arrows()
        for intent in dict.fromkeys((choice.tap, *choice.intents))
    ]
    start = flowchart.positions[flowchart.start]
    reports = [
        _rule(intent, command_action("nieuw_dossier"), {"stap": NO_CASE})
        for choice in start.choices
        for intent in choice.intents
    ]
    return [
        *arrows,
        *reports,
        *(_rule(guide_intent(guide), guide_action(guide)) for guide in guides),
        *(_rule(intent, safety_action(intent)) for intent in SAFETY_INTENTS),
        *(_rule(command, command_action(command)) for command in (*COMMANDS, *ACT_COMMANDS)),
        *(_rule(intent, command_action(NOT_YET)) for intent in (NO, UNSURE)),
    ]


def _arrow_rule(step: Step, choice: Choice, intent: str) -> dict[str, Any]:
    rule = _rule(intent, choice_action(step.id, choice.id), {"stap": step.id, **(choice.when or {})})
    if choice.target != BACK_TO_STEP:
        rule["steps"].append({"slot_was_set": [{"stap": choice.target}]})
    return rule


def _rule(intent: str, action: str, condition: Mapping[str, str] | None = None) -> dict[str, Any]:
    conditions = [{"slot_was_set": [{slot: value}]} for slot, value in (condition or {}).items()]
    where = "".join(f" / {slot}={value}" for slot, value in (condition or {}).items())
    rule: dict[str, Any] = {"rule": f"{intent}{where}", "steps": [{"intent": intent}, {"action": action}]}
    return {**rule, "condition": conditions} if conditions else rule


def domain(flowchart: Flowchart, guides: Iterable[str], intents: Iterable[str]) -> dict[str, Any]:
    """Rasa's domain: intents of the examples and of the taps, one action per decision, the slots of the conditions."""
    all_rules = rules(flowchart, guides)
    actions = dict.fromkeys(step["action"] for rule in all_rules for step in rule["steps"] if "action" in step)
    used = (step["intent"] for rule in all_rules for step in rule["steps"] if "intent" in step)
    return {
        "version": "3.1",
        "intents": list(dict.fromkeys((*intents, *used, *MENU_INTENTS))),
        "actions": list(actions),
        "slots": {
            "stap": _slot((NO_CASE, *flowchart.positions)),
            **{name: _slot(values) for name, values in flowchart.slots.items()},
        },
    }


def _slot(values: Iterable[str]) -> dict[str, Any]:
    return {
        "type": "categorical",
        "values": list(values),
        "influence_conversation": True,
        "mappings": [{"type": "custom"}],
    }
