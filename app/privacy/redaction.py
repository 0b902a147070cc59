"""Personal details blacked out: e-mail addresses, telephone, NHS and National Insurance numbers, postcodes."""

import re
from collections.abc import Callable

from plans.unseen import without_unseen

__all__ = ["is_nhs_number", "redacted"]

_EMAIL = re.compile(  # from where such a run of characters begins, or each place in a long one would be tried
    r"(?<![\w.!#$%&'*+/=?^`{|}~-])"
    r"[\w.!#$%&'*+/=?^`{|}~-]+\s?(?:@|\[at\]|\(at\)|＠)\s?[\w-]+(?:(?:\.|\s?\[dot\]\s?|\s?\(dot\)\s?)[\w-]+)+",
    re.I,
)
# Ten digits in any grouping that people write; the check digit decides.
_TEN_DIGITS = re.compile(r"(?<![\d.,£$%])\d(?:[ \t.\-–/]{0,2}\d){9}(?![\d%])(?!,\d{3})")
_NI_NUMBER = re.compile(
    r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][\s-]?[A-CEGHJ-NPR-TW-Z][\s-]?(?:\d[\s-]?){6}[A-D]?\b", re.I
)
# 00 or + and a country, or a British number with its zero: ten or eleven digits in all, in any grouping.
_PHONE = re.compile(
    r"(?<![\w.,£$%/-])(?:(?:\+|00)\s?\d{1,3}[\s.\-]?(?:\(0\))?(?:[\s.\-()]{0,2}\d){7,12}|\(?0(?:[\s.\-()]{0,2}\d){9,10})(?![\w%])"
)
_POSTCODE = re.compile(r"\b(?:GIR ?0AA|[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]?[ \t]{0,2}\d[ABD-HJLNP-UW-Z]{2})\b", re.I)
_DIGITS = str.maketrans(
    {chr(code): str(n) for zero in (0x660, 0x6F0, 0xFF10) for n, code in enumerate(range(zero, zero + 10))}
)


def redacted(text: str) -> str:
    """The text with each such detail replaced by its kind in brackets; all else as it stands.

    A number is taken for an NHS number only where its check digit is right. Better a telephone number too many than one
    that stays.
    """
    plain = without_unseen(text).translate(_DIGITS)
    for pattern, name in ((_EMAIL, "[e-mail]"), (_NI_NUMBER, "[NI number]")):
        plain = pattern.sub(name, plain)
    plain = _TEN_DIGITS.sub(_unless(is_nhs_number, "[NHS number]"), plain)
    plain = _PHONE.sub("[telephone]", plain)
    return _POSTCODE.sub("[postcode]", plain)


def is_nhs_number(written: str) -> bool:
    """Whether ten digits, however grouped, are an NHS number: the last one is the check digit modulo 11.

    NHS Data Dictionary, "NHS Number".
    """
    digits = [int(character) for character in written if character.isdigit()]
    if len(digits) != 10:
        return False
    check = 11 - sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits[:9], strict=True)) % 11
    return check != 10 and check % 11 == digits[9]


def _unless(holds: Callable[[str], bool], name: str) -> Callable[[re.Match[str]], str]:
    return lambda match: name if holds(match[0]) else match[0]
