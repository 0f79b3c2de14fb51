"""What is wrong with a whole file, with points of the source, with examples and with golden conversations."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from bot.content import BotContent
from dialogues.checks import check_examples
from dialogues.faults import ContentError, Fault, Faults, SourcePlace
from dialogues.goldens import check_goldens
from dialogues.loader import load_flowchart
from nlu.examples import EXAMPLES, read_examples
from tests.dialogues.broken_content import (
    GUIDE_FILE,
    LINES_FILE,
    PLAN_FILE,
    SENTENCES_FILE,
    faults_in,
    line_of,
    put,
)

NO_YAML = "dit is geen geldige YAML: "
FEW = "'bedankt' heeft 19 voorbeelden; er zijn er minstens 20 nodig."
NOBODY_LISTENS = "geen enkele regel luistert naar 'bedank'. Bedoel je 'bedankt'?"


def put_everywhere(folder: Path, old: str, new: str) -> None:
    """Replace a text in every YAML file below the folder."""
    for path in folder.rglob("*.yml"):
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_the_copied_files_have_no_faults(tree: Path) -> None:
    """The real files, copied, are as whole as where they came from."""
    assert faults_in(tree) == []


def test_a_point_nobody_can_reach(tree: Path) -> None:
    """A point that no first page tells is named."""
    put_everywhere(tree / "data", "P50", "P49")
    text = "punt P50 staat op geen enkele eerste pagina van een gids; niemand vindt het in twee tikken."
    assert faults_in(tree) == [f"data/gidsen:1: {text}"]


def test_a_box_that_is_nowhere(tree: Path) -> None:
    """A box that no step and no guide tells is named."""
    put_everywhere(tree, "F13", "F14")
    assert faults_in(tree) == [f"{PLAN_FILE}:1: vak F13 van het schema komt in geen enkele stap of gids voor."]


def test_a_step_that_stands_twice(tree: Path) -> None:
    """A second step with an id is named with the line of the first, and what leads to the lost one as well."""
    put(tree / PLAN_FILE, "id: ruzie\n", "id: ruzie", "id: klassiek_pesten # weer")
    first, second = (line_of(tree / PLAN_FILE, f"- id: klassiek_pesten{end}") for end in ("", " # weer"))
    arrow = line_of(tree / PLAN_FILE, "- id: is_ruzie")
    assert faults_in(tree) == [
        f"{PLAN_FILE}:{arrow}: stap 'ruzie' bestaat niet.",
        f"{PLAN_FILE}:{second}: er is al een stap 'klassiek_pesten' (lijn {first}); kies een andere id.",
    ]


def test_a_plan_that_says_nothing_of_its_steps(tree: Path) -> None:
    """Without any mark a plan is told all that is missing at once, and nothing else."""
    path = tree / PLAN_FILE
    kept = [
        line
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip() not in {"begin: ja", "einde: ja", "overleg: ja"} and "uitkomst: " not in line
    ]
    path.write_text("\n".join(kept), encoding="utf-8")
    first = line_of(path, "- id: melding")
    assert [said.removeprefix(f"{PLAN_FILE}:{first}: ").partition(";")[0] for said in faults_in(tree)] == [
        "geen enkele keuze heeft 'uitkomst: gestopt'",
        "geen enkele keuze heeft 'uitkomst: niet_gestopt'",
        "geen enkele stap heeft 'begin: ja'",
        "geen enkele stap heeft 'einde: ja'",
        "geen enkele stap heeft 'overleg: ja'",
    ]


@pytest.mark.parametrize(
    "part", ["tekening", "onthoudt", "opdrachten", "stappen", "hulpmiddelen", "overslaan", "ouderlijnen"]
)
def test_a_plan_without_a_part(part: str, tree: Path) -> None:
    """A part of the plan that is gone is named, on the first line of the file's fields."""
    put(tree / PLAN_FILE, "", f"^{part}:", "iets_anders:")
    top = line_of(tree / PLAN_FILE, "iets_anders:" if part == "tekening" else "tekening:")
    assert f"{PLAN_FILE}:{top}: het veld '{part}' ontbreekt." in faults_in(tree)


@pytest.mark.parametrize(
    "broken", ["\ttitel: Ruzie", "  titel: Ruzie", "    titel: Ruzie: plagen", "    titel: [Ruzie"]
)
def test_a_file_that_is_no_yaml(broken: str, tree: Path) -> None:
    """A tab, a wrong indent, a colon or a bracket too many: the file is named once, with the line."""
    put(tree / PLAN_FILE, "id: ruzie\n", "    titel: .*", broken)
    (said,) = faults_in(tree)
    place, _, what = said.partition(": ")
    near = line_of(tree / PLAN_FILE, broken.strip())
    assert place.removeprefix(f"{PLAN_FILE}:") in {str(near), str(near + 1), str(near + 2), str(near + 3)}
    assert what.startswith(NO_YAML)
    assert what.endswith(".")
    assert not set(what.split()) & {"found", "did", "not", "expected", "mapping"}


@pytest.mark.parametrize("empty", ["", "# alleen uitleg\n"])
@pytest.mark.parametrize("file", [PLAN_FILE, SENTENCES_FILE])
def test_an_empty_file(file: str, empty: str, tree: Path) -> None:
    """A file with nothing in it is said to be empty."""
    (tree / file).write_text(empty, encoding="utf-8")
    assert faults_in(tree) == [f"{file}:1: dit bestand is leeg."]


def test_a_file_that_is_not_utf_8(tree: Path) -> None:
    """A file in another encoding is named with the byte where it stops being UTF-8."""
    (tree / PLAN_FILE).write_bytes("# één\nstappen: []\n".encode("latin-1"))
    assert faults_in(tree) == [f"{PLAN_FILE}:1: dit bestand is geen UTF-8-tekst (byte 2); bewaar het als UTF-8."]


def test_a_file_that_is_a_list(tree: Path) -> None:
    """A file of another shape is told what belongs there."""
    (tree / SENTENCES_FILE).write_text("- welkom\n", encoding="utf-8")
    assert f"{SENTENCES_FILE}:1: hier horen velden te staan (naam: waarde)." in faults_in(tree)


def test_a_file_that_is_gone(tree: Path) -> None:
    """A missing file is named."""
    (tree / SENTENCES_FILE).unlink()
    assert faults_in(tree) == [f"{SENTENCES_FILE}:1: dit bestand kan niet gelezen worden (No such file or directory)."]


def test_a_sentence_that_is_gone(tree: Path) -> None:
    """A sentence the bot needs and the file lacks is named."""
    put(tree / SENTENCES_FILE, "", "^groet: .*\n", "")
    (said,) = faults_in(tree)
    assert said.endswith(": de zin 'groet' ontbreekt.")


def test_an_unknown_place_in_a_sentence(tree: Path) -> None:
    """A place in a sentence that nothing fills is a fault: the bot could not say it."""
    put(tree / SENTENCES_FILE, "wis_vraag:", "{dossier}", "{dosier}")
    (said,) = faults_in(tree)
    assert said.endswith(": '{dosier}' kan niet ingevuld worden. Bedoel je 'dossier'? Hier kan: dossier.")


@pytest.mark.parametrize("typed", ["{dossier:>9}", "{dossier!r}"])
def test_a_place_that_is_more_than_a_name(typed: str, tree: Path) -> None:
    """Between braces stands a name and nothing else: what Python would make of the rest is no editor's business."""
    put(tree / SENTENCES_FILE, "wis_vraag:", "{dossier}", typed)
    (said,) = faults_in(tree)
    assert said.endswith(": tussen de accolades hoort alleen een naam; schrijf {dossier}.")


@pytest.mark.parametrize(
    ("key", "most"), [("groet", 600), ("knop_nieuw", 40), ("knop_laat", 200), ("opdracht_nieuw", 256), ("welkom", 512)]
)
def test_a_text_that_does_not_fit_where_it_is_shown(key: str, most: int, tree: Path) -> None:
    """A sentence, a button, what is shown after a tap, a command's and the bot's own description each have a bound."""
    put(tree / SENTENCES_FILE, f"\n{key}: ", rf"^{key}: (>-\n(  .*\n)+|.*\n)", f"{key}: {'x' * most}\n")
    assert faults_in(tree) == []
    put(tree / SENTENCES_FILE, f"\n{key}: ", f"^{key}: ", f"{key}: y")
    line = line_of(tree / SENTENCES_FILE, f"{key}: y{'x' * most}")
    text = f"deze tekst telt {most + 1} tekens; hier passen er hoogstens {most}."
    assert faults_in(tree) == [f"{SENTENCES_FILE}:{line}: {text}"]


def test_a_safety_card_that_is_gone(tree: Path) -> None:
    """A missing safety card is named."""
    (tree / "data" / "veiligheid" / "acuut_geweld.yml").unlink()
    (said,) = faults_in(tree)
    assert said.endswith("acuut_geweld.yml:1: de veiligheidskaart 'acuut_geweld' ontbreekt.")


def test_all_faults_at_once_in_order(tree: Path) -> None:
    """Several faults in one file, and in several files, are all named in one go, by file and line."""
    put(tree / PLAN_FILE, "id: opvolging\n", "gidsen: .*", "gidsen: [opvolgen]")
    put(tree / PLAN_FILE, "id: melding\n", "opvolging: 7", "opvolgen: 7")
    put(tree / PLAN_FILE, "id: ruzie\n", "gidsen: .*", "gidsen: [belied]")
    put(tree / GUIDE_FILE, "", "knop: .*", "knoop: x")
    put(tree / LINES_FILE, "awel:", "naam: .*", "naan: Awel")
    said = [fault.split(":")[:2] for fault in faults_in(tree)]
    assert [file for file, _ in said] == [GUIDE_FILE] * 2 + [LINES_FILE] * 2 + [PLAN_FILE] * 3
    assert said == sorted(said, key=lambda place: (place[0], int(place[1])))


def test_faults_are_an_error_with_all_of_them(tree: Path) -> None:
    """Who needs the plan gets all faults in one error, in order."""
    put(tree / PLAN_FILE, "id: ruzie\n", "opvolging: 7", "opvolgen: 7")
    put(tree / PLAN_FILE, "id: melding\n", "opvolging: 7", "opvolgd: 7")
    with pytest.raises(ContentError, match=r"(?s)'opvolgd'.*'opvolgen'"):
        load_flowchart(tree / PLAN_FILE)


def test_lines_are_ordered_as_numbers() -> None:
    """Line 9 comes before line 10."""
    places = [SourcePlace(Path("b.yml"), 9), SourcePlace(Path("b.yml"), 10), SourcePlace(Path("a.yml"), 11)]
    error = ContentError(Fault(place, "x") for place in reversed(places))
    assert str(error).splitlines() == ["a.yml:11: x", "b.yml:9: x", "b.yml:10: x"]


def test_an_intent_with_too_few_examples(
    bot_content: BotContent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An intent with fewer than 20 examples is named, and a file of examples nothing listens to as well."""
    shutil.copytree(EXAMPLES, tmp_path / "voorbeelden")
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "voorbeelden" / "bedankt.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n\n".join(lines[:19]) + "\n", encoding="utf-8")
    path.with_name("bedank.txt").write_text("merci\n", encoding="utf-8")
    faults = Faults()
    check_examples(bot_content.flowchart, bot_content.content, read_examples(path.parent), faults)
    said = [str(fault) for fault in sorted(faults.found)]
    assert said == [f"voorbeelden/bedank.txt:1: {NOBODY_LISTENS}", f"voorbeelden/bedankt.txt:1: {FEW}"]


def golden_faults(bot_content: BotContent, folder: Path, arrows: Iterable[str]) -> list[str]:
    """What the check says when these arrows are all that golden conversations walk."""
    turns = "".join(f"  - zegt: iets\n    pijl: {arrow}\n" for arrow in arrows)
    (folder / "gesprek.yml").write_text(f"titel: Alles.\nbeurten:\n{turns}", encoding="utf-8")
    faults = Faults()
    check_goldens(bot_content.flowchart, faults, folder)
    return [str(fault) for fault in faults.found]


def test_a_choice_no_golden_conversation_walks(bot_content: BotContent, tmp_path: Path) -> None:
    """A choice that no golden conversation walks is named at its place in the plan."""
    arrows = [f"{step.id}/{choice.id}" for step, choice in bot_content.flowchart.arrows()]
    assert golden_faults(bot_content, tmp_path, arrows) == []
    (said,) = golden_faults(bot_content, tmp_path, (arrow for arrow in arrows if arrow != "ruzie/beleid_gevolgd"))
    text = "geen enkel proefgesprek in tests/conversations loopt door 'ruzie/beleid_gevolgd'; voeg het toe."
    assert said.endswith(text)
    choice = next(choice for step, choice in bot_content.flowchart.arrows() if step.id == "ruzie")
    assert f"stappenplan.yml:{choice.place.line}: " in said


def test_a_golden_conversation_of_an_unknown_arrow(bot_content: BotContent, tmp_path: Path) -> None:
    """A golden conversation that walks an arrow there is not is named with the nearest one."""
    arrows = [f"{step.id}/{choice.id}" for step, choice in bot_content.flowchart.arrows()]
    (said,) = golden_faults(bot_content, tmp_path, itertools.chain(arrows, ["ruzie/beleid_gevold"]))
    assert said.endswith("er is geen pijl 'ruzie/beleid_gevold'. Bedoel je 'ruzie/beleid_gevolgd'?")
