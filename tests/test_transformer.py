"""A transformer registers like the classifier: a tiny model is made here, saved and read back; nothing is downloaded."""

import json
from pathlib import Path

import numpy as np
import pytest

from mawaqif import methods, records, schemas
from mawaqif.classifier import CLASSES, candidates
from mawaqif.errors import MawaqifError
from mawaqif.stances import Reading
from mawaqif.transformer import Transformer, marked
from test_methods import LEXICON, corpus


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of one layer with random weights of a fixed seed, its labels in another order than ours."""
    transformers, torch = pytest.importorskip("transformers"), pytest.importorskip("torch")
    made = tmp_path_factory.mktemp("model")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"<>:ht", "state", "organisation", "دعمت", "أدانت", "أمس", "في"]
    (made / "vocab.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    transformers.BertTokenizerFast(vocab=str(made / "vocab.txt")).save_pretrained(made)
    torch.manual_seed(0)
    names = dict(enumerate(reversed(CLASSES)))
    config = transformers.BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16, num_labels=4,
        id2label=names, label2id={v: k for k, v in names.items()}, initializer_range=0.5,
    )  # fmt: skip
    transformers.BertForSequenceClassification(config).save_pretrained(made)
    return made


def test_a_saved_model_is_read_and_its_labels_are_put_in_our_order(folder: Path, tmp_path: Path) -> None:
    sentences = ["دعمت <h:state> أمس <t:state>", "أدانت <t:state> أمس <h:state> في", "في"] * 15
    chances = Transformer(folder).probabilities(sentences)
    assert chances.shape == (45, 4) and np.allclose(chances.sum(axis=1), 1)
    assert np.allclose(chances, Transformer(folder).probabilities(sentences))
    assert Transformer(folder).probabilities([]).shape == (0, 4)
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    config = json.loads((tmp_path / "config.json").read_text(encoding="utf-8"))
    config["id2label"] = {str(k): c for k, c in enumerate(CLASSES)}
    (tmp_path / "config.json").write_text(json.dumps(config), encoding="utf-8")
    assert np.allclose(Transformer(tmp_path).probabilities(sentences), chances[:, ::-1])


def test_it_gives_the_table_of_stances_beside_the_other_methods(folder: Path) -> None:
    articles, mentions, attributions, gold = corpus()
    found = methods.find(articles, mentions, attributions, LEXICON, gold, model=folder)
    assert tuple(found.stances) == methods.METHODS
    table = found.of("transformer")
    schemas.check(table, schemas.STANCES)
    assert len(table) and set(table["rule"]) == {"transformer"}


def test_the_sentence_it_reads_names_kinds_and_not_actors() -> None:
    articles, mentions, _, _ = corpus()
    ((_, document),) = records.documents(articles.head(1))
    rows = records.mentions_of(mentions[mentions["article_id"] == "x00"])
    pairs = candidates(document, rows, [], LEXICON, Reading(document, rows, [], LEXICON))
    read = [marked(document, rows, c) for c in pairs]
    assert read[0].startswith("دعمت <h:state> أمس <t:state>")
    assert all(one.count("<h") == one.count("<t") == 1 for one in read)
    assert not any("روسيا" in one or "إيران" in one for one in read)


def test_a_folder_without_a_model_a_wrong_label_and_no_folder_say_what_to_do(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(MawaqifError, match=r"config\.json is missing.*stances\.model"):
        Transformer(tmp_path)
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(MawaqifError, match=r"not a sequence classifier"):
        Transformer(tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    for path in folder.iterdir():
        (other / path.name).write_bytes(path.read_bytes())
    config = json.loads((other / "config.json").read_text(encoding="utf-8"))
    config["id2label"]["0"] = "praise"
    (other / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(MawaqifError, match=r"praise.*needed: none, oppose, neutral, support"):
        Transformer(other)
    articles, mentions, attributions, _ = corpus()
    with pytest.raises(MawaqifError, match=r"names no folder"):
        methods.find(articles, mentions, attributions, LEXICON, {}).of("transformer")
