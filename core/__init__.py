"""Shouhou: a plugin-based service desk for after-sales service in the home industries."""

__version__ = "0.1.0"
