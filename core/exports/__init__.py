"""Files to take along: tables of cases, events and customers, and all that is held on one customer. Each is made for
one person and kept for a short while."""
