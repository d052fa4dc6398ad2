"""A new plugin's files, as `shouhou plugin new` writes them: a small industry that works."""

import keyword
import re
from pathlib import Path
from string import Template

from core.api_version import API
from core.domain.errors import InvalidInput

TREE = Path(__file__).parent / "tree"
NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
TAKEN = frozenset({"core", "plugins", "cli", "tests", "test", "desk", "shouhou"})


def new_plugin(folder: Path, name: str, title: str) -> list[Path]:
    """Write the tree of a plugin into a folder of its name, and return its files.

    Args:
        folder: where the new folder is made.
        name: the plugin's name and that of its package; it begins the keys of its kinds, tables and addresses.
        title: what people call the industry, in Chinese as every text in code.
    Raises:
        InvalidInput: the name cannot be used, or there is something already.
    """
    if not NAME.fullmatch(name) or keyword.iskeyword(name) or name in TAKEN:
        raise InvalidInput.field("name", "“{said}”不能用作插件名:只用小写英文字母、数字和下划线,以字母开头", said=name)
    if not title.strip() or set(title) & set('"\\\n{}$'):
        raise InvalidInput.field("title", "请写行业的名称,不要带引号、反斜杠或花括号")
    target = folder / name
    if target.exists():
        raise InvalidInput.field("name", "{folder} 已经存在,请换一个名称或位置", folder=target)
    words = {"name": name, "Name": "".join(each.capitalize() for each in name.split("_")), "title": title.strip(),
             "number": (re.sub("[^A-Z]", "", name.upper()) + "XX")[:2], "api": API}
    written = []
    for source in sorted(each for each in TREE.rglob("*.txt")):
        place = target / Template(str(source.relative_to(TREE)).removesuffix(".txt")).substitute(words)
        place = Path(*(name if part == "package" else part for part in place.parts))
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(Template(source.read_text("utf-8")).substitute(words), "utf-8")
        written.append(place)
    return written
