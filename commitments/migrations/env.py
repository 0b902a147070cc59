"""Runs the steps over the connection that is handed in, in one transaction."""

from alembic import context

from commitments.tables import metadata

given = context.config.attributes
connection = given["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    version_table=given["noted_in"],
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
