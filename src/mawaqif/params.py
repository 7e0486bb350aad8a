"""`params.yaml` read and checked: a section a stage, and one for the notebook engine.

read_params().clean.near_copy_days      # 3
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mawaqif import paths
from mawaqif.errors import MawaqifError

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=1)]
Name = Annotated[str, Field(min_length=1)]


class _Section(BaseModel):
    """Strict: `off` and 007 are no names, and a misspelt key is not silently without effect."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Clean(_Section):
    collections: Name
    steps_off: str
    near_copy_threshold: Annotated[float, Field(gt=0, le=1)]
    near_copy_days: Annotated[int, Field(ge=0)]
    seed: Annotated[int, Field(ge=0)]
    max_bytes: Count


class Actors(_Section):
    back_end: Name
    min_alias_chars: Count


class Attribution(_Section):
    examples: Count


class Stances(_Section):
    method: Name
    model: str
    score_threshold: Share


class Evaluate(_Section):
    draws: Count
    level: Annotated[float, Field(gt=0, lt=1)]
    overlap: Annotated[float, Field(gt=0, le=1)]
    seed: Annotated[int, Field(ge=0)]


class Robustness(_Section):
    score_thresholds: Name
    min_statements: Count
    draws: Count
    level: Annotated[float, Field(gt=0, lt=1)]
    seed: Annotated[int, Field(ge=0)]


class Report(_Section):
    languages: Annotated[list[Literal["en", "ar"]], Field(min_length=1)]
    top_actors: Count
    seed: Annotated[int, Field(ge=0)]


class Engine(_Section):
    cell_timeout_seconds: Count


class Params(_Section):
    """All of `params.yaml`; what each value means and its unit stand beside it there."""

    clean: Clean
    actors: Actors
    attribution: Attribution
    stances: Stances
    evaluate: Evaluate
    robustness: Robustness
    report: Report
    engine: Engine


def names(text: str) -> list[str]:
    """The names in a value like `"open, sy24"`, in their order."""
    return [name.strip() for name in text.split(",") if name.strip()]


def read_params(path: Path | None = None) -> Params:
    """The parameters of the project.

    Raises:
        MawaqifError: The file is not there, is no YAML, or a value is wrong; names file, line, key, value and mend.
    """
    path = path or paths.PARAMS
    name = path.name
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as e:
        raise MawaqifError(f"{name}: cannot be read ({e}). Take it from git: git checkout {name}") from e
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        values = yaml.safe_load(text)
    except yaml.YAMLError as e:
        mark = getattr(e, "problem_mark", None)
        at = f"line {mark.line + 1}: " if mark else ""
        problem = getattr(e, "problem", None) or "not YAML"
        raise MawaqifError(f"{name}: {at}{problem}. Correct the line; `git diff {name}` shows what changed.") from e
    lines = dict(_lines(node)) if node else {}
    if twice := _repeated(node):
        key, line = twice
        raise MawaqifError(f"{name}: line {line}: {key} stands twice. Keep one of the two.")
    try:
        return Params.model_validate(values if isinstance(values, dict) else {})
    except ValidationError as e:
        raise MawaqifError("\n".join(f"{name}: {_fault(error, lines)}" for error in e.errors())) from e


def _lines(node: yaml.Node, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], int]]:
    """Each key with the line it stands on."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            at = (*path, str(key.value))
            yield at, key.start_mark.line + 1
            yield from _lines(value, at)


def _repeated(node: yaml.Node | None, path: tuple[str, ...] = ()) -> tuple[str, int] | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    seen: set[str] = set()
    for key, value in node.value:
        at = (*path, str(key.value))
        if key.value in seen:
            return ".".join(at), key.start_mark.line + 1
        seen.add(key.value)
        if found := _repeated(value, at):
            return found
    return None


def _fault(error: Any, lines: dict[tuple[str, ...], int]) -> str:
    """Line, key, value and mend of one fault."""
    at = tuple(str(part) for part in error["loc"])
    key = ".".join(at)
    line = next((lines[at[:n]] for n in range(len(at), 0, -1) if at[:n] in lines), 1)
    if error["type"] == "missing":
        return f"line {line}: {key} is missing. Add it; `git checkout {paths.PARAMS.name}` brings the committed values back."
    if error["type"] == "extra_forbidden":
        known = _known(at[:-1])
        near = get_close_matches(at[-1], known, n=1)
        return f"line {line}: unknown key {key}; known: {', '.join(known)}. " + (f"Write {near[0]}." if near else "Remove it.")
    said = error["msg"][0].lower() + error["msg"][1:]
    return f"line {line}: {key} is {error['input']!r}: {said}. Correct the value."


def _known(section: tuple[str, ...]) -> list[str]:
    model: type[BaseModel] = Params
    for part in section:
        annotation = model.model_fields[part].annotation
        if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            return []
        model = annotation
    return list(model.model_fields)
