"""The golden conversations, as far as the check needs them: which arrows they walk."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from dialogues.faults import Faults, nearest
from dialogues.flowchart import Flowchart
from dialogues.training import ROOT
from dialogues.yaml_nodes import Value, read_yaml

GOLDENS = ROOT / "tests" / "conversations"

TURN_FIELDS = (
    "wie", "groep", "zegt", "tikt", "pijl", "stap", "vraag", "beurt", "bevat", "zonder", "keuzes", "punten", "dossier",
)  # fmt: skip
"""What a turn of a golden conversation can say; `tests/conversations/README.md` explains each."""


def check_goldens(flowchart: Flowchart, faults: Faults, folder: Path = GOLDENS) -> None:
    """Every arrow of the plan is walked by a golden conversation, and each names only arrows there are."""
    arrows = {f"{step.id}/{choice.id}": choice for step, choice in flowchart.arrows()}
    walked: set[str] = set()
    for path in sorted(folder.glob("*.yml")):
        root = read_yaml(path, faults)
        if root is not None:
            walked |= _walked(root, arrows.keys())
    for name, choice in arrows.items():
        if name not in walked:
            faults.add(
                choice.place, f"geen enkel proefgesprek in tests/conversations loopt door '{name}'; voeg het toe."
            )


def _walked(root: Value, arrows: Collection[str]) -> set[str]:
    fields = root.fields(("titel", "beurten"), ("oefening",))
    walked: set[str] = set()
    for turn in fields["beurten"].items() if "beurten" in fields else []:
        told = turn.fields((), TURN_FIELDS)
        if "pijl" in told:
            name = told["pijl"].text()
            walked.add(name)
            if name not in arrows:
                told["pijl"].fault(f"er is geen pijl '{name}'.{nearest(name, arrows)}")
    return walked
