"""The tables of the kernel."""

import sqlalchemy as sa
from alembic import op

from core.store.tables import types

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "calendar_days", sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False), sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False), sa.Column("source", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("calendar", "day", name=op.f("pk_calendar_days")))
    op.create_table(
        "calendar_versions", sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False), sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("calendar", "version", name=op.f("pk_calendar_versions")))
    op.create_table(
        "daily_digests", sa.Column("day", sa.Date(), nullable=False),
        sa.Column("until", types.UtcDateTime(), nullable=False), sa.Column("digest", sa.String(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_daily_digests")))
    op.create_table(
        "idempotency_keys", sa.Column("key", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("operation", sa.String(), nullable=False), sa.Column("request_digest", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False), sa.Column("response", types.Json(), nullable=True),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", "actor_id", name=op.f("pk_idempotency_keys")))
    op.create_index("ix_idempotency_keys_created_at", "idempotency_keys", ["created_at"])
    op.create_table(
        "number_series", sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", "year", name=op.f("pk_number_series")))
    op.create_table(
        "outbox", sa.Column("id", sa.Integer(), nullable=False), sa.Column("topic", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False), sa.Column("payload", types.Json(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("available_at", types.UtcDateTime(), nullable=False),
        sa.Column("leased_until", types.UtcDateTime(), nullable=True),
        sa.Column("leased_by", sa.String(), nullable=False), sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=False), sa.Column("done_at", types.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")), sa.UniqueConstraint("key", name=op.f("uq_outbox_key")))
    op.create_index("ix_outbox_available_at", "outbox", ["available_at", "id"],
                    sqlite_where=sa.text("done_at IS NULL"), postgresql_where=sa.text("done_at IS NULL"))
    op.create_table(
        "rulebooks", sa.Column("number", sa.String(), nullable=False),
        sa.Column("industry", sa.String(), nullable=False), sa.Column("content", types.Json(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_rulebooks")))
    op.create_index("ix_rulebooks_industry", "rulebooks", ["industry"])
    op.create_table(
        "units", sa.Column("id", sa.Integer(), nullable=False), sa.Column("key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False), sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
        sa.ForeignKeyConstraint(["parent_id"], ["units.id"], name=op.f("fk_units_parent_id")),
        sa.UniqueConstraint("key", name=op.f("uq_units_key")))
    op.create_table(
        "customers", sa.Column("id", sa.Integer(), nullable=False), sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False), sa.Column("note", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("erased_at", types.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_customers_unit_id")))
    op.create_index("ix_customers_name", "customers", ["name"])
    op.create_table(
        "users", sa.Column("id", sa.Integer(), nullable=False), sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False), sa.Column("language", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False), sa.Column("duties", types.Json(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False), sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("password_changed_at", types.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_users_unit_id")),
        sa.UniqueConstraint("login", name=op.f("uq_users_login")))
    op.create_table(
        "customer_phones", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False), sa.Column("raw", sa.String(), nullable=False),
        sa.Column("normalised", sa.String(), nullable=False), sa.Column("last_four", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False), sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_phones")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_customer_phones_customer_id")))
    op.create_index("ix_customer_phones_customer_id", "customer_phones", ["customer_id"])
    op.create_index("ix_customer_phones_last_four", "customer_phones", ["last_four"])
    op.create_index("ix_customer_phones_normalised", "customer_phones", ["normalised"])
    op.create_table(
        "import_mappings", sa.Column("signature", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False), sa.Column("mapping", types.Json(), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=True), sa.Column("saved_at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("signature", name=op.f("pk_import_mappings")),
        sa.ForeignKeyConstraint(["saved_by"], ["users.id"], name=op.f("fk_import_mappings_saved_by")))
    op.create_table(
        "import_runs", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False), sa.Column("file_sha256", sa.String(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False), sa.Column("kind", sa.String(), nullable=False),
        sa.Column("mapping", types.Json(), nullable=False), sa.Column("state", sa.String(), nullable=False),
        sa.Column("rows_total", sa.Integer(), nullable=False), sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("counts", types.Json(), nullable=False), sa.Column("started_by", sa.Integer(), nullable=True),
        sa.Column("started_at", types.UtcDateTime(), nullable=False),
        sa.Column("finished_at", types.UtcDateTime(), nullable=True), sa.Column("error", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_runs")),
        sa.ForeignKeyConstraint(["started_by"], ["users.id"], name=op.f("fk_import_runs_started_by")))
    op.create_index("ix_import_runs_file_sha256", "import_runs", ["file_sha256"])
    op.create_table(
        "products", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True), sa.Column("name", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False), sa.Column("serial", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False), sa.Column("brand", sa.String(), nullable=False),
        sa.Column("order_no", sa.String(), nullable=False), sa.Column("purchased_on", sa.Date(), nullable=True),
        sa.Column("delivered_at", types.UtcDateTime(), nullable=True),
        sa.Column("price", types.Money(), nullable=True), sa.Column("currency", sa.String(), nullable=False),
        sa.Column("payment_method", sa.String(), nullable=False), sa.Column("proof", sa.String(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_products_customer_id")))
    op.create_index("ix_products_customer_id", "products", ["customer_id"])
    op.create_index("ix_products_order_no", "products", ["order_no"])
    op.create_index("ix_products_serial", "products", ["serial"])
    op.create_table(
        "sessions", sa.Column("token_digest", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("last_seen_at", types.UtcDateTime(), nullable=False),
        sa.Column("expires_at", types.UtcDateTime(), nullable=False),
        sa.Column("revoked_at", types.UtcDateTime(), nullable=True), sa.Column("address", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_sessions")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id")))
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"])
    op.create_table(
        "settings", sa.Column("id", sa.Integer(), nullable=False), sa.Column("industry", sa.String(), nullable=False),
        sa.Column("term", sa.String(), nullable=False), sa.Column("value", types.Json(), nullable=True),
        sa.Column("effective_from", types.UtcDateTime(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True), sa.Column("set_at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settings")),
        sa.ForeignKeyConstraint(["set_by"], ["users.id"], name=op.f("fk_settings_set_by")))
    op.create_index("ix_settings_term", "settings", ["industry", "term", "effective_from"])
    op.create_table(
        "cases", sa.Column("id", sa.Integer(), nullable=False), sa.Column("number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False), sa.Column("industry", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False), sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rulebook", sa.String(), nullable=False), sa.Column("policies", types.Json(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True), sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("order_no", sa.String(), nullable=False), sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("assignee_id", sa.Integer(), nullable=True), sa.Column("title", sa.String(), nullable=False),
        sa.Column("opened_at", types.UtcDateTime(), nullable=False),
        sa.Column("recorded_at", types.UtcDateTime(), nullable=False),
        sa.Column("closed_at", types.UtcDateTime(), nullable=True), sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("waiting_for", sa.String(), nullable=False),
        sa.Column("next_due_at", types.UtcDateTime(), nullable=True),
        sa.Column("due_order", types.UtcDateTime(), nullable=False),
        sa.Column("next_due_target", sa.String(), nullable=False),
        sa.Column("suggested_step", sa.String(), nullable=False),
        sa.Column("suggested_label", sa.String(), nullable=False), sa.Column("safety", sa.Boolean(), nullable=False),
        sa.Column("imported", sa.Boolean(), nullable=False), sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("updated_at", types.UtcDateTime(), nullable=False),
        sa.Column("head_hash", sa.String(), nullable=False), sa.Column("head_sequence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.ForeignKeyConstraint(["assignee_id"], ["users.id"], name=op.f("fk_cases_assignee_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_cases_customer_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_cases_product_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_cases_unit_id")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")))
    op.create_index("ix_cases_assignee_due", "cases", ["assignee_id", "due_order", "id"])
    op.create_index("ix_cases_customer_id", "cases", ["customer_id"])
    op.create_index("ix_cases_due", "cases", ["due_order", "id"])
    op.create_index("ix_cases_open_due", "cases", ["due_order", "id"],
                    sqlite_where=sa.text("closed_at IS NULL"), postgresql_where=sa.text("closed_at IS NULL"))
    op.create_index("ix_cases_open_opened", "cases", ["opened_at", "id"],
                    sqlite_where=sa.text("closed_at IS NULL"), postgresql_where=sa.text("closed_at IS NULL"))
    op.create_index("ix_cases_opened", "cases", ["opened_at", "id"])
    op.create_index("ix_cases_order_no", "cases", ["order_no"])
    op.create_index("ix_cases_product_id", "cases", ["product_id"])
    op.create_index("ix_cases_state_due", "cases", ["kind", "state", "due_order", "id"])
    op.create_index("ix_cases_unit_due", "cases", ["unit_id", "due_order", "id"])
    op.create_table(
        "case_items", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False), sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product", sa.String(), nullable=False), sa.Column("model", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False), sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("price", types.Money(), nullable=True), sa.Column("outcome", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_items")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_items_case_id")))
    op.create_index("ix_case_items_case_id", "case_items", ["case_id"])
    op.create_table(
        "case_links", sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False), sa.Column("relation", sa.String(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "other_id", "relation", name=op.f("pk_case_links")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_links_case_id")),
        sa.ForeignKeyConstraint(["other_id"], ["cases.id"], name=op.f("fk_case_links_other_id")))
    op.create_index("ix_case_links_other_id", "case_links", ["other_id"])
    op.create_table(
        "clocks", sa.Column("case_id", sa.Integer(), nullable=False), sa.Column("target", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False), sa.Column("started_at", types.UtcDateTime(), nullable=False),
        sa.Column("title", sa.String(), nullable=False), sa.Column("whose", sa.String(), nullable=False),
        sa.Column("due_at", types.UtcDateTime(), nullable=True),
        sa.Column("ended_at", types.UtcDateTime(), nullable=True), sa.Column("state", sa.String(), nullable=False),
        sa.Column("basis", types.Json(), nullable=False), sa.Column("warned_at", types.UtcDateTime(), nullable=True),
        sa.Column("missed_at", types.UtcDateTime(), nullable=True), sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("before_import", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "target", "key", "started_at", name=op.f("pk_clocks")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_clocks_case_id")))
    op.create_index("ix_clocks_due_at", "clocks", ["due_at"],
                    sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL"))
    op.create_table(
        "events", sa.Column("id", sa.Integer(), nullable=False), sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False), sa.Column("kind", sa.String(), nullable=False),
        sa.Column("occurred_at", types.UtcDateTime(), nullable=False),
        sa.Column("recorded_at", types.UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True), sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("payload_digest", sa.String(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False), sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_events_case_id")),
        sa.UniqueConstraint("case_id", "sequence", name=op.f("uq_events_case_id_sequence")))
    op.create_index("ix_events_recorded_at", "events", ["recorded_at"])
    op.create_table(
        "evidence", sa.Column("id", sa.Integer(), nullable=False), sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False), sa.Column("field", sa.String(), nullable=False),
        sa.Column("original_name", sa.String(), nullable=False), sa.Column("stored_name", sa.String(), nullable=False),
        sa.Column("public_name", sa.String(), nullable=False), sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False), sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False), sa.Column("uploaded_by", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_evidence_case_id")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["users.id"], name=op.f("fk_evidence_uploaded_by")),
        sa.UniqueConstraint("stored_name", name=op.f("uq_evidence_stored_name")))
    op.create_index("ix_evidence_case_id", "evidence", ["case_id"])
    op.create_index("ix_evidence_sha256", "evidence", ["sha256"])
    op.create_table(
        "import_fingerprints", sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False), sa.Column("run_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_import_fingerprints")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_import_fingerprints_case_id")),
        sa.ForeignKeyConstraint(["run_id"], ["import_runs.id"], name=op.f("fk_import_fingerprints_run_id")))
    op.create_index("ix_import_fingerprints_case_id", "import_fingerprints", ["case_id"])
    op.create_table(
        "import_rows", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False), sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False), sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("problems", types.Json(), nullable=False), sa.Column("cells", types.Json(), nullable=False),
        sa.Column("said", types.Json(), nullable=False), sa.Column("standing", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True), sa.PrimaryKeyConstraint("id", name=op.f("pk_import_rows")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_import_rows_case_id")),
        sa.ForeignKeyConstraint(["run_id"], ["import_runs.id"], name=op.f("fk_import_rows_run_id")))
    op.create_index("ix_import_rows_fingerprint", "import_rows", ["fingerprint"])
    op.create_index("ix_import_rows_run", "import_rows", ["run_id", "row_number", "id"])
    op.create_table(
        "event_payloads", sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(), nullable=True), sa.Column("data", types.Json(), nullable=True),
        sa.Column("erased_at", types.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_payloads")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_payloads_event_id")))
