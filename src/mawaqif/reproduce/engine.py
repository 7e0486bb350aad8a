"""The papermill engine `mawaqif`, as its entry point names it: an executed notebook is canonical.

    papermill --engine mawaqif notebooks/01-clean.ipynb data/report/notebooks/01-clean.ipynb -p near_copy_days 3

The work is done in `mawaqif.reproduce.execution`. It is imported when a notebook runs: papermill loads the engines while it is
itself being loaded, so a module that needs papermill cannot hold one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode

KERNEL = "python3"
LANGUAGE = "python"


class CanonicalEngine:
    """What papermill asks of an engine."""

    @classmethod
    def execute_notebook(cls, nb: NotebookNode, kernel_name: str, **options: Any) -> NotebookNode:
        """The executed notebook in canonical form.

        Raises:
            NotebookFailed: A cell raised, took too long, or its kernel died; or `params.yaml` is broken.
        """
        from mawaqif.reproduce import execution

        return execution.execute(nb, **options)

    @classmethod
    def nb_kernel_name(cls, nb: NotebookNode, name: str | None = None) -> str:
        """Always the Python of this environment, whatever the notebook was last opened with."""
        return KERNEL

    @classmethod
    def nb_language(cls, nb: NotebookNode, language: str | None = None) -> str:
        return LANGUAGE
