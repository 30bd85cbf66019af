"""`keras-debug check`: the checks of the language server, for terminals, hooks of Git and CI."""
