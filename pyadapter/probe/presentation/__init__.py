"""How tensors, variables and arrays look in VARIABLES, WATCH and hovers."""


def register(level: str) -> None:
    del level
