"""Use cases: the only place that changes a case. Each is one transaction; who acts is an argument."""
