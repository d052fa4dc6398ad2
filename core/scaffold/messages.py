"""The texts of a plugin that still want their translation, written into its catalogue."""

from pathlib import Path

from core.testing.subjects import Subject
from core.testing.texts import seen


def missing(subject: Subject, language: str) -> dict[str, str]:
    """Each text that a person may see and the catalogues do not know yet, and where it comes from."""
    known = subject.catalogue(language)
    return {text: where for text, where in sorted(seen(subject).items(), key=lambda each: each[1])
            if text not in known}


def write(subject: Subject, language: str) -> tuple[Path, int]:
    """Append what is missing to the plugin's `locale/<language>.po`, each with where it is said and an empty
    translation, which still shows the Chinese. Returns the file and how many were appended."""
    assert subject.folder is not None
    path = subject.folder / "locale" / f"{language}.po"
    wanted = missing(subject, language)
    if not wanted:
        return path, 0
    path.parent.mkdir(exist_ok=True)
    before = path.read_text("utf-8") if path.exists() else (
        f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n')
    listed = {text for text in wanted if f'msgid "{_quoted(text)}"\n' in before}
    entries = "".join(f'\n#: {where}\nmsgid "{_quoted(text)}"\nmsgstr ""\n'
                      for text, where in wanted.items() if text not in listed)
    path.write_text(before.rstrip("\n") + "\n" + entries, "utf-8")
    return path, len(wanted) - len(listed)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
