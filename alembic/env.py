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


def set_foreign_keys(connection: Connection, state: str) -> None:
    """Watch over references or not; SQLite takes the word only outside a transaction.

    A changed table is made anew, filled and put in the place of the old one, whose rows others refer to.
    """
    driver = connection.connection.driver_connection
    if driver is None:
        raise RuntimeError("the connection is closed")
    driver.execute(f"PRAGMA foreign_keys={state}")


def check_foreign_keys(connection: Connection) -> None:
    """Refuse to commit where a row refers to one that is not there."""
    dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if dangling:
        raise RuntimeError(f"rows refer to rows that are not there: {dangling[:5]}")


def run_on_engine() -> None:
    """Open the database named in the configuration and run."""
    url = context.config.get_main_option("sqlalchemy.url")
    if url is None:
        raise ValueError("sqlalchemy.url is not set: use `zhiti serve` or backend.db.migrate")
    engine = make_engine(url)
    is_sqlite = engine.dialect.name == "sqlite"
    try:
        with engine.connect() as connection:
            if is_sqlite:
                set_foreign_keys(connection, "OFF")
            run(connection)
            if is_sqlite:
                check_foreign_keys(connection)
            connection.commit()
    finally:
        engine.dispose()


run_on_engine()
