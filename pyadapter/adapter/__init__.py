"""The debug adapter process: a DAP proxy in front of the bundled debugpy."""
