"""Vocabularies: what the ids of a column stand for, where one of the script's objects knows it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.probe.inspection.batch.forward import fitted_model
from pyadapter.probe.inspection.batch.script import objects_in, user_frames

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyadapter.core.numbers import Array
    from pyadapter.probe.probe import Probe

Decode = Callable[[int], "str | None"]

NAMED = re.compile(r"vocab|word|token|index|char|lookup|id_?(to|2)|itos|stoi|letters", re.IGNORECASE)
"""Names of lists and dictionaries that hold words; others may be names of columns."""

COVERS = 0.95
"""Share of a column's ids that a vocabulary must know to be the column's."""

LOOKED_AT = 1000
"""Ids by which that is judged."""

SHIFTED = frozenset({88584, 30979})
"""Lengths of `get_word_index()` of Keras' data sets imdb and reuters, which begins at 1, while `load_data`
moves ids by its `index_from` of 3."""

_MOVED = {0: "[padding]", 1: "[start]", 2: "[unknown]", 3: "[unused]"}
"""Ids that `load_data` has of its own (Keras' documentation of it)."""


@dataclass(frozen=True)
class Vocabulary:
    """What ids stand for.

    Attributes:
        name: Where it comes from, as an expression of the script's or a layer.
        decode: Returns the text of an id, None for one that it does not know.
        size: How many there are; None where only asking tells.
    """

    name: str
    decode: Decode
    size: int | None


def vocabulary_of(probe: Probe, column: str, rows: Sequence[Array]) -> tuple[Vocabulary | None, list[str]]:
    """Find the vocabulary of a column of token ids.

    Args:
        probe: Has the model.
        column: Its name, which may say which vocabulary is its own.
        rows: Some of its rows.

    Returns:
        The vocabulary; when several fit and none better than the others, none and their names.
    """
    ids = np.concatenate([np.asarray(row).reshape(-1) for row in rows]) if rows else np.empty(0, int)
    ids = np.unique(ids[:: max(1, ids.size // LOOKED_AT)])
    sizes = embedded_sizes(fitted_model(probe))
    ranked: dict[tuple[int, int], list[Vocabulary]] = {}
    for vocabulary in _kept(probe):
        if ids.size and _covers(vocabulary, ids):
            words = set(re.findall(r"[a-z]{3,}", vocabulary.name.lower()))
            shared = len(words & set(re.findall(r"[a-z]{3,}", column.lower())))
            # An embedding of `len(words) + 1` vectors is one for words that are numbered from 1.
            fits = 2 if vocabulary.size in sizes else int((vocabulary.size or 0) + 1 in sizes)
            ranked.setdefault((shared, fits), []).append(vocabulary)
    best: list[Vocabulary] = ranked[max(ranked)] if ranked else []
    if len(best) == 1 or (best and _same(best, ids)):
        return best[0], []
    return None, [vocabulary.name for vocabulary in best]


def _covers(vocabulary: Vocabulary, ids: Array) -> bool:
    known = sum(vocabulary.decode(int(token)) is not None for token in ids)
    return known >= COVERS * ids.size - 1  # padding often has no word


def _same(vocabularies: list[Vocabulary], ids: Array) -> bool:
    """Whether all say the same, as a dictionary and its inverse do."""
    first, *others = vocabularies
    return all(first.decode(int(token)) == other.decode(int(token)) for token in ids for other in others)


def embedded_sizes(model: Any) -> set[int]:
    """Return the sizes of the vocabularies that a model's embeddings have room for."""
    found: list[Any] = getattr(model, "_flatten_layers", list)()
    return {int(layer.input_dim) for layer in found if isinstance(getattr(layer, "input_dim", None), int)}


def _kept(probe: Probe) -> list[Vocabulary]:
    """Return all vocabularies; found once in a step."""
    memo: dict[Any, Any] = {} if probe.step_losses is None else probe.step_losses.memo
    if "vocabularies" not in memo:
        memo["vocabularies"] = list(_all(fitted_model(probe)))
    found: list[Vocabulary] = memo["vocabularies"]
    return found


def _all(model: Any) -> Iterator[Vocabulary]:
    seen: set[int] = set()
    for name, value in _objects(model):
        if id(value) in seen:
            continue
        seen.add(id(value))
        try:
            found = vocabulary_in(name, value)
        except Exception:  # noqa: BLE001, S112 -- an object that is no vocabulary after all
            continue
        if found is not None:
            yield found


def _objects(model: Any) -> Iterator[tuple[str, Any]]:
    for frame in user_frames():
        yield from objects_in(frame)
    for layer in getattr(model, "_flatten_layers", list)():
        yield str(layer.name), layer


def vocabulary_in(name: str, value: Any) -> Vocabulary | None:
    """Read an object as a vocabulary.

    Args:
        name: The expression that reaches it.
        value: A lookup layer, a tokenizer, a dictionary or a list; anything else is none.

    Raises:
        Exception: What the methods of a tokenizer or a layer raise.
    """
    kind = type(value)
    if isinstance(value, dict):
        return _dictionary(name, dict(dict.items(value)))  # one of a class of the script's may do anything
    if kind in {list, tuple} or isinstance(value, np.ndarray):
        return _listed(name, value) if NAMED.search(name) else None
    # Asked of the class: an instance may answer to any name.
    for method in ("id_to_token", "convert_ids_to_tokens"):
        if callable(getattr(kind, method, None)):
            return Vocabulary(name, _asking(getattr(value, method)), None)
    if callable(getattr(kind, "get_vocabulary", None)) and kind.__module__.startswith(
        ("keras", "tensorflow")
    ):
        return _listed(name, list(value.get_vocabulary()))
    inner = getattr(value, "__dict__", {})
    for attribute in ("index_word", "word_index"):
        if isinstance(inner.get(attribute), dict):
            return _dictionary(f"{name}.{attribute}", dict(dict.items(inner[attribute])))
    return None


def _listed(name: str, words: Any) -> Vocabulary | None:
    if len(words) < 2 or not all(isinstance(word, (str, bytes)) for word in (*words[:20], words[-1])):  # noqa: PLR2004 -- a choice
        return None
    return Vocabulary(
        name, lambda token: _text(words[token]) if 0 <= token < len(words) else None, len(words)
    )


def _dictionary(name: str, entries: dict[Any, Any]) -> Vocabulary | None:
    some = [(key, entries[key]) for _, key in zip(range(20), entries, strict=False)]
    if len(some) < 2 or not NAMED.search(name):  # noqa: PLR2004 -- a choice
        return None
    if all(_whole(key) and isinstance(word, str) for key, word in some):
        return Vocabulary(name, entries.get, len(entries))
    if not all(isinstance(word, str) and _whole(key) for word, key in some):
        return None
    words = {int(number): word for word, number in entries.items()}
    if len(words) in SHIFTED and 0 not in words:
        words = _MOVED | {number + 3: word for number, word in words.items()}
    return Vocabulary(name, words.get, max(words) + 1)


def _asking(method: Any) -> Decode:
    return lambda token: _text(method(token))


def _whole(value: Any) -> bool:
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def _text(word: Any) -> str | None:
    if isinstance(word, bytes):
        return word.decode("utf-8", "replace")
    return None if word is None else str(word)
