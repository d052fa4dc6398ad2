"""The web face: pages for the people who work the desk. Pages show what services say and decide nothing."""
