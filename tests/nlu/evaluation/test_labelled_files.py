"""Files of labelled messages: read as they are meant, and every fault told with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.evaluation.labelled import Labelled, LabelledFileError, read_labelled


def test_reading_a_file(tmp_path: Path) -> None:
    """Steps at will, empty lines, a byte order mark, Windows line ends and further fields."""
    path = tmp_path / "set.jsonl"
    lines = [
        '\ufeff{"text": "hallo\u2028daar", "intent": "groet"}',
        "",
        '{"text": "2", "intent": "ja", "step": "ernst", "note": 1}',
        '{"text": " ja ", "intent": "ja", "step": null}',
    ]
    path.write_bytes("\r\n".join(lines).encode())
    expected = [Labelled("hallo\u2028daar", "groet"), Labelled("2", "ja", "ernst"), Labelled(" ja ", "ja")]
    assert read_labelled(path, steps={"ernst"}) == expected


FAULTS = [
    (b"{", "this is no JSON: Expecting property name enclosed in double quotes at character 2"),
    (b"[" * 100_000, "this is no JSON that can be read"),
    (b"9" * 5_000, "this is no JSON that can be read"),
    (b'{"text": "\xff", "intent": "ja"}', "this is no UTF-8"),
    (b'["ja", "ja"]', 'expected an object {"text": …, "intent": …}'),
    (b'{"intent": "ja"}', '"text" is missing'),
    (b'{"text": "ja"}', '"intent" is missing'),
    (b'{"text": null, "intent": "ja"}', '"text" is no string'),
    (b'{"text": "ja", "intent": ["ja"]}', '"intent" is no string'),
    (b'{"text": " ", "intent": "ja"}', '"text" is empty'),
    (b'{"text": "\\ud83d", "intent": "ja"}', '"text" holds half a character (a lone surrogate)'),
    (b'{"text": "x", "intent": "groett"}', "there is no intent 'groett'. Did you mean 'groet'?"),
    (b'{"text": "x", "intent": "%%%"}', "there is no intent '%%%'."),
    (b'{"text": "x", "intent": "a\\nb\\u001b\\ud800"}', r"there is no intent 'a\nb\x1b\ud800'."),
    (b'{"text": "x", "intent": "ja", "step": "ernts"}', "there is no step 'ernts'. Did you mean 'ernst'?"),
    (b'{"text": "x", "intent": "ja", "step": 3}', '"step" is no string'),
]


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    """Each bad line with its place."""
    path = tmp_path / "bad.jsonl"
    path.write_bytes(b"\n".join([b'{"text": "ja", "intent": "ja"}', *(line for line, _ in FAULTS)]))
    with pytest.raises(LabelledFileError) as caught:
        read_labelled(path, steps={"ernst"})
    assert caught.value.faults == tuple(f"{path}:{n}: {what}" for n, (_, what) in enumerate(FAULTS, start=2))
    assert str(caught.value).splitlines() == list(caught.value.faults)


def test_two_faults_on_a_line(tmp_path: Path) -> None:
    """Both are told."""
    path = tmp_path / "bad.jsonl"
    path.write_text('{"text": 1, "intent": "jaa"}')
    with pytest.raises(LabelledFileError) as caught:
        read_labelled(path, intents=["ja"])
    assert caught.value.faults == (
        f'{path}:1: "text" is no string',
        f"{path}:1: there is no intent 'jaa'. Did you mean 'ja'?",
    )


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
def test_an_empty_file(tmp_path: Path, content: str) -> None:
    """A file without messages is a fault too."""
    path = tmp_path / "empty.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(LabelledFileError, match="no message"):
        read_labelled(path)
