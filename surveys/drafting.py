"""What a question and a whole questionnaire must have before anybody is asked. Pure.

A fault is (field, sentence): `text`, `dimension`, `options`, or "" for the whole.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from surveys.rates import POSITIVE, STRATA, STRATA_OF
from surveys.wordings import CLASS_NAMES, CLASSES, WORDINGS, plain

NAMES = {
    "satisfaction": "满意",
    "participation": "参与",
    "awareness": "知晓",
    "identity": "身份",
    "other": "其他",
}
LETTERS = {
    "satisfaction": "M",
    "participation": "C",
    "awareness": "Z",
    "identity": "S",
    "other": "Q",
}
MANY = ("participation", "other")  # only here more than one answer means something
OTHER = "other"  # counted nowhere
MOST_QUESTIONS = 30
MOST_OPTIONS = 15  # a multiple choice is a sum of powers of two in a smallint
LONGEST_TEXT, LONGEST_OPTION = 200, 80

Fault = tuple[str, str]


@dataclass(frozen=True)
class OptionSpec:
    text: str
    klass: str


@dataclass(frozen=True)
class QuestionSpec:
    text: str
    dimension: str
    is_multiple: bool
    options: tuple[OptionSpec, ...]

    @classmethod
    def of(cls, data: dict) -> "QuestionSpec":
        """From a data file: options as [text, class]."""
        options = tuple(OptionSpec(text, klass) for text, klass in data["options"])
        multiple = data.get("is_multiple", False)
        return cls(data["text"], data["dimension"], multiple, options)


def classes_of(dimension: str) -> dict[str, str]:
    """{class: name} that an option of this dimension may count for."""
    if dimension == OTHER:
        return {OTHER: "不计入三率"}
    return {code: CLASS_NAMES[code] for code in CLASSES.get(dimension, {})}


def guessed_class(dimension: str, text: str) -> str:
    """What the wording says by itself; "" when it doesn't."""
    if dimension == OTHER:
        return OTHER
    return WORDINGS.get(dimension, {}).get(plain(text), "")


def faults_of_question(spec: QuestionSpec) -> list[Fault]:
    """Everything that is wrong with one question, at once."""
    faults: list[Fault] = []
    if not spec.text:
        faults.append(("text", "请写题目。"))
    elif len(spec.text) > LONGEST_TEXT:
        faults.append(("text", f"题目最多 {LONGEST_TEXT} 个字，现有 {len(spec.text)} 个。"))
    if spec.dimension not in NAMES:
        faults.append(("dimension", "请选维度。"))
        return faults + _faults_of_texts(spec)
    if spec.is_multiple and spec.dimension not in MANY:
        faults.append(("is_multiple", f"{NAMES[spec.dimension]}题只能单选。"))
    faults += _faults_of_texts(spec)
    faults += _faults_of_classes(spec)
    return faults


def _faults_of_texts(spec: QuestionSpec) -> list[Fault]:
    number = len(spec.options)
    if not number:
        return [("options", "这道题没有选项，请至少写两个。")]
    sentences = []
    if number == 1:
        sentences.append("只有一个选项，请至少写两个。")
    if number > MOST_OPTIONS:
        sentences.append(f"选项最多 {MOST_OPTIONS} 个，现有 {number} 个。")
    for option in spec.options:
        if not option.text:
            sentences.append("有选项选了归类却没有文字，请补上文字或清掉归类。")
        elif len(option.text) > LONGEST_OPTION:
            sentences.append(f"选项“{option.text[:10]}……”超过 {LONGEST_OPTION} 个字。")
    times = Counter(plain(option.text) for option in spec.options if option.text)
    twice = {text for text, number in times.items() if number > 1}
    named = dict.fromkeys(o.text for o in spec.options if plain(o.text) in twice)
    sentences += [f"选项“{text}”写了两遍。" for text in list(named)[: len(twice)]]
    return [("options", sentence) for sentence in sentences]


def _faults_of_classes(spec: QuestionSpec) -> list[Fault]:
    known, name = classes_of(spec.dimension), NAMES[spec.dimension]
    sentences = []
    for option in spec.options:
        if option.text and not option.klass:
            sentences.append(f"选项“{option.text}”没有归类，请选它算哪一类。")
        elif option.text and option.klass not in known:
            sentences.append(f"选项“{option.text}”的归类不是{name}题的，请重选。")
    if not sentences and len(spec.options) > 1:
        sentences += _faults_of_scale(spec)
    return [("options", sentence) for sentence in sentences]


def _faults_of_scale(spec: QuestionSpec) -> list[str]:
    """A question that everybody answers the same way measures nothing."""
    given = {option.klass for option in spec.options}
    if spec.dimension == "identity":
        missing = [name for code, name in STRATA.items() if code not in given]
        return [f"身份题要有算作{'、'.join(missing)}的选项。"] if missing else []
    good = POSITIVE.get(spec.dimension)
    if good is None:
        return []
    names = "、".join(name for code, name in classes_of(spec.dimension).items() if code in good)
    if not given & good:
        return [f"没有算作{names}的选项，这一题的率总是 0。"]
    if not given - good - {"dont_know"}:
        return [f"所有选项都算作{names}，这一题的率总是 100%。"]
    return []


def faults_of(questions: Sequence[QuestionSpec]) -> list[tuple[int, str]]:
    """(number of the question from 1, 0 for the whole; sentence), all at once."""
    if not questions:
        return [(0, "还没有题目。")]
    faults: list[tuple[int, str]] = []
    if len(questions) > MOST_QUESTIONS:
        faults.append((0, f"题目最多 {MOST_QUESTIONS} 道，现有 {len(questions)} 道。"))
    asked = Counter(spec.dimension for spec in questions)
    if not asked["identity"]:
        faults.append((0, "缺身份题：不问身份，就分不出党员和群众。"))
    if asked["identity"] > 1:
        faults.append((0, f"身份题只能有一道，现有 {asked['identity']} 道。"))
    faults += [
        (0, f"没有{NAMES[code]}题，{NAMES[code]}率就算不出来。")
        for code in STRATA_OF
        if not asked[code]
    ]
    seen: dict[str, int] = {}
    for number, spec in enumerate(questions, start=1):
        faults += [(number, sentence) for _, sentence in faults_of_question(spec)]
        first = seen.setdefault(plain(spec.text), number)
        if first != number and spec.text:
            faults.append((number, f"和第 {first} 题的题目相同。"))
    return faults


def codes_of(dimensions: Sequence[str]) -> list[str]:
    """M1, M2, Z1 …: the letter of the dimension and the place among its own."""
    times: Counter[str] = Counter()
    codes = []
    for dimension in dimensions:
        times[dimension] += 1
        codes.append(f"{LETTERS[dimension]}{times[dimension]}")
    return codes
