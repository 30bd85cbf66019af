"""The language server: what the debugger knows of Keras training, while the script is written."""
