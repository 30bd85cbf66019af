"""Arrays: the values of numpy, TensorFlow and Keras behind one interface.

`view` recognises a value without importing any library, `digest` says what it is like in one line.
"""

from pyadapter.arrays.digest import Level, digest
from pyadapter.arrays.recognize import view
from pyadapter.arrays.view import ArrayKind, ArrayView

__all__ = ["ArrayKind", "ArrayView", "Level", "digest", "view"]
