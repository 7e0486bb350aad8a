"""Reads the hand-made tables of `data/manual` and checks each row's form; errors name file, line and mend."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from mawaqif import paths
from mawaqif.errors import MawaqifError
from mawaqif.lexicon import models

LINE = "__line__"
R = TypeVar("R", bound=models.Row)


class _Loader(yaml.CSafeLoader):
    """YAML that remembers the line of each mapping."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        mapping[LINE] = node.start_mark.line + 1
        return mapping


def _construct(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _construct)


def _strip(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _strip(v) for k, v in value.items() if k != LINE}
    if isinstance(value, list):
        return [_strip(v) for v in value]
    return value


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: the file as seen from `data/manual`, and the line."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(slots=True)
class Tables:
    """All hand-made tables; each row comes with its place."""

    actors: list[tuple[models.Actor, Place]] = field(default_factory=list)
    organs: list[tuple[models.Organ, Place]] = field(default_factory=list)
    offices: list[tuple[models.Office, Place]] = field(default_factory=list)
    titles: list[tuple[models.Title, Place]] = field(default_factory=list)
    heads: list[tuple[models.BodyHead, Place]] = field(default_factory=list)
    anonymous: list[tuple[models.Anonymous, Place]] = field(default_factory=list)
    spokes: list[tuple[models.Spokes, Place]] = field(default_factory=list)
    hedges: list[tuple[models.Hedge, Place]] = field(default_factory=list)
    cues: list[tuple[models.Cue, Place]] = field(default_factory=list)
    predicates: list[tuple[models.Predicate, Place]] = field(default_factory=list)
    light: list[tuple[models.Light, Place]] = field(default_factory=list)


def read_rows(path: Path, model: type[R], folder: Path) -> list[tuple[R, Place]]:
    """The rows of one YAML file.

    Raises:
        MawaqifError: The file is not YAML, not a list, or a row breaks its model; with file, line and mend.
    """
    name = path.relative_to(folder).as_posix()
    try:
        loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except yaml.YAMLError as e:
        mark = getattr(e, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise MawaqifError(f"{name}:{line}: not YAML ({getattr(e, 'problem', e)}). Mend the line; quote strings that hold a colon.") from e
    if not isinstance(loaded, list):
        raise MawaqifError(f"{name}:1: a list of rows is expected, found {type(loaded).__name__}. Begin each row with «- ».")
    rows = []
    for i, row in enumerate(loaded):
        if not isinstance(row, dict):
            raise MawaqifError(f"{name}: row {i + 1} is {row!r}, not a mapping. See docs/data-formats.md.")
        place = Place(name, row[LINE])
        try:
            rows.append((model.model_validate(_strip(row)), place))
        except ValidationError as e:
            first = e.errors()[0]
            where = ".".join(str(p) for p in first["loc"])
            raise MawaqifError(f"{place}: {where}: {first['msg']} (found {first['input']!r}). See docs/data-formats.md.") from e
    return rows


def read_tables(folder: Path = paths.MANUAL) -> Tables:
    """All tables under `data/manual`, in the order of their file names."""
    tables = Tables()
    for path in sorted((folder / "actors").glob("*.yaml")):
        tables.actors += read_rows(path, models.Actor, folder)
    tables.organs = read_rows(folder / "organs.yaml", models.Organ, folder)
    tables.offices = read_rows(folder / "offices.yaml", models.Office, folder)
    words = folder / "words"
    tables.titles = read_rows(words / "titles.yaml", models.Title, folder)
    tables.heads = read_rows(words / "heads.yaml", models.BodyHead, folder)
    tables.anonymous = read_rows(words / "anonymous.yaml", models.Anonymous, folder)
    tables.spokes = read_rows(words / "spokes.yaml", models.Spokes, folder)
    tables.hedges = read_rows(words / "hedges.yaml", models.Hedge, folder)
    for path in sorted((folder / "cues").glob("*.yaml")):
        tables.cues += read_rows(path, models.Cue, folder)
    for path in sorted((folder / "predicates").glob("*.yaml")):
        if path.name == "light.yaml":
            tables.light = read_rows(path, models.Light, folder)
        else:
            tables.predicates += read_rows(path, models.Predicate, folder)
    return tables
