"""A DAP client for tests that read like a debug session."""
