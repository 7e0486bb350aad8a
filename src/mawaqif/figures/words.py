"""What figures say besides names and numbers, in both languages."""

from __future__ import annotations

_WORDS: dict[str, tuple[str, str]] = {
    "data": ("data", "البيانات"),
    "source": ("Source: mawaqif", "المصدر: مواقف"),
    "both": ("both alike", "كلاهما سواء"),
    "supports": ("supports", "يدعم"),
    "opposes": ("opposes", "يعارض"),
    "neutral": ("contact, no side", "تواصل بلا انحياز"),
    "support": ("support", "دعم"),
    "opposition": ("opposition", "معارضة"),
    "work": ("work", "العمل"),
    "coverage": ("share that counts", "نسبة ما يُحتسب"),
    "held": ("held out", "المحجوبة"),
    "undated": ("no date", "بلا تاريخ"),
    "unlinked": ("named, not in the registry", "مسمّون خارج السجل"),
    "anonymous": ("unnamed sources", "مصادر غير مسماة"),
    "unknown": ("source not said", "مصدر غير مذكور"),
    "in_quotes": ("in quotation marks", "بين علامتي تنصيص"),
    "reported": ("reported", "منقول"),
    "statements": ("statements", "عدد الأقوال"),
    "all": ("all", "الكل"),
}

KINDS: dict[str, tuple[str, str]] = {
    "official": ("Officials", "مسؤولون"),
    "body": ("Bodies", "جهات"),
    "person": ("Persons", "أشخاص"),
    "outlet": ("Outlets", "وسائل إعلام"),
    "report": ("Reports", "تقارير"),
    "document": ("Documents", "وثائق"),
    "anonymous": ("Unnamed sources", "مصادر غير مسماة"),
    "unknown": ("Unknown", "غير معروف"),
}

LAYERS: dict[str, tuple[str, str]] = {
    "mentions_exact": ("Names: same span", "الأسماء: المدى نفسه"),
    "mentions_overlap": ("Names: spans overlap", "الأسماء: مدى متداخل"),
    "links": ("Names with their actor", "الأسماء مع جهاتها"),
    "cues": ("Cues of speech", "ألفاظ القول"),
    "sources": ("Sources of speech", "مصادر القول"),
    "contents": ("Contents of speech", "مضامين القول"),
    "speakers": ("Speakers", "المتكلمون"),
    "chains": ("Chains of voices", "سلاسل الأصوات"),
    "pairs": ("Pairs: holder and target", "الأزواج: صاحب الموقف وهدفه"),
    "stances": ("Stances: pair and polarity", "المواقف: الزوج والقطبية"),
    "stances_macro": ("Stances: mean of the three sides", "المواقف: متوسط الجهات الثلاث"),
}


def say(word: str, language: str) -> str:
    """A word of the figures in the language."""
    return _WORDS[word][language == "ar"]


def kind(name: str, language: str) -> str:
    """A kind of source, in the plural."""
    return KINDS[name][language == "ar"]


def layer(name: str, language: str) -> str:
    """A layer that is scored."""
    return LAYERS[name][language == "ar"] if name in LAYERS else name


def counted_noun(n: int, forms: str, language: str) -> str:
    """A number with its noun: «3 articles», «٣ مقالات», «١١ مقالًا», «مقالان».

    Args:
        forms: `article`, `story`, `statement`, `actor` or `source`.
    """
    from mawaqif.figures.text import number

    if language == "en":
        one, many = _ENGLISH[forms]
        return f"{number(n, 'en')} {one if n == 1 else many}"
    singular, dual, plural, accusative, genitive = _ARABIC[forms]
    if n in (1, 2):
        return singular if n == 1 else dual
    rest = n % 100
    noun = plural if n == 0 or 3 <= rest <= 10 else accusative if 11 <= rest <= 99 else genitive
    return f"{number(n, 'ar')} {noun}"


_ENGLISH = {
    "article": ("article", "articles"),
    "story": ("story", "stories"),
    "statement": ("statement", "statements"),
    "actor": ("actor", "actors"),
    "stance": ("stance", "stances"),
    "source": ("source", "sources"),
    "choice": ("set of choices", "sets of choices"),
}
_ARABIC = {
    "article": ("مقال واحد", "مقالان", "مقالات", "مقالًا", "مقال"),
    "story": ("قصة واحدة", "قصتان", "قصص", "قصة", "قصة"),
    "statement": ("قول واحد", "قولان", "أقوال", "قولًا", "قول"),
    "actor": ("جهة واحدة", "جهتان", "جهات", "جهة", "جهة"),
    "stance": ("موقف واحد", "موقفان", "مواقف", "موقفًا", "موقف"),
    "source": ("مصدر واحد", "مصدران", "مصادر", "مصدرًا", "مصدر"),
    "choice": ("مجموعة خيارات واحدة", "مجموعتا خيارات", "مجموعات خيارات", "مجموعة خيارات", "مجموعة خيارات"),
}
