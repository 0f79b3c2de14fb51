"""How `bot/` is laid out: layers of the import contract, what stands in it, and who imports whom.

Measures the folder it is started in, or another checkout: `python -m benchmarks.layout ../before`.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from pathlib import Path

from grimp import ImportGraph, build_graph

PACKAGE = "bot"


def layers(folder: Path) -> int:
    """Rows of the contract on `bot`."""
    settings = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    return next(len(contract["layers"]) for contract in contracts if contract.get("containers") == [PACKAGE])


def arrows(graph: ImportGraph) -> dict[str, set[str]]:
    """What each module and folder directly in `bot` imports of the others."""
    found: dict[str, set[str]] = {child: set() for child in graph.find_children(PACKAGE)}
    for module in graph.modules - {PACKAGE}:
        for imported in graph.find_modules_directly_imported_by(module) - {PACKAGE}:
            ours, theirs = (".".join(name.split(".")[:2]) for name in (module, imported))
            if ours != theirs:
                found[ours].add(theirs)
    return found


def chain(found: dict[str, set[str]]) -> int:
    """How many stand in the longest row of which each imports the next."""
    lengths: dict[str, int] = {}
    while len(lengths) < len(found):
        ready = {name for name, others in found.items() if name not in lengths and others <= lengths.keys()}
        if not ready:
            raise ValueError(f"they import one another: {', '.join(sorted(found.keys() - lengths.keys()))}")
        lengths |= {name: 1 + max((lengths[other] for other in found[name]), default=0) for name in ready}
    return max(lengths.values())


def main() -> None:
    """Print the figures of one checkout."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(), help="a checkout (default: this one)")
    folder: Path = parser.parse_args().folder.resolve()
    sys.path.insert(0, str(folder))
    graph = build_graph(PACKAGE, cache_dir=None)
    found = arrows(graph)
    folders = sum(1 for child in found if graph.find_children(child))
    for what, count in (
        ("layers in the import contract on bot", layers(folder)),
        ("longest row of modules and folders of which each imports the next", chain(found)),
        ("modules directly in bot", len(found) - folders),
        ("folders directly in bot", folders),
        ("import arrows between those modules and folders", sum(map(len, found.values()))),
        ("modules in all", len(graph.modules)),
        ("import arrows in all", graph.count_imports()),
    ):
        print(f"{what:<70} {count:>5}")


if __name__ == "__main__":
    main()
