"""Codes of receipts: at least 60 bits, forgiving of how people type them, and hashed with a key of their own."""

from math import log2

from core.receipts.codes import LENGTH, LETTERS, hashed, new_code, normalized


def test_a_code_has_sixty_five_bits_and_no_look_alikes():
    assert LENGTH * log2(len(set(LETTERS))) >= 60
    assert not set("0O1I") & set(LETTERS)
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert {tuple(map(len, code.split("-"))) for code in codes} == {(4, 4, 5)}


def test_what_people_type_is_the_same_code():
    code = new_code()
    for typed in (code.lower(), code.replace("-", ""), f"  {code.replace('-', ' ')} ", code.replace("-", "–")):
        assert normalized(typed) == code.replace("-", "")
        assert hashed(typed) == hashed(code)


def test_what_cannot_be_a_code_is_none():
    code = new_code().replace("-", "")
    for typed in ("", "ABCD", code + "A", code[:-1], code[:-1] + "0", code[:-1] + "Ñ", "A" * 10_000, "\x00" * 13):
        assert normalized(typed) == ""


def test_the_hash_depends_on_the_key(settings):
    code = new_code()
    first = hashed(code)
    settings.RECEIPT_KEY = "another"
    assert hashed(code) != first
