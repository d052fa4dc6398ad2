"""Personal information: what is kept and why, who read it, what a customer agreed to, giving it out, and erasing it."""
