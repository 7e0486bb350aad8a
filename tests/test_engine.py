"""The notebook engine: the same bytes everywhere, and nothing lost when a notebook fails."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest

from mawaqif.reproduce import canonical, execution

Run = Callable[[Path], Any]

TELLTALE = """
import os, sys, tempfile, uuid, time, socket, platform, warnings
from pathlib import Path
print(os.environ["MAWAQIF_ROOT"], Path(os.environ["MAWAQIF_ROOT"], "data", "نص.txt"), file=sys.stderr)
print({"ب", "ت", "ث", "ج", "ح"}, time.tzname, os.environ.get("LANG"), os.environ.get("PYTHONHASHSEED"))
print(object(), Path.home() / "x", sys.version_info.minor > 0, tempfile.gettempdir(), uuid.uuid4(), Path.cwd())
print(platform.python_version(), os.path.dirname(os.__file__), sys.prefix, sys.executable)
print(socket.gethostname())
warnings.warn("تحذير")
"""


def book(*cells: str, parameters: str | None = None) -> nbformat.NotebookNode:
    """A notebook of code cells, the first tagged `parameters` if there is one."""
    nb = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "x", "language": "python"}})
    sources = [parameters, *cells] if parameters else list(cells)
    nb.cells = [nbformat.v4.new_code_cell(source, id=f"c{i}") for i, source in enumerate(sources)]
    if parameters:
        nb.cells[0].metadata["tags"] = ["parameters"]
    return nb


def project(folder: Path, nb: nbformat.NotebookNode, *, timeout: int = 60) -> Path:
    """A project folder with one notebook and the project's parameters."""
    (folder / "notebooks").mkdir(parents=True)
    nbformat.write(nb, folder / "notebooks" / "tiny.ipynb")
    params = Path(__file__).parents[1].joinpath("params.yaml").read_text(encoding="utf-8")
    (folder / "params.yaml").write_text(params.replace("cell_timeout_seconds: 600", f"cell_timeout_seconds: {timeout}"), encoding="utf-8")
    return folder


def by_command(folder: Path, *arguments: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "papermill", "--engine", "mawaqif", "--no-progress-bar", "--log-level", "WARNING"]
    paths = ["notebooks/tiny.ipynb", "data/report/notebooks/tiny.ipynb"]
    if cwd:
        paths = [str(folder / p) for p in paths]
    where = {**os.environ, "MAWAQIF_ROOT": str(folder), **env}
    return subprocess.run(
        [*command, *paths, *arguments], cwd=cwd or folder, env=where, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Any]:
    """Run the notebook of a folder in this process."""

    def run(folder: Path) -> Any:
        monkeypatch.setenv("MAWAQIF_ROOT", str(folder))
        return papermill.execute_notebook(folder / "notebooks/tiny.ipynb", output(folder), engine_name="mawaqif", progress_bar=False)

    return run


def output(folder: Path) -> Path:
    return folder / "data" / "report" / "notebooks" / "tiny.ipynb"


def test_two_folders_two_time_zones_two_languages_give_the_same_bytes(tmp_path: Path) -> None:
    nb = book(TELLTALE, "%time 1 + 1", parameters="days: int = 3  # days")
    one, two = project(tmp_path / "one", nb), project(tmp_path / "مشروع آخر" / "two", nb)
    a = by_command(one, "-p", "days", "5", TZ="Asia/Damascus", LANG="ar_SY.UTF-8", PYTHONHASHSEED="1")
    b = by_command(two, "-p", "days", "5", cwd=tmp_path, TZ="America/New_York", LANG="C", LC_ALL="C", PYTHONHASHSEED="2", MPLBACKEND="svg")
    assert (a.returncode, a.stderr, b.returncode, b.stderr) == (0, "", 0, "")
    made = output(one).read_bytes()
    assert made == output(two).read_bytes()
    text = made.decode("utf-8")
    for volatile in (str(tmp_path), str(Path.home()), sys.prefix, "start_time", "duration", "Wall time", "iopub"):
        assert volatile not in text
    executed = nbformat.reads(text, as_version=4)
    assert executed.metadata.papermill == {"parameters": {"days": 5}}
    assert [c.id for c in executed.cells] == ["c0", "injected-parameters-1", "c1", "c2"]
    assert "./data/نص.txt" in text
    assert "object object at 0x…" in text
    assert f"'{socket.gethostname()}'" not in text
    assert f"\n{socket.gethostname()}\n" not in executed.cells[2].outputs[0].text
    assert len((one / "data" / "logs" / "tiny.timings.jsonl").read_text(encoding="utf-8").splitlines()) == 4


def test_timings_are_appended_run_by_run(tmp_path: Path, run: Run) -> None:
    folder = project(tmp_path / "p", book("1 + 1"))
    run(folder)
    run(folder)
    rows = [json.loads(line) for line in (folder / "data/logs/tiny.timings.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(r["notebook"], r["cell"], r["first_line"]) for r in rows] == [("tiny", 1, "1 + 1")] * 2
    assert all(r["seconds"] >= 0 for r in rows)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("\n# هنا الخطأ\nx = 1 / 0", "tiny: cell [2] `# هنا الخطأ` failed with ZeroDivisionError: division by zero"),
        ("import time; time.sleep(30)", "tiny: cell [2] `import time; time.sleep(30)` failed with CellTimeoutError: took longer than 3 s"),
        ("import os; os._exit(0)", "tiny: cell [2] `import os; os._exit(0)` failed with DeadKernelError: the kernel died"),
        ("exit = SystemExit(0)\nraise exit", "tiny: cell [2] `exit = SystemExit(0)` failed with SystemExit: 0"),
    ],
    ids=["an error", "too long", "a dead kernel", "a notebook that leaves early"],
)
def test_a_failing_notebook_says_where_in_one_line_and_leaves_the_last_good_output(
    tmp_path: Path, run: Run, source: str, said: str
) -> None:
    folder = project(tmp_path / "p", book("print('قبل')", source, "print('بعد')"), timeout=3)
    output(folder).parent.mkdir(parents=True)
    output(folder).write_text("the last good output", encoding="utf-8")
    with pytest.raises(execution.NotebookFailed) as failed:
        run(folder)
    assert failed.value.exit_code == 1
    assert failed.value.message.startswith(said)
    assert "\n" not in failed.value.message
    assert str(tmp_path) not in failed.value.message
    assert output(folder).read_text(encoding="utf-8") == "the last good output"
    assert [p.name for p in output(folder).parent.iterdir()] == ["tiny.ipynb"]
    partial = nbformat.read(folder / "data" / "logs" / "tiny.failed.ipynb", as_version=4)
    assert partial.cells[0].outputs[0].text == "قبل\n"
    assert partial.cells[2].outputs == []


def test_a_fault_in_the_input_ends_with_status_2_and_one_line(tmp_path: Path) -> None:
    folder = project(tmp_path / "p", book("from mawaqif.errors import MawaqifError\nraise MawaqifError('catalogue: row 3\\nhas no date')"))
    done = by_command(folder)
    assert done.returncode == 2
    assert "failed with MawaqifError: catalogue: row 3 has no date" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_run_that_succeeds_takes_the_failed_copy_away(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = project(tmp_path / "p", book("import os\nassert not os.environ.get('BREAK'), 'broken'"))
    monkeypatch.setenv("BREAK", "1")
    with pytest.raises(execution.NotebookFailed, match="AssertionError: broken"):
        run(folder)
    assert not output(folder).exists()
    monkeypatch.delenv("BREAK")
    run(folder)
    assert output(folder).exists()
    assert not (folder / "data" / "logs" / "tiny.failed.ipynb").exists()


def test_broken_parameters_are_named_before_anything_runs(tmp_path: Path, run: Run) -> None:
    folder = project(tmp_path / "p", book("1"))
    (folder / "params.yaml").write_text("engine:\n  cell_timeout_seconds: soon\n", encoding="utf-8")
    with pytest.raises(execution.NotebookFailed, match=r"params\.yaml: line 2: engine\.cell_timeout_seconds is 'soon'") as failed:
        run(folder)
    assert failed.value.exit_code == 2
    assert not output(folder).exists()


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    execution.write_whole("old", path)
    with pytest.raises(UnicodeEncodeError):
        execution.write_whole("new \udc80", path)
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_kernel_gets_a_fixed_environment_and_keeps_the_data_of_camel_tools(tmp_path: Path) -> None:
    shell = {"LC_TIME": "ar_SY", "LANG": "ar_SY", "MPLBACKEND": "tkagg", "MATPLOTLIBRC": "/x", "CAMELTOOLS_DATA": "/data", "PATH": "/bin"}
    kernel = execution.kernel_environment(shell, tmp_path, tmp_path)
    assert (kernel["TZ"], kernel["LC_ALL"], kernel["PYTHONHASHSEED"]) == ("UTC", "C.UTF-8", "0")
    assert (kernel["CAMELTOOLS_DATA"], kernel["PATH"]) == ("/data", "/bin")
    assert not {"LC_TIME", "MPLBACKEND", "MATPLOTLIBRC"} & set(kernel)


def test_printed_pieces_and_warnings_are_joined_whatever_their_order() -> None:
    def pieces(*named: tuple[str, str]) -> nbformat.NotebookNode:
        nb = book("x")
        nb.cells[0].outputs = [nbformat.v4.new_output("stream", name=name, text=text) for name, text in named]
        return nb

    one = canonical.notebook(pieces(("stderr", "w"), ("stdout", "أ"), ("stdout", "ب\n")), root=Path("/nowhere"), own_ids={"c0"})
    two = canonical.notebook(pieces(("stdout", "أب"), ("stderr", "w"), ("stdout", "\n")), root=Path("/nowhere"), own_ids={"c0"})
    assert one == two
    assert [o.text for o in one.cells[0].outputs] == ["أب\n", "w"]


def test_random_ids_of_tables_get_numbers_and_numbers_of_texts_stay() -> None:
    nb = book("x")
    html = '<style>#T_3fa2b_row0 {}</style><table id="T_3fa2b"><td>0x1F</td><td>3.11.70</td></table>'
    nb.cells[0].outputs = [nbformat.v4.new_output("display_data", data={"text/html": html})]
    made = canonical.notebook(nb, root=Path("/nowhere")).cells[0].outputs[0].data["text/html"]
    assert made == '<style>#T_00001_row0 {}</style><table id="T_00001"><td>0x1F</td><td>3.11.70</td></table>'


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("/work space/مشروع/data/x", "./data/x"),
        ("'/work space/مشروع'", "'.'"),
        ("/work space/مشروع-2/x", "/work space/مشروع-2/x"),
        ("https://example.org/work space/مشروع", "https://example.org/work space/مشروع"),
        ("<a at 0x7f3a2b1c9d40>", "<a at 0x…>"),
        ("/T/ipykernel_4711/12345.py:3: UserWarning", "cell.py:3: UserWarning"),
    ],
)
def test_what_differs_from_machine_to_machine_is_replaced(text: str, scrubbed: str) -> None:
    assert canonical.scrubber(Path("/work space/مشروع"))(text) == scrubbed
