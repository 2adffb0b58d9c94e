"""Official lists of titles and figures as officials bring them in."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from backend.services.imports_receipt import NewImport, receive
from tests.backend.rosters import Desk

SOURCE = "某厅公布名单"


@dataclass
class ListDesk(Desk):
    """Somebody who brings in lists of another kind than rosters."""

    kind: str = "titles"

    def bring(self, headings: Sequence[str], *rows: Sequence[str], **options: str) -> str:
        """Send some lines under headings and have them checked: the id of the import."""
        out = StringIO()
        csv.writer(out).writerows([headings, *rows])
        path = self.folder / "list.csv"
        path.write_text(out.getvalue(), encoding="utf-8-sig")
        given: Mapping[str, str] = {"source": SOURCE, **options}
        if self.kind == "titles":
            given = {"end": "open", **given}
        new = NewImport(self.area, self.kind, path.name, given)
        import_id = receive(self.database, self.actor, self.catalogue, new, path)
        self.go_on(import_id)
        return import_id

    def brought(self, headings: Sequence[str], *rows: Sequence[str], **options: str) -> str:
        """The same, applied."""
        import_id = self.bring(headings, *rows, **options)
        self.apply(import_id)
        return import_id
