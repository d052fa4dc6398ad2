"""How often somebody was rude before."""

from core.capabilities.conduct.proposing import counting
from tests.capabilities.conduct.fans import EarlierTales, rudeness

earlier = counting(EarlierTales, rudeness)
