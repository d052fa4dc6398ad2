"""Reading a shop's register: a file somebody kept by hand becomes rows that say what was read, what is doubtful and
what cannot be. Pure: no database, no web."""
