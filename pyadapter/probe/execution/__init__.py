"""How models run while they are watched."""
