"""Personal details blacked out: e-mail addresses, telephone, NHS and National Insurance numbers, postcodes."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from plans.unseen import without_unseen

__all__ = ["is_nhs_number", "redacted"]

_BETWEEN = r"[\s.\-_/()]{0,3}"  # what people write between the digits of one number
_AT = r"\s?(?:@|%40|&#64;|&#x40;|&commat;|[\[({<]\s?(?:at|a|@)\s?[\])}>])\s?|_at_"
_AT_WORD = r"\s{1,2}at\s{1,2}(?=[\w-]+(?:\s{1,2}dot\s|[\w.-]*\.(?:com|org|net|uk|eu|info|io|ie|scot|wales)\b))"
_DOT = r"(?:\.|\s\.\s?|\s?[\[({<]\s?(?:dot|\.)\s?[\])}>]\s?|\s{1,2}dot\s{1,2}|_dot_)"
_LOCAL = r"(?:(?<![\w.!#$%&'*+/=?^`{|}~-])[\w.!#$%&'*+/=?^`{|}~-]+?|\"[^\"\n]{1,64}\")"
_EMAILS = (
    re.compile(rf"{_LOCAL}(?:{_AT}|{_AT_WORD})[\w-]+(?:{_DOT}[\w-]+)+", re.I),
    re.compile(r"(?<![\w.+-])[\w.+-]+@(?:\w[\w.-]*\w|\[[0-9a-f:.]+\])", re.I),
)
# Words of two letters that stand before a date or a time, and are not the beginning of a National Insurance number.
_WORD = r"(?!(?:a[mnst]|b[ey]|do|go|he|i[fnst]|m[ey]|no|o[fnr]|pm|so|to|u[ps]|we)[^a-z\d])"
_NI_NUMBERS = (
    re.compile(rf"(?<![a-z\d]){_WORD}[a-z]{_BETWEEN}[a-z]{_BETWEEN}(?:\d{_BETWEEN}){{6}}[a-d](?![a-z\d])", re.I),
    re.compile(rf"\b{_WORD}(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][\s-]?[A-CEGHJ-NPR-TW-Z][\s-]?(?:\d[\s-]?){{6}}\b",
               re.I),
)  # fmt: skip
_ALONE = r"(?<!\d)(?<!\d[.,/\-])(?<![£$€%])"  # where a number begins, and not the rest of a sum or a date
# Ten digits in any grouping that people write; the check digit decides, but where they are called an NHS number.
_TEN_DIGITS = re.compile(rf"{_ALONE}(?:\d(?:{_BETWEEN}\d){{9}}|\d{{3}}, ?\d{{3}}, ?\d{{4}})(?![\d%])(?!,\d{{3}})")
_CALLED_NHS = re.compile(
    rf"(?<=NHS)(?:[\s#:=.-]|number|num\b|no\b|id\b|is\b){{0,8}}?(?<!\d)\d(?:{_BETWEEN}\d){{8,10}}(?!\d)", re.I
)
# 00 or + and a country, or a British number with its zero: ten or eleven digits in all, in any grouping; a mobile one
# without its zero, and one with 44 alone.
_GROUPED = r"[\s.,\-_/()]{0,3}"
_PHONE = re.compile(
    rf"(?:\+|{_ALONE}00)\s?\d{{1,3}}[\s.\-]?(?:\(0\))?(?:{_GROUPED}\d){{7,12}}(?!\d)"
    rf"|{_ALONE}\(?0(?:\d{{2}}(?:{_GROUPED}\d){{7,8}}|(?P<same>[\s.\-])\d(?:(?P=same)\d){{8,9}})(?![\d%])"
    rf"|{_ALONE}(?:44[\s.\-]?(?:\(0\)[\s.\-]?)?[1-378]\d{{2}}|7\d{{3}})(?:[\s.\-]{{0,2}}\d){{6,7}}(?![\d%])"
)
_POSTCODE = re.compile(r"\b(?:GIR ?0AA|[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]?[ \t.\-]{0,2}\d[ABD-HJLNP-UW-Z]{2})\b", re.I)
_SEEMS_A_DIGIT = re.compile(r"(?<=\d)[OIl]{1,4}(?=[\d\s])|(?<!\w)[OIl](?=\d{2})", re.I)
_ALIKE = str.maketrans("АВЕКМНОРСТХУЅІЈаеорсхуіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTXYSIJaeopcxyijsABEZHIKMNOPTYX")
_POINTS = str.maketrans("·•∙⋅・‧。", ".......")


def redacted(text: str) -> str:
    """The text with each such detail replaced by its kind in brackets; all else as it stands.

    Digits, letters, dashes and spaces count however they are written. A number that is not called one is taken for an
    NHS number only where its check digit is right. Better a telephone number too many than one that stays.
    """
    left = without_unseen(text)
    plain = _plain(left)
    for begin, end, name in sorted(_details(plain), reverse=True):
        left = f"{left[:begin]}{name}{left[end:]}"
    return left


def is_nhs_number(written: str) -> bool:
    """Whether ten digits, however grouped, are an NHS number: the last one is the check digit modulo 11.

    NHS Data Dictionary, "NHS Number".
    """
    digits = [int(character) for character in written if character.isdigit()]
    if len(digits) != 10:
        return False
    check = 11 - sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits[:9], strict=True)) % 11
    return check != 10 and check % 11 == digits[9]


def _details(plain: str) -> Iterator[tuple[int, int, str]]:
    """Where each detail begins and ends, with its name; what one kind has found the next ones do not see."""
    kinds = (
        *((pattern, "[e-mail]", _any) for pattern in _EMAILS),
        *((pattern, "[NI number]", _any) for pattern in _NI_NUMBERS),
        (_CALLED_NHS, "[NHS number]", _any),
        (_TEN_DIGITS, "[NHS number]", is_nhs_number),
        (_PHONE, "[telephone]", _any),
        (_POSTCODE, "[postcode]", _any),
    )
    for pattern, name, holds in kinds:
        found = [match for match in pattern.finditer(plain) if holds(match[0])]
        for match in found:
            begin = match.start() + len(match[0]) - len(_from_its_digits(match[0], name))
            plain = f"{plain[:begin]}{'×' * (match.end() - begin)}{plain[match.end() :]}"
            yield begin, match.end(), name


def _from_its_digits(found: str, name: str) -> str:
    """What was found, without the words before it that call it an NHS number."""
    return found[re.search(r"\d", found).start() :] if name == "[NHS number]" else found  # type: ignore[union-attr]


def _any(_: str) -> bool:
    return True


def _plain(text: str) -> str:
    """The text, of the same length, with each character as the plain one that people take it for."""
    if not text.isascii():
        text = "".join(map(_plain_one, text)).translate(_POINTS).translate(_ALIKE)
    return _SEEMS_A_DIGIT.sub(lambda match: "".join("0" if one in "Oo" else "1" for one in match[0]), text)


@lru_cache(maxsize=4096)
def _plain_one(character: str) -> str:
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    if unicodedata.category(character) == "Pd" or character in "−⁃":
        return "-"
    wide = unicodedata.normalize("NFKC", character)
    return wide if len(wide) == 1 else character
