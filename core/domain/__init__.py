"""The pure domain: forms, rules, workflows, regulations and clocks; no web, no database."""
