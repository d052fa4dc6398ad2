"""Text files: which encoding, which delimiter, and their rows."""

import codecs
import csv
import io
from collections import Counter, deque
from collections.abc import Iterator

from core.domain.errors import InvalidInput
from core.importing.sheets import EMPTY, MOST_BLANKS, MOST_COLUMNS, MOST_ROWS, MOST_TEXT, Cell, Row, Sheet, Workbook
from core.inert import like_a_formula

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DELIMITERS = ",;\t|，；"
# A quoted cell with more lines than this has lost its closing quote and swallowed the rows below.
_MOST_LINES = 50


def read_delimited(content: bytes, name: str) -> Workbook:
    """A text file as a workbook of one sheet. Raises InvalidInput (field "file")."""
    text, encoding = _decoded(content, name)
    delimiter = _delimiter(text)
    rows = tuple(_rows(text, delimiter, name))
    sheet = Sheet(_stem(name), rows, name)
    return Workbook(name, (sheet,), "csv", encoding.removesuffix("-sig"), delimiter)


def _stem(name: str) -> str:
    return name.rsplit(".", 1)[0] if "." in name else name


def _decoded(content: bytes, name: str) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _or_refuse(content, encoding, name), encoding
    head = content[:4000]
    if head[1::2].count(0) > len(head) // 8:
        return _or_refuse(content, "utf-16-le", name), "utf-16-le"
    if head[::2].count(0) > len(head) // 8:
        return _or_refuse(content, "utf-16-be", name), "utf-16-be"
    if b"\0" in content:
        raise _no_table(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise InvalidInput.field("file", "认不出“{file}”的文字编码;请在表格软件里另存为 .xlsx 或“CSV UTF-8”再导入",
                             file=name)


def _or_refuse(content: bytes, encoding: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise _no_table(name) from None


def _no_table(name: str) -> InvalidInput:
    return InvalidInput.field("file", "“{file}”不是表格;请导入 .xlsx 或 .csv 文件", file=name)


def _delimiter(text: str) -> str:
    """The delimiter that cuts the first rows into the most columns, and into the same number."""
    sample = "\n".join(text[:60_000].splitlines()[:80])

    def regularity(delimiter: str) -> tuple[float, int]:
        widths = Counter(len(row) for row in _records(sample, delimiter) if len(row) > 1)
        if not widths:
            return 0.0, 0
        width, count = max(widths.items(), key=lambda each: each[0] * each[1])
        return float(width * count), width

    return max(_DELIMITERS, key=regularity)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error:
        return


def _rows(text: str, delimiter: str, name: str) -> Iterator[Row]:
    source = io.StringIO(text, newline="")
    reader = csv.reader(source, delimiter=delimiter)
    filled, pending, began = 0, deque[Row](maxlen=MOST_BLANKS), 1
    number = 0
    while True:
        try:
            record = next(reader, None)
        except csv.Error as error:
            raise InvalidInput.field("file", "“{file}”第 {line} 行读不了:{why}", file=name, line=reader.line_num,
                                     why=str(error)) from None
        if record is None:
            return
        number += 1
        if reader.line_num - began > _MOST_LINES:
            raise InvalidInput.field("file", "“{file}”从第 {line} 行起引号没有成对,后面的行都连在了一起;请改正后再导入",
                                     file=name, line=began)
        began = reader.line_num + 1
        row = Row(number, tuple(_cell(each, number, name) for each in record[:MOST_COLUMNS]))
        if row.blank:
            pending.append(Row(number, ()))
            continue
        filled += 1
        if filled > MOST_ROWS:
            raise InvalidInput.field("file", "“{file}”超过 {most} 行,请分成几份导入", file=name, most=MOST_ROWS)
        yield from pending
        pending.clear()
        yield row


def _cell(text: str, number: int, name: str) -> Cell:
    if not text:
        return EMPTY
    if len(text) > MOST_TEXT:
        raise InvalidInput.field("file", "“{file}”第 {line} 行有一格超过 {most} 字", file=name, line=number,
                                 most=MOST_TEXT)
    if text.startswith("'") and like_a_formula(text[1:]):
        text = text[1:]  # the sign by which spreadsheets keep such a text from being a formula
    return Cell(text, text)
