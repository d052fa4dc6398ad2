"""窗帘:改尺寸。The plugin of docs/plugin-developers/tutorial.md."""

from core.sdk import Industry

from . import documents, forms, rules, targets, workflows

curtains = Industry("curtains", forms, rules, workflows, targets, documents, title="窗帘")
