"""`zhiti demand`: the demand board, worked out anew."""

import typer

from backend.commands.common import CatalogueDir, existing_database, load_definitions
from backend.terminal import err, out

demand = typer.Typer(help="服务商的需求看板。", no_args_is_help=True)


@demand.callback()
def group() -> None:
    """服务商的需求看板。"""


@demand.command("refresh")
def refresh(catalogue: CatalogueDir = None) -> None:
    """按全部已提交的自评重新统计各地、各集群需要哪些服务能力；建议每月或发布快照时运行一次。"""
    from backend.services.providers import demand as service

    definitions = load_definitions(catalogue)
    with existing_database() as database, err.status("正在统计"):
        done = service.refresh(database, definitions)
    out.print(
        f"已统计 {done.units} 个单位，可单列 {done.places} 个地区、{done.clusters} 个集群。", highlight=False
    )
