"""修理铺:an industry of the tests' own that charges for repairs and gives a warranty on them."""

from core.capabilities.charges import charges
from core.capabilities.coverage import coverage
from core.sdk import Industry
from tests.capabilities.workshop import forms, rules, stages

workshop = Industry("workshop", forms, rules, stages, title="修理铺", needs=(coverage, charges))
