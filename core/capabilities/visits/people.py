"""The people who go to customers, and whether one can be sent."""

from core.capabilities.visits.crews import CrewFacts, judge_crew

__all__ = ["CrewFacts", "judge_crew"]
