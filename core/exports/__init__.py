"""Tables to take along: cases, events and customers as files, made for one person and kept for a short while."""
