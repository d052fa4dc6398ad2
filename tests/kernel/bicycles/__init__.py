"""自行车:维修、咨询。An industry of the tests' own, so that tests of the kernel need no real one."""

from core.sdk import Industry
from tests.kernel.bicycles import documents, forms, rules, targets, workflows

bicycles = Industry("bicycles", forms, rules, workflows, targets, documents, title="自行车")
