"""Problems of data, and what the model makes of the data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """Something about the data.

    Attributes:
        id: A cause of the catalogue where there is one.
        message: One sentence with the numbers that show it.
        fix: What to do.
        wrong: Whether it is a fault; else it is worth knowing.
    """

    id: str
    message: str
    fix: str
    wrong: bool = True


@dataclass(frozen=True)
class Use:
    """What the model does with the data.

    Attributes:
        losses: Whether it was compiled with losses.
        own_step: Whether its class has a `train_step` of its own, which may take anything.
        embedding: Vectors of its only embedding.
        scaled: Whether a layer before the first weights, or a normalization, takes the scale away.
        refused: What it raises of the first batch.
        loss: Of the first batch, before any training; None where it cannot be computed.
    """

    losses: bool = False
    own_step: bool = False
    embedding: int | None = None
    scaled: bool = False
    refused: str = ""
    loss: float | None = None
