"""For plugin authors: what every plugin must keep to, and a pytest plugin that holds it to that."""
