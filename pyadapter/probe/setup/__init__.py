"""A training as it is set up, gathered from the live objects of the program for `core.causes`."""

from pyadapter.probe.setup.gather import Gathered, gather

__all__ = ["Gathered", "gather"]
