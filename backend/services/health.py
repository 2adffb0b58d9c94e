"""What `zhiti doctor` looks at."""

import os
from collections.abc import Callable
from dataclasses import dataclass

import pysqlite3
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from assessments.checks import find_problems
from backend.db.engine import make_engine
from backend.db.migrate import kind_of, sqlite_file
from backend.paths import MIGRATIONS, TEMPLATES
from backend.settings import Settings

# Older releases have the WAL-reset corruption bug.
SQLITE_MINIMUM = (3, 51, 3)
KIND_NAMES = {"demo": "演示", "production": "正式", None: "尚未建立"}


@dataclass(frozen=True)
class Finding:
    """One thing examined: whether it is as it should be, in a sentence that says what to do if not."""

    good: bool
    text: str


def examine(settings: Settings) -> list[Finding]:
    """Examine this machine and installation; changes nothing."""
    examinations: tuple[Callable[[Settings], Finding], ...] = (
        _sqlite,
        _files,
        _catalogue,
        _data_folder,
        _database,
    )
    return [examination(settings) for examination in examinations]


def _sqlite(_settings: Settings) -> Finding:
    version = pysqlite3.sqlite_version
    good = pysqlite3.sqlite_version_info >= SQLITE_MINIMUM
    needed = ".".join(map(str, SQLITE_MINIMUM))
    return Finding(
        good, f"SQLite {version}（需要 {needed} 以上；更旧的版本可能损坏数据，请重新安装 pysqlite3）"
    )


def _files(_settings: Settings) -> Finding:
    missing = [str(path) for path in (TEMPLATES / "base.html", MIGRATIONS / "env.py") if not path.is_file()]
    if missing:
        return Finding(good=False, text=f"缺少文件 {'、'.join(missing)}，请重新安装智梯")
    return Finding(good=True, text="页面模板与数据库升级脚本齐全")


def _catalogue(settings: Settings) -> Finding:
    problems = find_problems(settings.catalogue_folder)
    if problems:
        return Finding(good=False, text=f"评价目录有 {len(problems)} 个问题，请运行 zhiti check 查看")
    return Finding(good=True, text="评价目录没有问题")


def _data_folder(settings: Settings) -> Finding:
    folder = settings.data_dir
    probe = folder if folder.exists() else folder.resolve().parent
    if not os.access(probe, os.W_OK):
        return Finding(good=False, text=f"数据文件夹 {folder} 不能写入，请检查权限或改 ZHITI_DATA_DIR")
    return Finding(good=True, text=f"数据文件夹 {folder} 可以写入")


def _database(settings: Settings) -> Finding:
    file = sqlite_file(settings.database)
    if file is not None and not file.exists():
        return Finding(good=True, text="数据库尚未建立，首次运行 zhiti serve 时自动建立")
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    engine = make_engine(settings.database)
    try:
        kind = KIND_NAMES[kind_of(settings.database)]
        with engine.connect() as connection:
            present = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except SQLAlchemyError as error:
        return Finding(
            good=False, text=f"数据库打不开或尚未建立（{type(error).__name__}），请检查 ZHITI_DATABASE_URL"
        )
    finally:
        engine.dispose()
    if present != head:
        return Finding(good=False, text=f"数据库版本为 {present}，应为 {head}；重新运行 zhiti serve 即会升级")
    return Finding(good=True, text=f"数据库（{kind}）版本 {present}，是最新的")
