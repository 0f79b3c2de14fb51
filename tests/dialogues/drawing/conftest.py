"""What the tests of the drawing share: the shipped plan, and the plan as an editor may extend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogues.flowchart import Flowchart
from dialogues.loader import PLAN, load_flowchart

PLAN_TEXT = PLAN.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def plan() -> Flowchart:
    """The shipped plan."""
    return load_flowchart()


def _step(step: str, title: str, *targets: str) -> str:
    choices = "".join(
        f"      - {{id: keuze_{number}, knop: Keuze {number}, naar: {target}, bron: [F05]}}\n"
        for number, target in enumerate(targets)
    )
    quoted = title.replace("'", "''")
    head = f"  - id: {step}\n    titel: '{quoted}'\n    vraag: Wat nu?\n    bron: [F05]\n    keuzes:\n"
    return head + choices


def _plan_with(tmp_path: Path, steps: str, after: str, choice: str) -> Flowchart:
    """The shipped plan with more steps, reached by one more choice of the step `after`."""
    before, rest = PLAN_TEXT.split(f"\n  - id: {after}\n")
    fields, choices = rest.split("    keuzes:\n", 1)
    changed = f"{before}\n{steps}  - id: {after}\n{fields}    keuzes:\n{choice}{choices}"
    path = tmp_path / "plan.yml"
    path.write_text(changed, encoding="utf-8")
    return load_flowchart(path)


def _way(label: str, target: str) -> str:
    return f"      - {{id: erbij, knop: '{label}', naar: {target}, bron: [F05]}}\n"


EXTENSIONS = {
    "side step": (_step("spijbelen", "Spijbelen", "afgesloten"), "is_cyberpesten", "spijbelen"),
    "side step that joins the main way late": (_step("clb", "CLB erbij", "opvolging"), "ernst", "clb"),
    "side step beside the parent lines": (_step("buddy", "Buddy", "opvolging", "ernst"), "vorm", "buddy"),
    "step on the main way": (_step("terugblik", "Terugblik", "afgesloten", "terugblik"), "nazorg", "terugblik"),
    "side steps in a row": (
        _step("een", "Een", "twee", "drie") + _step("twee", "Twee", "drie", "een") + _step("drie", "Drie", "nazorg"),
        "is_cyberpesten",
        "een",
    ),
    "step that ends the way": (_step("doodlopend", "Doodlopend", "melding"), "groep", "doodlopend"),
    "very long title": (_step("lang", "Antipestbeleidswerkgroepvergadering " * 4, "nazorg"), "melding", "lang"),
}


@pytest.fixture(params=["shipped", *EXTENSIONS])
def any_plan(request: pytest.FixtureRequest, tmp_path: Path) -> Flowchart:
    """The shipped plan, and each of the extensions."""
    if request.param == "shipped":
        return load_flowchart()
    steps, after, target = EXTENSIONS[request.param]
    return _plan_with(tmp_path, steps, after, _way("Iets anders", target))
