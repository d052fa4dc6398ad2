"""Run by Alembic for every history; `core.store.migrate` opens the connection and says which history it is."""

from alembic import context

attributes = context.config.attributes
history = attributes["history"]
context.configure(
    connection=attributes["connection"], target_metadata=history.metadata, version_table=history.version_table,
    include_name=history.owns, render_as_batch=attributes["connection"].dialect.name == "sqlite", compare_type=True,
    user_module_prefix="types.")
context.run_migrations()
