"""`zhiti integrity`: the hints of submissions found anew, after a change of the checks."""

import time

import typer

from backend.commands.common import CatalogueDir, existing_database, load_definitions
from backend.terminal import out

integrity = typer.Typer(help="自评一致性提示（建议核实）。", no_args_is_help=True)


@integrity.command("refresh")
def integrity_refresh(catalogue: CatalogueDir = None) -> None:
    """按当前规则重新对照所有现行的提交；不改变任何评价结果。"""
    from backend.services.integrity import refreshing

    definitions = load_definitions(catalogue)
    began = time.monotonic()
    with existing_database() as database:
        looked_at = refreshing.refresh(database, definitions)
    told = f"已重新对照 {looked_at} 份现行提交，用时 {time.monotonic() - began:.1f} 秒。"
    out.print(told, highlight=False)
