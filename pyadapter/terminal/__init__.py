"""`keras-debug run`: the report for people without an editor, and for CI."""
