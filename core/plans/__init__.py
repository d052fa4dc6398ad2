"""Plans at work: an entry for each period, and the parts that departments sign."""
