"""Execute a notebook so that its executed copy is a pipeline output like any other (the engine `mawaqif` of papermill).

What is kept: sources, outputs, tags, parameters. What is left out or replaced: times and durations, absolute paths, host and
user names, random ids of cells and of HTML, memory addresses, the patch version of Python (`mawaqif.reproduce.canonical`). The
kernel is the Python of this environment, in a fixed environment of its own. Timings go to `data/logs/<notebook>.timings.jsonl`.

A notebook that fails leaves the last good output untouched, its partial copy as `data/logs/<notebook>.failed.ipynb`, one
sentence on standard error, and an exit status that is not zero: 2 where the input is at fault (`MawaqifError`), else 1.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import nbformat
import zmq
from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.engines import NotebookExecutionManager, PapermillNotebookClient
from papermill.iorw import papermill_io

from mawaqif import params, paths
from mawaqif.errors import MawaqifError
from mawaqif.reproduce import canonical

LOG = logging.getLogger("mawaqif.engine")
LOG.setLevel(logging.CRITICAL)  # nbclient would report each failure in its own long way before ours

DROPPED = (  # what a user's shell may hold that changes what a notebook shows
    *("LANG", "LANGUAGE", "MATPLOTLIBRC", "MPLBACKEND", "PYTHONSTARTUP", "PYTHONWARNINGS", "PYTHONOPTIMIZE", "PYTHONINSPECT"),
    *("LINES", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "IPYTHONDIR", "PYTHONDEVMODE", "PYTHONBREAKPOINT"),
)
FIXED = {
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "LANG": "C.UTF-8",
    "PYTHONUTF8": "1",
    "COLUMNS": "120",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    # sums of floating-point numbers depend on how many threads add them
    **{f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "VECLIB_MAXIMUM")},
}
LONGEST_MESSAGE = 600  # characters


class NotebookFailed(click.ClickException):
    """A notebook did not run to its end. Papermill's command line prints the sentence and no traceback."""

    def __init__(self, sentence: str, *, input_at_fault: bool = False) -> None:
        super().__init__(sentence)
        if input_at_fault:
            self.exit_code = 2  # type: ignore[misc]

    def show(self, file: Any = None) -> None:
        click.echo(self.message, file=file or sys.stderr)


@dataclass(frozen=True)
class Names:
    """How a run is called: in the log, in messages, and where its files lie."""

    notebook: str
    root: Path

    @classmethod
    def of(cls, input_path: Any, output_path: Any, root: Path) -> Names:
        """The name of the notebook; of its output where that says more (`07-report.ar`)."""
        notebook, output = (Path(p).stem if isinstance(p, (str, Path)) else "" for p in (input_path, output_path))
        return cls((output if output.startswith(notebook) else notebook) or "notebook", root)

    @property
    def logs(self) -> Path:
        return self.root / paths.LOGS.relative_to(paths.ROOT)

    @property
    def timings(self) -> Path:
        return self.logs / f"{self.notebook}.timings.jsonl"

    @property
    def failed(self) -> Path:
        return self.logs / f"{self.notebook}.failed.ipynb"


class Client(PapermillNotebookClient):  # type: ignore[misc]
    """Papermill's client with the kernel of this environment, whatever kernels are installed for the user."""

    def create_kernel_manager(self) -> AsyncKernelManager:
        # with no folder to look in, jupyter_client takes ipykernel's own specification, whose command is sys.executable
        specs = KernelSpecManager(kernel_dirs=[], ensure_native_kernel=True)
        encryption = "auto" if zmq.has("curve") else "disabled"  # without it the kernel warns on standard error
        self.km = AsyncKernelManager(kernel_name=NATIVE_KERNEL_NAME, kernel_spec_manager=specs, transport_encryption=encryption)
        return self.km

    def running(self) -> int | None:
        """Index of the cell that was begun last."""
        begun = [i for i, cell in enumerate(self.nb.cells) if cell.metadata.papermill.get("start_time")]
        return begun[-1] if begun else None


def execute(
    nb: NotebookNode,
    *,
    input_path: Any = None,
    output_path: str | None = None,
    progress_bar: bool | dict[str, Any] = True,
    log_output: bool = False,
    start_timeout: int = 60,
    execution_timeout: int | None = None,
    stdout_file: Any = None,
    stderr_file: Any = None,
    **_: Any,
) -> NotebookNode:
    """Execute `nb` in a kernel of this environment; nothing is saved on the way.

    The options are papermill's; what it may pass beside them (`autosave_cell_every`) has no meaning here.

    Returns:
        The canonical executed notebook, which papermill writes to `output_path`, whole or not at all.

    Raises:
        NotebookFailed: A cell raised, took too long, or its kernel died; or `params.yaml` is broken.
    """
    _write_whole_files()
    root = _root()
    names = Names.of(input_path, output_path, root)
    own_ids = _ids_in(input_path)
    timeout = execution_timeout or _cell_timeout(names)
    manager = NotebookExecutionManager(nb, output_path=None, progress_bar=progress_bar, log_output=log_output, autosave_cell_every=0)
    manager.notebook_start()
    failure: tuple[int | None, str, str] | None = None
    client = Client(
        manager,
        kernel_name=NATIVE_KERNEL_NAME,
        timeout=timeout,
        startup_timeout=start_timeout,
        record_timing=False,
        shutdown_kernel="immediate",  # the last cell is done; a polite end makes the kernel print an interrupt
        store_widget_state=False,
        coalesce_streams=False,
        log=LOG,
        log_output=log_output,
        stdout_file=stdout_file,
        stderr_file=stderr_file,
    )
    with tempfile.TemporaryDirectory(prefix="mawaqif-") as profile:
        try:
            client.execute(env=kernel_environment(dict(os.environ), root, _profile(Path(profile))), cwd=_folder_of(input_path))
        except CellTimeoutError:
            failure = (
                client.running(),
                "CellTimeoutError",
                f"took longer than {timeout} s (engine.cell_timeout_seconds in params.yaml)",
            )
        except DeadKernelError:
            failure = (client.running(), "DeadKernelError", "the kernel died, as it does when memory runs out or the process is killed")
        except RuntimeError as e:  # the kernel did not start
            failure = (client.running(), type(e).__name__, str(e))
        finally:
            manager.cleanup_pbar()
    executed = manager.nb
    _log_timings(executed, names)
    failure = failure or _error_in(executed)
    made = canonical.notebook(executed, root=root, own_ids=own_ids)
    if failure is None:
        names.failed.unlink(missing_ok=True)
        if output_path and _is_local(output_path):
            Path(output_path).parent.mkdir(parents=True, exist_ok=True)
        return made
    write_whole(nbformat.writes(made), names.failed)  # type: ignore[no-untyped-call]
    raise _failed(made, names, *failure)


# the collector's threshold of 700 new objects walks a lexicon of a million again and again: a fifth of a notebook's time
_STARTUP = "import gc\n\ngc.set_threshold(200_000, 20, 100)\ndel gc\n"


def _profile(folder: Path) -> Path:
    """An IPython folder whose only start-up file is ours, in `folder`."""
    startup = folder / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00-collector.py").write_text(_STARTUP, encoding="utf-8")
    return folder


def kernel_environment(shell: dict[str, str], root: Path, profile: Path) -> dict[str, str]:
    """The environment of the kernel: the shell's without what changes outputs, and what is fixed.

    `profile` stands for the user's IPython folder, whose start-up files would run in every notebook.
    `CAMELTOOLS_DATA` stays as it is.
    """
    kept = {k: v for k, v in shell.items() if k not in DROPPED and not k.startswith("LC_")}
    return {**kept, **FIXED, "MAWAQIF_ROOT": str(root), "IPYTHONDIR": str(profile), "MPLCONFIGDIR": str(_matplotlib_folder(profile))}


def _matplotlib_folder(profile: Path) -> Path:
    """A folder without a matplotlibrc, kept with the environment so that its list of fonts is made once."""
    folder = Path(sys.prefix) / "var" / "mawaqif-matplotlib"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return profile
    return folder if os.access(folder, os.W_OK) else profile


def write_whole(text: str, path: Path) -> None:
    """Write beside, then rename: a killed run leaves the old file or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _write_whole_files() -> None:
    """Make papermill's handler of local files write whole files; its own opens the output and then writes."""
    handler = papermill_io.get_handler("local")

    def write(buf: str, path: str) -> None:
        write_whole(buf, Path(handler._cwd or ".", path))

    handler.write = write


def _root() -> Path:
    """The project folder, asked anew for each run, as a test may run notebooks of several."""
    return Path(os.environ.get("MAWAQIF_ROOT") or paths.ROOT).resolve()


def _is_local(path: str) -> bool:
    return path != "-" and "://" not in path


def _folder_of(input_path: Any) -> str:
    """The folder the notebook lies in, where JupyterLab would run it too."""
    if isinstance(input_path, (str, Path)) and Path(input_path).is_file():
        return str(Path(input_path).resolve().parent)
    return str(Path.cwd())


def _ids_in(input_path: Any) -> frozenset[str]:
    """Ids that the cells have in the source; papermill gives random ones to the others."""
    if not (isinstance(input_path, (str, Path)) and Path(input_path).is_file()):
        return frozenset()
    cells = json.loads(Path(input_path).read_text(encoding="utf-8")).get("cells", [])
    return frozenset(cell["id"] for cell in cells if "id" in cell)


def _cell_timeout(names: Names) -> int:
    try:
        return params.read_params(names.root / paths.PARAMS.name).engine.cell_timeout_seconds
    except MawaqifError as e:
        raise NotebookFailed(f"{names.notebook}: {e}", input_at_fault=True) from e


def _log_timings(nb: NotebookNode, names: Names) -> None:
    lines = []
    for number, cell in canonical.numbered(nb):
        timing = cell.metadata.get("papermill", {})
        if timing.get("start_time"):
            row = {
                "cell": number,
                "first_line": canonical.first_line(cell),
                "start": timing["start_time"],
                "seconds": timing.get("duration"),
            }
            lines.append(json.dumps({"notebook": names.notebook, **row}, ensure_ascii=False) + "\n")
    names.logs.mkdir(parents=True, exist_ok=True)
    with names.timings.open("a", encoding="utf-8") as log:
        log.write("".join(lines))


def _error_in(nb: NotebookNode) -> tuple[int, str, str] | None:
    for index, cell in enumerate(nb.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                return index, output.ename, output.evalue
        if cell.metadata.get("papermill", {}).get("exception") is True:
            return index, "CellExecutionError", "the cell stopped without an error of its own"
    return None


def _failed(nb: NotebookNode, names: Names, index: int | None, name: str, message: str) -> NotebookFailed:
    message = " ".join(canonical.scrubber(names.root)(message).split())
    if len(message) > LONGEST_MESSAGE:
        message = message[:LONGEST_MESSAGE] + "…"
    where = "its kernel did not start"
    if index is not None:
        numbers = {id(cell): number for number, cell in canonical.numbered(nb)}
        where = f"cell [{numbers.get(id(nb.cells[index]), index + 1)}] `{canonical.first_line(nb.cells[index])}` failed"
    copy = names.failed.relative_to(names.root).as_posix()
    sentence = f"{names.notebook}: {where} with {name}: {message} (partial copy: {copy}; the last good output stays)"
    return NotebookFailed(sentence, input_at_fault=name == MawaqifError.__name__)
