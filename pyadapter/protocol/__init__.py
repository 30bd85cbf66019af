"""What crosses process boundaries: the schema, framing, conversion, validation."""
