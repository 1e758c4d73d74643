"""Characters that GIFT escapes with a backslash, kept out of the way while a question is taken apart."""

_ESCAPED = "~=#{}:"
_STAND_INS = dict(zip(_ESCAPED, "\ufdd0\ufdd1\ufdd2\ufdd3\ufdd4\ufdd5", strict=True))  # never characters of a text
_BACKSLASH, _NEWLINE = "\ufdd6", "\ufdd7"
_BACK = str.maketrans(
    {stand_in: letter for letter, stand_in in _STAND_INS.items()} | {_BACKSLASH: "\\", _NEWLINE: "\n"}
)
_NONE = str.maketrans(dict.fromkeys([*_STAND_INS.values(), _BACKSLASH, _NEWLINE], ""))


def hidden(text: str) -> str:
    """Put a stand-in in the place of each escaped character. A backslash before any other letter is itself."""
    text = text.translate(_NONE).replace("\\\\", _BACKSLASH)
    for letter, stand_in in _STAND_INS.items():
        text = text.replace(f"\\{letter}", stand_in)
    return text.replace("\\n", _NEWLINE)


def shown(text: str) -> str:
    """Put the characters themselves back."""
    return text.translate(_BACK)


def escaped(text: str) -> str:
    """Write a text so that it comes back as it is, in one line."""
    text = text.replace("\\", "\\\\")
    for letter in _ESCAPED:
        text = text.replace(letter, f"\\{letter}")
    return text.replace("\n", "\\n")
