"""The constructions of docs/stances.md, one sentence each, for a reader of Arabic to check by eye."""

import pytest

from mawaqif import annotate, load_lexicon

LEXICON = load_lexicon()


def found(text):
    """Holder, target and polarity of each row, with its rule."""
    return {(s.holder_id, s.target_id, s.polarity): s.rule for s in annotate(text, LEXICON).stance_rows}


def both(one, other, polarity):
    return {(one, other, polarity), (other, one, polarity)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the deed stands for who did it
        ("رفضت السعودية القرار الأميركي. ورحبت إسرائيل بالقرار.", {("SAU", "USA", -1), ("ISR", "USA", 1)}),
        ("شنت واشنطن غارات على البلدة. وأدانت طهران الغارات.", {("IRN", "USA", -1)}),
        # three named together, and two
        (
            "اجتمعت روسيا وإيران وتركيا. واتفقت الدول الثلاث على آلية.",
            both("RUS", "IRN", 1) | both("IRN", "TUR", 1) | both("RUS", "TUR", 1),
        ),
        ("دعمت إيران وروسيا الحكومة السورية. وهما حليفتا دمشق.", {("IRN", "SYR-GOV", 1), ("RUS", "SYR-GOV", 1)}),
        # phrases on the subject of the clause
        ("تقصف روسيا في سوريا بطلب من الأسد.", {("PERSON-BASHAR-ASSAD", "RUS", 1)}),
        ("استأنفت الرياض وطهران علاقاتهما بوساطة صينية.", {("CHN", "SAU", 0), ("CHN", "IRN", 0)}),
        # exceptions, sides, rejected deeds
        ("أخفقت روسيا في تمرير النص، إذ لم يؤيدها سوى الصين.", {("CHN", "RUS", 1)}),
        ("الخلاف بين روسيا والصين من جهة والدول الغربية من جهة أخرى", both("RUS", "WEST", -1) | both("CHN", "WEST", -1)),
        # names of states that end like adjectives are no adjectives
        ("دان الناتو إسقاط سوريا طائرة تركية.", {("SYR", "TUR", -1)}),
        # the one who speaks accuses, though another noun stands behind the verb
        ("وأدانته دمشق، واتهمت الولايات المتحدة بتأجيج الصراع في المنطقة.", {("SYR", "USA", -1)}),
        # relations that ask for ب
        ("البحرين والسودان تقطعان علاقاتهما بإيران", {("BHR", "IRN", -1), ("SDN", "IRN", -1)}),
        # an adjective of two is of both
        ("اعترفت دمشق بجمهوريتي دونيتسك ولوغانسك الانفصاليتين المواليتين لموسكو", {("DPR", "RUS", 1), ("LPR", "RUS", 1)}),
        # «غير» negates its own adjective only
        ("خلاف غير مألوف بين موسكو وطهران", both("RUS", "IRN", -1)),
        # the speaker's own stance, by what he says of whom the clause is about
        ("قال لافروف إن الوجود الأميركي في سوريا غير شرعي.", {("PERSON-SERGEI-LAVROV", "USA", -1)}),
        ("أعلنت هيلاري كلينتون أن على بشار الأسد أن يرحل.", {("PERSON-HILLARY-CLINTON", "PERSON-BASHAR-ASSAD", -1)}),
        # an official says of his state what «أن» brings
        ("أكد علي شمخاني أن التعاون مع روسيا استراتيجي.", both("IRN", "RUS", 1)),
        # whose deed stands before the colon
        ("الانسحاب الأميركي من الاتفاق: تأييد إسرائيلي", {("ISR", "USA", 1)}),
        # the verb that ف brings has the one behind «أما» for its subject
        ("أما روسيا، التي أيدت المشروع، فانتقدت الأمم المتحدة.", {("RUS", "UN", -1)}),
        # whose forces act
        ("قالت موسكو إن طائراتها قصفت مواقع داعش.", {("RUS-MIL", "ISIS", -1)}),
        # what is declared is one's own, what is criticised is another's
        ("أدان الائتلاف الوطني السوري الغزو الروسي، وأعلن وقوفه إلى جانب أوكرانيا.", {("SYR-COALITION", "UKR", 1)}),
        # another's word for it
        ("ندد خالد خوجة بما سماه العدوان الروسي.", {("PERSON-KHALED-KHOJA", "RUS", -1)}),
        # whoever is accused does what follows, joined by و too
        ("اتهمت كيلي كرافت روسيا والصين بالسعي إلى خنق المساعدات وبدعم بشار الأسد.", {("CHN", "PERSON-BASHAR-ASSAD", 1)}),
        # a pronoun of a verb that means a deed
        ("شنت واشنطن غارات على مواقع للجيش السوري. ورحبت الرياض بالغارات، وأيدتها لندن.", {("GBR", "USA", 1)}),
        # what one decides in office, his state decides
        ("أعلن دونالد ترامب انسحاب بلاده من الاتفاق. ورحب بنيامين نتنياهو بالقرار.", {("PERSON-BENJAMIN-NETANYAHU", "USA", 1)}),
        # a new clause has its own subject
        ("تدعم تركيا المعارضة السورية، فيما تقاتل روسيا إلى جانب الجيش السوري.", {("RUS", "SYR-MIL", 1)}),
    ],
)
def test_a_construction_gives_its_stances(text, expected):
    assert expected <= found(text).keys(), found(text)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("تدعم تركيا المعارضة السورية، فيما تقاتل روسيا إلى جانب الجيش السوري.", {("TUR", "SYR-MIL", 1), ("TUR", "RUS", -1)}),
        ("قطعت كييف العلاقات الدبلوماسية مع دمشق.", {("SYR", "UKR", -1)}),
        ("رفض المجلس الإسلامي السوري أي مصالحة مع النظام السوري.", {("SYR-ISLAMIC-COUNCIL", "SYR-GOV", 1)}),
        ("روسيا تبدأ غاراتها بطلب من الأسد وواشنطن تشكك في أهداف روسيا", {("USA", "RUS", 1)}),
        ("ردا على الغارات السعودية قال إنه سينتظر.", {("SAU", "SAU", 0)}),
        ("وصف الوفد الجولان بأنه أرض تحتلها إسرائيل. وقالت بريطانيا إنها ترى الجولان أرضا تحتلها إسرائيل.", {("ISR", "GBR", -1)}),
        ("وأبلغ أردوغان فولوديمير زيلينسكي دعم تركيا لوحدة أراضي أوكرانيا.", {("PERSON-VOLODYMYR-ZELENSKY", "TUR", 1)}),
        ("موسكو وطهران تدعمان دمشق، وأنقرة تدعم فصائل تقاتلها.", {("RUS", "SYR", -1), ("IRN", "SYR", -1)}),
        ("الولايات المتحدة لن تشارك في أي عمليات هجومية. وهي ضد إيران.", {("ISR", "USA", -1)}),
        ("وفاز الفريق بعد لقاء مع الفريق الضيف في موسكو", {("RUS", "RUS", 0)}),
    ],
)
def test_what_a_reader_would_not_say_is_not_there(text, wrong):
    assert not wrong & found(text).keys(), found(text)
