"""Who somebody is: accounts and log-ins, tokens of programs, and waiting after wrong passwords."""
