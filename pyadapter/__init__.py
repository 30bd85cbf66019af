"""keras-debug: a debugger for Keras training. Rooms: core, arrays, probe, protocol, adapter, terminal."""
