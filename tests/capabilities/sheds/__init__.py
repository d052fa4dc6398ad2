"""车棚:a capability of the tests' own that uses every file a capability may have."""

from core.sdk import Capability
from tests.capabilities.sheds import forms, permissions, stages

sheds = Capability("sheds", forms, stages, permissions, title="车棚")
