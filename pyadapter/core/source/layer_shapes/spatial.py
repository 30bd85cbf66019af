"""Layers that change the size of images and sequences: pooling, padding, cropping, enlarging."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.source.layer_shapes.reading import Made, Refused, Unsure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyadapter.core.setup import Shape
    from pyadapter.core.source.layer_shapes.reading import Reading

_IMAGES = 4


def pooling(layer: Reading) -> Made:
    """Return what `MaxPooling…` and `AveragePooling…` make."""
    rank = _rank(layer)
    layer.wants(exactly=rank + 2)
    maximum = layer.kind.startswith("Max")
    pool = layer.sizes("pool_size", rank, 2 if maximum or rank > 1 else None)
    strides = layer.sizes("strides", rank, pool)
    padding = layer.word("padding", "valid")
    if padding not in {"valid", "same"}:
        raise Unsure
    sizes: list[int | None] = []
    for size, each, step in zip(_spatial(layer), pool, strides, strict=True):
        reach = each if padding == "valid" else 1
        sizes.append(None if size is None else (size - reach) // step + 1)
    if any(size is not None and size <= 0 for size in sizes):
        start = 2 if _first(layer) else 1
        inside = range(start, start + rank)
        shown = [-1 if size is None and at in inside else size for at, size in enumerate(layer.input)]
        raise Refused(
            f"Computed output size would be zero or negative. Received: `inputs.shape={_array(shown)}`, "
            f"`pool_size={_array(pool)}`, `strides={strides}`, `padding={padding}`."
        )
    return Made((_assembled(layer, sizes),))


def global_pooling(layer: Reading) -> Made:
    """Return what `GlobalMaxPooling…` and `GlobalAveragePooling…` make."""
    rank = _rank(layer)
    layer.wants(exactly=rank + 2)
    if layer.flag("keepdims", default=False):
        return Made((_assembled(layer, [1] * rank),))
    return Made(((layer.input[0], layer.input[1 if layer.channels_first else -1]),))


def adaptive_pooling(layer: Reading) -> Made:
    """Return what `AdaptiveMaxPooling…` and `AdaptiveAveragePooling…` make: as many windows as told."""
    rank = _rank(layer)
    if len(layer.input) != rank + 2:
        raise Unsure
    return Made((_assembled(layer, layer.sizes("output_size", rank)),))


def padding(layer: Reading) -> Made:
    """Return what `ZeroPadding…` makes."""
    rank = _rank(layer)
    layer.wants(exactly=rank + 2)
    sides = _sides(layer, "padding", rank, 1)
    sizes = [
        None if size is None else size + sum(ends) for size, ends in zip(_spatial(layer), sides, strict=True)
    ]
    return Made((_assembled(layer, sizes),))


def cropping(layer: Reading) -> Made:
    """Return what `Cropping…` makes."""
    rank = _rank(layer)
    layer.wants(exactly=rank + 2)
    sides = _sides(layer, "cropping", rank, 0 if rank == 2 else 1)  # noqa: PLR2004 -- as Keras has it
    sizes = [
        None if size is None else size - sum(ends) for size, ends in zip(_spatial(layer), sides, strict=True)
    ]
    if any(size is not None and size <= 0 for size in sizes):
        if rank == 1:
            raise Refused(
                "`cropping` parameter of `Cropping1D` layer must be smaller than the input length. "
                f"Received: input_shape={layer.input}, cropping={sides[0]}"
            )
        raise Refused(
            "Values in `cropping` argument should be smaller than the corresponding spatial dimension of the "
            f"input. Received: input_shape={layer.input}, cropping={sides}"
        )
    return Made((_assembled(layer, sizes),))


def enlarging(layer: Reading) -> Made:
    """Return what `UpSampling…` makes."""
    rank = _rank(layer)
    layer.wants(exactly=rank + 2)
    times = layer.sizes("size", rank, 2)
    sizes = [None if size is None else size * each for size, each in zip(_spatial(layer), times, strict=True)]
    return Made((_assembled(layer, sizes),))


def resizing(layer: Reading) -> Made:
    """Return what `Resizing`, `CenterCrop` and `RandomCrop` make; three axes are an image without a batch."""
    if len(layer.input) not in {_IMAGES - 1, _IMAGES}:
        raise Unsure
    made, end = list(layer.input), len(layer.input) - (0 if layer.channels_first else 1)
    made[end - 2 : end] = layer.count("height"), layer.count("width")
    return Made((tuple(made),))


def augmented(layer: Reading) -> Made:
    """Return the images that `RandomFlip` and its like are given."""
    if len(layer.input) not in {_IMAGES - 1, _IMAGES}:
        raise Unsure
    return Made((layer.input,))


def _sides(layer: Reading, name: str, rank: int, default: int) -> tuple[tuple[int, int], ...]:
    """Return what is put at, or taken from, both ends of each axis.

    Raises:
        Unsure: It is not known, or nothing that the constructor takes.
    """
    value = layer.arguments.get(name, default)
    if rank == 1:
        return (_ends(value),)
    if not isinstance(value, (tuple, list)):
        value = (value,) * rank
    if len(value) != rank:
        raise Unsure
    return tuple(_ends(each) for each in value)


def _ends(value: object) -> tuple[int, int]:
    both = value if isinstance(value, (tuple, list)) else (value, value)
    found = [each for each in both if isinstance(each, int) and not isinstance(each, bool) and each >= 0]
    if len(both) != 2 or len(found) != 2:  # noqa: PLR2004 -- ends
        raise Unsure
    return found[0], found[1]


def _rank(layer: Reading) -> int:
    return int(layer.kind[-2])


def _spatial(layer: Reading) -> Shape:
    return layer.input[2:] if _first(layer) else layer.input[1:-1]


def _first(layer: Reading) -> bool:
    """Whether channels come first; the layers for sequences that have no such option ignore it."""
    return layer.kind not in {"Cropping1D", "UpSampling1D"} and layer.channels_first


def _assembled(layer: Reading, sizes: Sequence[int | None]) -> Shape:
    given = layer.input
    return (given[0], given[1], *sizes) if _first(layer) else (given[0], *sizes, given[-1])


def _array(sizes: Sequence[int | None]) -> str:
    """Write numbers as NumPy does."""
    return f"[{' '.join(map(str, sizes))}]"
