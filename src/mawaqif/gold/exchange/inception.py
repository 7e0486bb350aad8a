"""INCEpTION: UIMA CAS as XMI (`<article_id>.xmi`, `TypeSystem.xml`) or as JSON (`<article_id>.json`), by dkpro-cassis.

Import `TypeSystem.xml` under Layers first, then the documents. Layers: `mawaqif.Mention`, `mawaqif.Attribution` (the cue, with
slots for source and content), `mawaqif.Source`, `mawaqif.Content`, `mawaqif.Chain` (a relation from the outer attribution to
the inner one), `mawaqif.Stance` (with a slot for its voice), `mawaqif.Note`; sentences and tokens are DKPro's. Offsets in the
files are UTF-16 code units; cassis converts them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cassis import Cas, TypeSystem, load_cas_from_json, load_cas_from_xmi, load_typesystem

from mawaqif.errors import MawaqifError
from mawaqif.gold.exchange.model import LAYERS, RAW, ROLES, Document, Item, Link
from mawaqif.schemas import write_text
from mawaqif.segmentation import sentences

LOST: tuple[str, ...] = ()

_TYPES = {layer: f"mawaqif.{'Attribution' if layer == 'Cue' else layer}" for layer in LAYERS}
_CHAIN = "mawaqif.Chain"
_SLOTS = {role: ends for role, ends in ROLES.items() if role != "parent"}
_FEATURES = {"id": "attribution_id"}  # our name → name in the CAS, where `id` is taken by the format
_OURS = {v: k for k, v in _FEATURES.items()}
_DKPRO = "de.tudarmstadt.ukp.dkpro.core.api"
_SENTENCE, _TOKEN = f"{_DKPRO}.segmentation.type.Sentence", f"{_DKPRO}.segmentation.type.Token"
_METADATA = f"{_DKPRO}.metadata.type.DocumentMetaData"


def type_system() -> TypeSystem:
    """The layers as UIMA types; INCEpTION makes its layers from them."""
    types = TypeSystem()
    for name in (_SENTENCE, _TOKEN):
        types.create_type(name, "uima.tcas.Annotation")
    metadata = types.create_type(_METADATA, "uima.tcas.DocumentAnnotation")
    for feature in ("documentId", "documentTitle"):
        types.create_feature(metadata, feature, "uima.cas.String")
    made = {layer: types.create_type(name, "uima.tcas.Annotation") for layer, name in _TYPES.items()}
    for layer, features in LAYERS.items():
        for feature in [*features, RAW]:
            types.create_feature(made[layer], _FEATURES.get(feature, feature), "uima.cas.String")
    for role, (layer, to) in _SLOTS.items():
        link = types.create_type(_link_type(role), "uima.cas.TOP")
        types.create_feature(link, "role", "uima.cas.String")
        types.create_feature(link, "target", made[to])
        types.create_feature(made[layer], role, "uima.cas.FSArray", elementType=link, multipleReferencesAllowed=False)
    chain = types.create_type(_CHAIN, "uima.tcas.Annotation")
    types.create_feature(chain, "Dependent", made["Cue"])
    types.create_feature(chain, "Governor", made["Cue"])
    return types


def _link_type(role: str) -> str:
    return f"mawaqif.{role.capitalize()}Link"


def to_cas(document: Document, types: TypeSystem | None = None) -> Cas:
    """One article as a CAS."""
    types = types or type_system()
    cas = Cas(typesystem=types)
    cas.sofa_string = document.text
    cas.sofa_mime = "text/plain"
    cas.document_language = "ar"
    get = types.get_type
    title = document.article_id
    cas.add(get(_METADATA)(begin=0, end=len(document.text), language="ar", documentId=title, documentTitle=title))
    cas.add_all(get(_SENTENCE)(begin=s.start, end=s.end) for s in sentences(document.text))
    cas.add_all(get(_TOKEN)(begin=m.start(), end=m.end()) for m in re.finditer(r"\w+|[^\w\s]", document.text))
    made = {}
    for item in document.items:
        features = {_FEATURES.get(k, k): v for k, v in item.features.items()}
        made[item.key] = get(_TYPES[item.layer])(begin=item.start, end=item.end, **features)
    slots = defaultdict(list)
    for link in document.links:
        if link.role in _SLOTS:
            slots[link.from_key, link.role].append(get(_link_type(link.role))(role=link.role, target=made[link.to_key]))
        else:
            inner, outer = made[link.from_key], made[link.to_key]
            cas.add(get(_CHAIN)(begin=inner.begin, end=inner.end, Governor=outer, Dependent=inner))
    for (key, role), links in slots.items():
        made[key][role] = get("uima.cas.FSArray")(elements=links)
    cas.add_all(made.values())
    return cas


def write_xmi(documents: Sequence[Document], folder: Path) -> list[Path]:
    """`TypeSystem.xml` and one XMI file an article; gives the paths written."""
    write_text(type_system().to_xml(), folder / "TypeSystem.xml")
    return [folder / "TypeSystem.xml", *_write(documents, folder, "xmi", lambda cas: cas.to_xmi(pretty_print=True))]


def write_json(documents: Sequence[Document], folder: Path) -> list[Path]:
    """One JSON CAS an article, which holds its type system; gives the paths written."""
    return _write(documents, folder, "json", lambda cas: cas.to_json(pretty_print=True, ensure_ascii=False) + "\n")


def _write(documents: Sequence[Document], folder: Path, suffix: str, text_of: Callable[[Cas], str]) -> list[Path]:
    made = []
    for document in documents:
        made.append(folder / f"{document.article_id}.{suffix}")
        write_text(text_of(to_cas(document)), made[-1])
    return made


def from_cas(cas: Cas, article_id: str, *, where: str) -> Document:
    """One article from a CAS with the types of `type_system`.

    Raises:
        MawaqifError: A slot or a chain without both ends.
    """
    text = cas.sofa_string or ""
    items, links, keys = [], [], {}
    for layer, name in _TYPES.items():
        for n, fs in enumerate(cas.select(name) if cas.typesystem.contains_type(name) else [], 1):
            names = {f.name for f in fs.type.all_features}
            own = [f for f in [*LAYERS[layer], RAW] if _FEATURES.get(f, f) in names]
            features = {f: str(fs[_FEATURES.get(f, f)]) for f in own if fs[_FEATURES.get(f, f)] is not None}
            keys[fs.xmiID] = f"{layer.lower()}{n}"
            items.append((Item(keys[fs.xmiID], layer, fs.begin, fs.end, features), fs))
    for item, fs in items:
        for role in (r for r, (layer, _) in _SLOTS.items() if layer == item.layer):
            for slot in _elements(fs[role]):
                links.append(Link(role, item.key, _key(slot.target, keys, f"{where}: {item.layer} {item.start}:{item.end}, slot {role}")))
    for fs in cas.select(_CHAIN) if cas.typesystem.contains_type(_CHAIN) else []:
        ends = [_key(end, keys, f"{where}: chain at {fs.begin}:{fs.end}") for end in (fs.Dependent, fs.Governor)]
        links.append(Link("parent", ends[0], ends[1]))
    return Document(article_id, text, tuple(item for item, _ in items), tuple(links))


def _elements(slots: Any) -> list[Any]:
    if slots is None:
        return []
    return list(slots) if isinstance(slots, list) else list(slots.elements or [])


def _key(fs: Any, keys: dict[Any, str], where: str) -> str:
    if fs is None or fs.xmiID not in keys:
        raise MawaqifError(f"{where}: has no target. Fill the slot or take it away.")
    return keys[fs.xmiID]


def read_xmi(folder: Path) -> list[Document]:
    """All XMI files of a folder, with the `TypeSystem.xml` beside them."""
    types = folder / "TypeSystem.xml"
    if not types.exists():
        raise MawaqifError(f"{types}: not there. Put the type system of the export beside the XMI files.")

    def load(path: Path) -> Cas:
        with path.open("rb") as file, types.open("rb") as system:
            return load_cas_from_xmi(file, typesystem=load_typesystem(system))

    return [_read(path, load) for path in sorted(folder.glob("*.xmi"))]


def read_json(folder: Path) -> list[Document]:
    """All JSON CAS files of a folder."""

    def load(path: Path) -> Cas:
        with path.open("rb") as file:
            return load_cas_from_json(file)

    return [_read(path, load) for path in sorted(folder.glob("*.json"))]


def _read(path: Path, load: Callable[[Path], Cas]) -> Document:
    try:
        cas = load(path)
    except Exception as e:  # cassis and lxml raise many kinds, all of which mean the same to who imports
        raise MawaqifError(f"{path}: no UIMA CAS of these layers: {type(e).__name__}: {e}. Export it from INCEpTION again.") from e
    return from_cas(cas, path.stem, where=str(path))
