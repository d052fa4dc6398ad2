"""Answers in words: yes or no, and one of several options."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from core.domain.reasons import Label, Reason
from core.importing.columns import NO, YES, Column
from core.importing.days import short
from core.importing.readings import Doubt, Read, Reading
from core.importing.sheets import Cell
from core.importing.wording import bare, is_spreadsheet_error, narrow, plain, says_nothing, spellings

# These answer the header's own question, whichever way round it asks.
_PLAIN_YES = frozenset(spellings("是 有 y yes true t √ ✓ ✔ ☑ 对 1 1.0 对的 是的 有的 已 嗯 v ok 勾 打勾 属实 确认"))
_PLAIN_NO = frozenset(spellings("""
    否 无 没有 没 不 不是 未 n no false f × ✗ ✘ ☒ x 错 0 0.0 非 不对 无的 尚未 还没 还没有 并没有"""))
_PROBABLY = re.compile(r"(?:应该|可能|好像|大概|估计)(?:(是|有)|(没有|不是|没|不))吧?")
_NOT = re.compile(r"(?:并|还|尚|从|都)*(?:没有|没|未|无|不|非|别)(?:曾|经|有|被)*")
_DONE = re.compile(r"^(?:已经|已|有|曾|被|都)+|(?:了|过|的|着|啦|掉了?|完了?)+$")
_ASKING = re.compile(r"^(?:是否|是不是|有无|有没有|是否有|是否已|是否被|已|可否|能否)+|"
                     r"(?:与否|否|吗|没有|情况|状态|么)+$")
_ASKED = re.compile(r"是否|是不是|有没有|有无|没有$|与否|情况|还|已经|已|被|有|过|了|吗|么")
_INVERSE = re.compile(r"^(?:是否)?(?:未|没有|没|无|非|不)")


def asks_the_opposite(column: Column, header: str) -> bool:
    """Whether a header asks a yes-no column's question the other way round (未拆封 for opened)."""
    said = bare(header)
    if said in {bare(each) for each in column.inverse_headers}:
        return True
    if said in {bare(each) for each in column.headers} or not _INVERSE.match(said):
        return False
    return _ASKING.sub("", _INVERSE.sub("", said)) in _roots(column)


def asks(column: Column, header: str) -> bool:
    """Whether a header asks a yes-no column's question in other words (用过没有 for 是否用过)."""
    return _question(bare(header)) in {_question(root) for root in _roots(column)}


def _question(said: str) -> str:
    """What is asked, without the words that make it a question: 坏没坏, 是否坏了 and 坏了吗 all ask 坏."""
    return _ASKED.sub("", re.sub(r"(.{1,2})没\1", r"\1", said))


def read_yes_no(column: Column, cell: Cell, inverse: bool = False) -> Reading[bool]:
    """Yes or no to the column's own question, whatever the header's."""
    text = narrow(cell.text)
    said = plain(text)
    if not text.strip():
        return Read(None)
    for option, words in column.words.items():
        if said and said in map(plain, words):
            return Read(option == YES)
    for option, words in column.doubtful_words.items():
        if said and said in map(plain, words):
            return _probably(column, option == YES, text)
    if said in map(plain, column.unclear_words) and said:
        return Doubt(None, _settles_nothing(column, text))
    if said in _PLAIN_YES or text in _PLAIN_YES:
        return Read(not inverse)
    if said in _PLAIN_NO or text in _PLAIN_NO:
        return Read(inverse)
    if says_nothing(text):
        return Read(None)
    if guess := _PROBABLY.fullmatch(said):
        return _probably(column, bool(guess[1]) != inverse, text)
    return _by_root(column, said, text)


def _by_root(column: Column, said: str, text: str) -> Reading[bool]:
    """By what was done: 拆了, 没拆, 已拆封 all speak of the root 拆."""
    roots = _roots(column)
    if not_done := _NOT.match(said):
        rest = said[not_done.end():]
        if _DONE.sub("", rest) in roots:
            return Read(False)
        if any(rest.startswith(root) for root in roots):
            return _probably(column, False, text)
    if _DONE.sub("", said) in roots:
        return Read(True)
    named = [found.start() for root in roots for found in re.finditer(re.escape(root), said)]
    denied = [found.end() for root in roots for found in re.finditer(f"{_NOT.pattern}(?={re.escape(root)})", said)]
    affirmed = [start for start in named if not any(end <= start <= end + 1 for end in denied)]
    no = [word for word in map(plain, column.words.get(NO, ())) if len(word) > 1 and word in said]
    if bool(affirmed) == bool(denied or no):
        return _unknown(column, text)
    return _probably(column, bool(affirmed), text)


@lru_cache(maxsize=500)
def _roots(column: Column) -> frozenset[str]:
    """The bare verbs and things a yes-no column speaks of, from its headers and its words for yes."""
    found = {_ASKING.sub("", bare(each)) for each in (*column.headers, column.title)}
    found |= {_DONE.sub("", plain(word)) for word in column.words.get(YES, ())}
    return frozenset(each for each in found if each and each not in _PLAIN_YES)


def read_choice(column: Column, cell: Cell) -> Reading[str]:
    """One of the column's options: by its exact word, else by the words it contains."""
    text = narrow(cell.text)
    said = plain(text)
    if not said and says_nothing(text):
        return Read(None)
    for option, words in column.words.items():
        if said in map(plain, words) or said == plain(option):
            return Read(option)
    for option, words in column.doubtful_words.items():
        if said in map(plain, words):
            return _taken(column, option, text)
    if said in map(plain, column.unclear_words):
        return Doubt(None, _settles_nothing(column, text))
    if says_nothing(text):
        return Read(None)
    sure, unsure = _contained(said, column.words.items()), _contained(said, column.doubtful_words.items())
    if len(sure) == 1 and not unsure.keys() - sure.keys():
        option, word = next(iter(sure.items()))
        if re.search(_NOT.pattern + re.escape(word), said):
            return _unknown(column, text)
        return Read(option) if len(word) > 1 else _taken(column, option, text)
    together = sure | unsure
    if len(together) == 1:
        return _taken(column, next(iter(together)), text)
    if together:
        return Doubt(None, Reason("“{text}”可以是{options},请选定",
                                  {"text": short(text), "options": tuple(column.label(each) for each in together)}))
    return _unknown(column, text)


def _contained(said: str, words: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """The options with a word in the text, each with its longest; a word inside another one's is not counted."""
    found = {(option, word) for option, spellings in words for word in map(plain, spellings)
             if word and word in said}
    return {option: word for option, word in sorted(found, key=lambda each: len(each[1]))
            if not any(other != option and word in longer and word != longer for other, longer in found)}


def _probably(column: Column, answer: bool, text: str) -> Doubt[bool]:
    said = Label("是") if answer else Label("否")
    return Doubt(answer, Reason("“{text}”按“{question}”为“{answer}”读取,请核实",
                                {"text": short(text), "question": Label(column.title), "answer": said}))


def _settles_nothing(column: Column, text: str) -> Reason:
    return Reason("“{text}”说明不了“{question}”", {"text": short(text), "question": Label(column.title)})


def _taken(column: Column, option: str, text: str) -> Doubt[str]:
    return Doubt(option, Reason("“{text}”按“{question}”为“{answer}”读取,请核实",
                                {"text": short(text), "question": Label(column.title), "answer": column.label(option)}))


def _unknown(column: Column, text: str) -> Doubt[Any]:
    if is_spreadsheet_error(text):
        return Doubt(None, Reason("表格里的公式出错了:“{text}”", {"text": short(text)}))
    if column.kind == "choice":
        return Doubt(None, Reason("没有认出“{text}”,“{question}”可以是{options}", {
            "text": short(text), "question": Label(column.title),
            "options": tuple(column.label(option) for option in column.words)}))
    return Doubt(None, Reason("没有认出“{text}”是“{question}”的是还是否",
                              {"text": short(text), "question": Label(column.title)}))
