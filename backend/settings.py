"""All settings of an installation, read from the environment (prefix ZHITI_) and nowhere else."""

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from assessments.reading import CATALOG


class Settings(BaseSettings):
    """One field per thing an operator may decide; each has a sentence, and docs/settings.md lists them."""

    model_config = SettingsConfigDict(env_prefix="ZHITI_", extra="ignore", frozen=True)

    data_dir: Path = Field(
        default=Path("var"), description="Folder of the embedded database and of uploaded evidence."
    )
    database_url: str = Field(
        default="",
        description="Database address, sqlite:///… or postgresql://…; empty: SQLite in the data folder.",
    )
    catalogue: str = Field(
        default="", description="Folder of the criteria; empty: the catalogue that ships with the software."
    )
    port: int = Field(default=8000, ge=1, le=65535, description="Port on which `zhiti serve` listens.")
    host: str = Field(default="127.0.0.1", description="Network address on which `zhiti serve` listens.")
    public_origin: str = Field(
        default="",
        description="Scheme, host and port under which users reach the site; empty means http://localhost:PORT.",
    )
    session_idle_minutes: int = Field(
        default=120, ge=5, description="A session ends after this long without a request."
    )
    session_max_hours: int = Field(
        default=12, ge=1, description="A session ends this long after login in any case."
    )
    login_attempts: int = Field(
        default=5,
        ge=1,
        description="Failed logins allowed per account in the login window before it is paused.",
    )
    login_attempts_per_address: int = Field(
        default=50, ge=1, description="Failed logins allowed per network address in the login window."
    )
    login_window_minutes: int = Field(default=15, ge=1, description="Length of the login window.")
    upload_limit_mb: int = Field(default=10, ge=1, le=100, description="Largest evidence file, in megabytes.")
    firm_storage_mb: int = Field(
        default=500, ge=1, description="Largest total of one firm's evidence, in megabytes."
    )
    max_in_flight: int = Field(
        default=64, ge=1, description="Requests worked on at once; more are answered 503 with Retry-After."
    )
    password_memory_kib: int = Field(
        default=65536, ge=32, description="Memory argon2 uses for one password hash, in KiB (tests lower it)."
    )

    @property
    def database(self) -> str:
        """The database address in force."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'zhiti.db').resolve()}"

    @property
    def catalogue_folder(self) -> Path:
        """The folder of the criteria in force."""
        return Path(self.catalogue) if self.catalogue else CATALOG

    @property
    def origin(self) -> str:
        """The public origin in force, without a trailing slash."""
        return (self.public_origin or f"http://localhost:{self.port}").rstrip("/")

    @property
    def secure(self) -> bool:
        """Whether users reach the site over https, which decides cookie names and flags."""
        return urlsplit(self.origin).scheme == "https"
