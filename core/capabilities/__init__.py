"""Bundled capabilities: what several industries need, each a plugin on the public API, in a folder of its name. One
comes along with an industry that names it in `needs`, or by its name in `shouhou.toml`."""
