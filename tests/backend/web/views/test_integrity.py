"""Hints in words: how many answers of another firm are the same is for reviewers, not for the firm."""

from types import SimpleNamespace
from typing import Any

from backend.services.integrity.hints import Hint
from backend.services.integrity.keeping import Noted
from backend.services.integrity.reading import Told
from backend.web.views.integrity import form_hints, review_hints

ALIKE = Hint("copied", "与另一份答卷高度一致", "", "", figures={"compared": 93, "same": 92})


def test_a_firm_cannot_count_which_of_its_answers_another_firm_shares() -> None:
    form: Any = SimpleNamespace(head=SimpleNamespace(assessment_id="form"), domains=())
    (shown,) = form_hints(form, [Noted(ALIKE, "")], {}).rows
    assert (shown.name, shown.said) == (ALIKE.name, "")
    (reviewed,) = review_hints({}, [Told(ALIKE, "")]).rows
    assert "其中 92 题完全相同" in reviewed.said
