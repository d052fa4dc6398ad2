"""The customer's side of a case: requests sent without an account, and the link by which a case is followed."""
