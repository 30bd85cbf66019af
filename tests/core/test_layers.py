"""Layers as users name them."""

from __future__ import annotations

import pytest

from pyadapter.core.layers import NamePath, names_layer

PATH = "model/encoder/attention"


@pytest.mark.parametrize(
    "pattern", ["attention", "encoder/attention", PATH, "att*", "model/*", "*/attention"]
)
def test_a_layer_is_meant_by_name_path_or_glob(pattern: str) -> None:
    assert names_layer(pattern, PATH)


def test_a_layer_is_meant_by_its_class() -> None:
    assert names_layer("Multi*Attention", PATH, ["MultiHeadAttention"])
    assert not names_layer("Dense", PATH, ["MultiHeadAttention"])


@pytest.mark.parametrize("pattern", ["encoder", "model/encoder", "mod*l"])
def test_what_is_inside_is_meant_only_where_that_is_asked(pattern: str) -> None:
    assert names_layer(pattern, PATH, within=True)
    assert not names_layer(pattern, PATH)


@pytest.mark.parametrize(
    "pattern", ["tention", "Attention", "attention_1", "model/attention", "", "encoder/"]
)
def test_other_layers_are_not_meant(pattern: str) -> None:
    assert not names_layer(pattern, PATH, within=True)


def test_a_path_equals_any_last_part_of_it() -> None:
    assert NamePath(PATH) == "attention" == NamePath(PATH)
    assert NamePath(PATH) == "encoder/attention"
    assert NamePath(PATH) != "tention"
    assert NamePath(PATH) != 3
