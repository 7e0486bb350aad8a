"""A small article with everything that makes exchange hard, and its gold: proclitics, nesting, two speakers, emoji, a second paragraph."""

from mawaqif.cleaning import clean
from mawaqif.gold import authoring, store
from mawaqif.gold.texts import Text

RAW = (
    "موسكو تُؤكّد دعمـها 🇷🇺 لدمشق\n\n"
    "نقلت الوكالة 📰 عن وزير الخارجية الروسي أن بلاده تدعم دمشق. وأضاف أن «واشنطن تهدد السلام 😀 في المنطقة».\n"
    "ونفت واشنطن ذلك، وقالت إن موسكو تقصف المدنيين.\n"
)

COMPACT = """
article_id: tiny-1
mentions:
  - [موسكو, 1, RUS, state, metonym]
  - [دمشق, 1, SYR, state, metonym]
  - [الوكالة, null, outlet, description, ORG-AGENCY]
  - [وزير الخارجية الروسي, RUS-MFA, government, office]
  - [دمشق, 2, SYR, state, metonym]
  - [واشنطن, 1, USA, state, metonym]
  - [واشنطن, 2, USA, state, metonym]
  - [موسكو, 2, RUS, state, metonym]
attributions:
  - {id: a1, cue: نقلت, source: الوكالة, speaker: ORG-AGENCY, source_kind: outlet, mode: indirect,
     content: [بلاده تدعم دمشق], distance: neutral}
  - {id: a2, cue: [عن, 1], source: وزير الخارجية الروسي, speaker: RUS-MFA, source_kind: official, mode: indirect,
     content: [بلاده تدعم دمشق], parent: a1, distance: neutral}
  - {id: a3, cue: أضاف, speaker: RUS-MFA, source_kind: official, mode: direct, inherited: true, parent: a1,
     content: [واشنطن تهدد السلام 😀 في المنطقة], distance: neutral}
  - {id: خبر 4, cue: قالت, source: [واشنطن, 2], speaker: USA, source_kind: body, mode: indirect,
     content: [موسكو تقصف المدنيين], distance: neutral}
  - {id: a5, cue: نفت, source: [واشنطن, 2], speaker: USA, source_kind: body, mode: mixed, distance: deny,
     content: [بلاده تدعم دمشق, "واشنطن تهدد … المنطقة"]}
stances:
  - {holder: RUS, target: SYR, polarity: 1, basis: act, event_type: SUPPORT, voice: a2, evidence: بلاده تدعم دمشق}
  - {holder: RUS-MFA, target: USA, polarity: -1, basis: speech, event_type: ACCUSE, voice: a1, evidence: واشنطن تهدد السلام}
  - {holder: USA, target: RUS, polarity: -1, basis: speech, event_type: REJECT, factuality: denied, certainty: hedged,
     evidence: "السلام … واشنطن ذلك"}
notes:
  - {at: السلام 😀, note: "سطر أول\\nسطر\\tثان 100% «😀»"}
"""

TEXT = Text(clean(RAW), store.sha256(RAW))


def gold(source: str = COMPACT, pass_name: str = "a") -> store.Gold:
    """Gold of the small article from a compact file."""
    return authoring.parse(source, TEXT.clean, pass_name=pass_name, raw_sha256=TEXT.raw_sha256, where="tiny.yaml")


def text_of(article_id: str) -> Text | None:
    """The small article's text; any other is absent."""
    return TEXT if article_id == "tiny-1" else None
