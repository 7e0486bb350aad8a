"""What all tests share: how many examples a property is tried on, and where real news lies, if it does."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# `make test-long` asks for 100,000; the same examples every time, so that a failure can be repeated
EXAMPLES = int(os.environ.get("MAWAQIF_EXAMPLES", "2000"))
settings.register_profile(
    "mawaqif",
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("mawaqif")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def real_news() -> list[str]:
    """Raw texts of real news (others' property, never part of the project); the test is skipped where they are not."""
    import gzip
    import json

    texts = []
    for name in ("saudinewsnet.jsonl.gz", "antcorpus.jsonl.gz"):
        path = SHARED / "real" / name
        if not path.exists():
            pytest.skip(f"{name} is not beside the project; it may not be passed on")
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                texts.append((record.get("title") or "") + "\n\n" + (record.get("content") or record.get("text") or ""))
    return texts
