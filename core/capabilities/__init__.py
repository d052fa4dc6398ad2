"""Bundled capabilities: what several industries need, written on the public API like any plugin."""
