"""The language of a text: identified, declared, and which of the two is believed.

Belongs here: codes and names of languages, identification, and the rule between the two. Does not
belong here: what language does to dates or extraction.

The rule. What the document declares comes before what its folder or path does. Attributes are
often left at a template's default, so a declaration that a confident identification contradicts is
not believed, unless the two are languages that identification itself mixes up. A declaration that
the text confirms, or that it is too short or unclear to judge, stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from etl.readers.base import Sourced

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

MIN_LETTERS = 40
"""A text with fewer letters is not identified: names alone look like any language."""
SAMPLE_CHARS = 1_000
"""Identification reads the title and the text up to here; more does not make it surer."""
CONFIDENT = 0.9
"""From this probability on, identification overrules a declaration."""
UNSURE = 0.5
"""Below this probability a text is not identified at all."""

_LETTER = re.compile(r"[^\W\d_]")
_IDEOGRAPH = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_SUBTAG = re.compile(r"[-_.@;,/ ]")

# Languages that identification by letter sequences mixes up: within a group a declaration stands.
_CONFUSABLE = (
    frozenset({"no", "nn", "da"}),
    frozenset({"hr", "sr", "bs", "sl"}),
    frozenset({"cs", "sk"}),
    frozenset({"id", "ms"}),
    frozenset({"zu", "xh"}),
    frozenset({"gl", "pt"}),
    frozenset({"af", "nl"}),
    frozenset({"hi", "mr", "ne"}),
)

# ISO 639-1 code: ISO 639-2 codes, then names in English and in the language itself.
_NAMES = {
    "af": "afr afrikaans",
    "am": "amh amharic",
    "ar": "ara arabic العربية arz ary",
    "az": "aze azerbaijani",
    "be": "bel belarusian",
    "bg": "bul bulgarian български",
    "bn": "ben bengali bangla বাংলা",
    "bs": "bos bosnian bosanski",
    "ca": "cat catalan català",
    "cs": "ces cze czech čeština",
    "cy": "cym wel welsh cymraeg",
    "da": "dan danish dansk",
    "de": "deu ger german deutsch",
    "el": "ell gre greek ελληνικά",
    "en": "eng english",
    "eo": "epo esperanto",
    "es": "spa spanish español castilian castellano",
    "et": "est estonian eesti",
    "eu": "eus baq basque euskara",
    "fa": "fas per persian farsi فارسی",
    "fi": "fin finnish suomi",
    "fr": "fra fre french français",
    "ga": "gle irish gaeilge",
    "gl": "glg galician galego",
    "gu": "guj gujarati",
    "ha": "hau hausa",
    "he": "heb hebrew iw עברית",
    "hi": "hin hindi हिन्दी",
    "hr": "hrv croatian hrvatski",
    "hu": "hun hungarian magyar",
    "hy": "hye arm armenian",
    "id": "ind indonesian in bahasa",
    "ig": "ibo igbo",
    "is": "isl ice icelandic íslenska",
    "it": "ita italian italiano",
    "ja": "jpn japanese 日本語",
    "ka": "kat geo georgian",
    "kk": "kaz kazakh",
    "km": "khm khmer",
    "kn": "kan kannada",
    "ko": "kor korean 한국어",
    "ku": "kur kurdish",
    "la": "lat latin",
    "lb": "ltz luxembourgish",
    "lt": "lit lithuanian lietuvių",
    "lv": "lav latvian latviešu",
    "mk": "mkd mac macedonian",
    "ml": "mal malayalam",
    "mn": "mon mongolian",
    "mr": "mar marathi",
    "ms": "msa may malay melayu",
    "mt": "mlt maltese",
    "my": "mya bur burmese",
    "ne": "nep nepali",
    "nl": "nld dut dutch nederlands flemish",
    "nn": "nno nynorsk",
    "no": "nor nb nob norwegian norsk bokmål",
    "pa": "pan punjabi",
    "pl": "pol polish polski",
    "ps": "pus pashto",
    "pt": "por portuguese português",
    "ro": "ron rum romanian română mo",
    "ru": "rus russian русский",
    "si": "sin sinhala",
    "sk": "slk slo slovak slovenčina",
    "sl": "slv slovenian slovene slovenščina",
    "so": "som somali",
    "sq": "sqi alb albanian shqip",
    "sr": "srp serbian српски srpski sh",
    "sv": "swe swedish svenska",
    "sw": "swa swahili kiswahili",
    "ta": "tam tamil",
    "te": "tel telugu",
    "th": "tha thai ไทย",
    "tl": "tgl tagalog fil filipino",
    "tr": "tur turkish türkçe",
    "uk": "ukr ukrainian українська",
    "ur": "urd urdu اردو",
    "uz": "uzb uzbek",
    "vi": "vie vietnamese",
    "xh": "xho xhosa",
    "yo": "yor yoruba",
    "zh": "zho chi chinese 中文 cmn yue wuu mandarin",
    "zu": "zul zulu",
}
_CODES = {form: code for code, forms in _NAMES.items() for form in (code, *forms.split())}


class Language(NamedTuple):
    """A decision: ISO 639-1 code, probability where identified, and where it came from."""

    code: str | None
    confidence: float | None
    source: str | None


def language_code(declared: str) -> str | None:
    """The ISO 639-1 code of what a source declares: `en-US`, `eng`, `English` are all `en`.

    None where it names no language that has one.
    """
    primary = _SUBTAG.split(declared.strip().casefold(), maxsplit=1)[0]
    return _CODES.get(primary)


@cache
def _identifier() -> LanguageIdentifier:
    """The model that py3langid ships, loaded once a process (about a second).

    Restricted to the languages that have an ISO 639-1 code here, so that no article is filed under
    a code that its column cannot hold; `zxx` stays as the answer for what is no language.
    """
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([*sorted(_CODES.keys() & set(identifier.labels)), "zxx"])
    return identifier


def identify(text: str) -> tuple[str, float] | None:
    """The language that a text looks like and its probability, rounded to three decimals.

    Reads the first SAMPLE_CHARS characters. None where there are fewer than MIN_LETTERS letters,
    the text is in no language (tables, code), or the probability is below UNSURE.
    """
    sample = text[:SAMPLE_CHARS]
    # A character of a script without an alphabet says about as much as two letters.
    letters = len(_LETTER.findall(sample))
    if not sample.isascii():
        letters += len(_IDEOGRAPH.findall(sample))
    if letters < MIN_LETTERS:
        return None
    label, probability = _identifier().classify(sample)
    code = _CODES.get(label)
    return (code, round(min(probability, 1.0), 3)) if code and probability >= UNSURE else None


def decide_language(declared: Iterable[Sourced], text: str) -> Language:
    """The language of a text, given what is declared for it.

    Args:
        declared: declarations as written, and where they stand; the first that names a language
            counts.
        text: title and body.
    """
    code, source = next(
        ((code, source) for value, source in declared if (code := language_code(value))),
        (None, None),
    )
    identified = identify(text)
    if identified is None:
        return Language(code, None, source)
    found, probability = identified
    if code is None:
        return Language(found, probability, "text")
    if found == code:
        return Language(code, probability, source)
    if probability < CONFIDENT or any({found, code} <= group for group in _CONFUSABLE):
        return Language(code, None, source)
    return Language(found, probability, "text")
