"""Alembic's environment: one online run on either engine, in batch mode on SQLite."""

from alembic import context
from sqlalchemy import Connection

from backend.db.engine import make_engine
from backend.db.tables import metadata


def run(connection: Connection) -> None:
    """Run the migrations on an open connection."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def run_on_engine() -> None:
    """Open the database named in the configuration and run."""
    url = context.config.get_main_option("sqlalchemy.url")
    if url is None:
        raise ValueError("sqlalchemy.url is not set: use `zhiti serve` or backend.db.migrate")
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            run(connection)
            connection.commit()
    finally:
        engine.dispose()


run_on_engine()
