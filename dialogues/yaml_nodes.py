"""Strict reading of YAML with line numbers: every scalar is a string, every fault is noted with its place.

YAML 1.1 would read `16:30` as 990 and `nee` variants such as `no` as False; here a scalar is what the editor typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from dialogues.faults import Faults, SourcePlace, nearest

_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


_PROBLEMS = {
    "mapping values are not allowed": "er staat een ':' te veel; zet de hele tekst tussen aanhalingstekens",
    "could not find expected ':'": "er ontbreekt een ':' na een naam",
    "did not find expected key": "de inspringing klopt niet, of er ontbreekt een naam",
    "did not find expected '-' indicator": "de inspringing van de lijst klopt niet",
    "character that cannot start any token": "er staat een tab of een vreemd teken; spring in met spaties",
    "unexpected end of stream": "een aanhalingsteken wordt niet gesloten",
    "did not find expected ',' or ']'": "een lijst tussen [ ] wordt niet gesloten",
    "did not find expected ',' or '}'": "velden tussen { } worden niet gesloten",
    "found undefined alias": "een woord begint met '*'; zet het tussen aanhalingstekens",
}
"""What the YAML reader says -> what an editor can do about it."""


@dataclass(frozen=True)
class Value:
    """One node of a YAML file; every reading method notes a fault and gives a harmless value when it does not fit."""

    node: yaml.Node
    path: Path
    faults: Faults

    @property
    def place(self) -> SourcePlace:
        """Where the node begins."""
        return SourcePlace(self.path, self.node.start_mark.line + 1)

    def fault(self, text: str) -> None:
        """Note a fault at this node."""
        self.faults.add(self.place, text)

    def text(self) -> str:
        """The scalar as typed, without surrounding white space; a fault when it is empty or no scalar."""
        if not isinstance(self.node, yaml.ScalarNode):
            self.fault("hier hoort gewone tekst te staan.")
            return ""
        if not (stripped := str(self.node.value).strip()):
            self.fault("deze tekst is leeg; vul ze in.")
        return stripped

    def integer(self) -> int:
        """A whole number from 0 up; 0 with a fault otherwise."""
        typed = self.text()
        if typed.isdecimal():
            return int(typed)
        self.fault(f"'{typed}' is geen geheel getal; schrijf bijvoorbeeld 7.")
        return 0

    def yes(self) -> bool:
        """True for `ja`; a fault for anything else, since a field that is left out says no."""
        if (typed := self.text()) == "ja":
            return True
        self.fault(f"'{typed}' past hier niet; schrijf 'ja', of laat het veld weg.")
        return False

    def items(self) -> list[Value]:
        """The items of a list."""
        if not isinstance(self.node, yaml.SequenceNode):
            self.fault("hier hoort een lijst te staan (regels die met '- ' beginnen).")
            return []
        return [Value(child, self.path, self.faults) for child in self.node.value]

    def texts(self) -> tuple[str, ...]:
        """A list of scalars."""
        return tuple(item.text() for item in self.items())

    def entries(self) -> Iterator[tuple[Value, Value]]:
        """Keys and values of a mapping; a repeated key is a fault and is left out."""
        if not isinstance(self.node, yaml.MappingNode):
            self.fault("hier horen velden te staan (naam: waarde).")
            return
        seen: set[str] = set()
        for key_node, value_node in self.node.value:
            key = Value(key_node, self.path, self.faults)
            name = key.text()
            if name in seen:
                key.fault(f"'{name}' staat hier twee keer; laat er een weg.")
                continue
            seen.add(name)
            yield key, Value(value_node, self.path, self.faults)

    def fields(self, needed: tuple[str, ...], optional: tuple[str, ...] = ()) -> Mapping[str, Value]:
        """A mapping with exactly these fields; unknown and missing ones are faults."""
        found: dict[str, Value] = {}
        for key, value in self.entries():
            name = key.text()
            if name in needed or name in optional:
                found[name] = value
            else:
                key.fault(f"onbekend veld '{name}'.{nearest(name, (*needed, *optional))}")
        for name in needed:
            if name not in found:
                self.fault(f"het veld '{name}' ontbreekt.")
        return found


def text_of(fields: Mapping[str, Value], name: str) -> str:
    """The text of a field, or nothing when it is not there."""
    return fields[name].text() if name in fields else ""


def texts_of(fields: Mapping[str, Value], name: str) -> tuple[str, ...]:
    """The texts of a field that is a list, or none when it is not there."""
    return fields[name].texts() if name in fields else ()


def pairs_of(fields: Mapping[str, Value], name: str) -> dict[str, str] | None:
    """The names and texts of a field that is a mapping, or None when it is not there."""
    if name not in fields:
        return None
    return {key.text(): value.text() for key, value in fields[name].entries()}


def read_yaml(path: Path, faults: Faults) -> Value | None:
    """The root of a YAML file, or None with a fault: it is missing, unreadable, empty or no YAML."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        faults.add(SourcePlace(path, line), f"dit is geen geldige YAML: {_in_dutch(error.problem)}.")
    except yaml.YAMLError:
        faults.add(SourcePlace(path), "dit is geen geldige YAML: er staat een teken in dat niet mag.")
    except UnicodeDecodeError as error:
        faults.add(SourcePlace(path), f"dit bestand is geen UTF-8-tekst (byte {error.start}); bewaar het als UTF-8.")
    except OSError as error:
        faults.add(SourcePlace(path), f"dit bestand kan niet gelezen worden ({error.strerror}).")
    else:
        if root is not None:
            return Value(root, path, faults)
        faults.add(SourcePlace(path), "dit bestand is leeg.")
    return None


def _in_dutch(problem: str | None) -> str:
    known = (text for sign, text in _PROBLEMS.items() if sign in (problem or ""))
    return next(known, "kijk naar de inspringing, de ':' en de aanhalingstekens")
