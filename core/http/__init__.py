"""What pages and REST share as servers of HTTP: admission, statuses, headers."""
