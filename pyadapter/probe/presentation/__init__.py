"""How tensors, variables and arrays look in VARIABLES, WATCH and hovers: one line, and a short tree."""

from pyadapter.probe.presentation.provider import Node, register

__all__ = ["Node", "register"]
