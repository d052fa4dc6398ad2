"""QR codes hold what they should, module by module."""

import re

import pytest
import segno

from core.domain.errors import InvalidInput
from core.printing import qr


def modules(drawn: str) -> set[tuple[int, int]]:
    """The dark modules of a drawing (row, column), read from its strokes as a browser draws them."""
    path, = re.findall(r' d="([^"]+)"', drawn)
    found, x, y = set(), 0.0, 0.0
    for command, said in re.findall(r"([MmHhVv])([^MmHhVv]*)", path):
        numbers = [float(each) for each in re.findall(r"-?\d*\.?\d+", said)]
        match command:
            case "M":
                x, y = numbers
            case "m":
                x, y = x + numbers[0], y + numbers[1]
            case "h":
                found |= {(int(y), int(x) + each) for each in range(int(numbers[0]))}
                x += numbers[0]
            case _:
                raise AssertionError(command)
    return found


@pytest.mark.parametrize("text", ["TH-2025-00001", "案件 TH-2025-00001", "SF1234567890123", "x" * 300])
def test_what_is_drawn_is_the_code_of_the_text(text: str) -> None:
    drawn = str(qr(text))
    wanted = segno.make_qr(text, error="m") if text.isascii() else segno.make_qr(
        text, error="m", mode="byte", encoding="utf-8")
    border = 2
    dark = {(row + border, column + border) for row, line in enumerate(wanted.matrix)
            for column, module in enumerate(line) if module}
    assert modules(drawn) == dark
    size = len(wanted.matrix) + 2 * border
    assert f'viewBox="0 0 {size} {size}"' in drawn


def test_a_code_reaches_nowhere_and_carries_no_markup_of_its_text() -> None:
    drawn = str(qr('<script>"x"</script>'))
    assert "<script" not in drawn and "&lt;script&gt;" in drawn and 'role="img"' in drawn
    assert "style=" not in drawn and "http" not in drawn


def test_nothing_is_no_code_and_too_much_is_refused() -> None:
    assert qr("") == ""
    with pytest.raises(InvalidInput) as refused:
        qr("x" * 301)
    assert list(refused.value.errors) == ["code"]
