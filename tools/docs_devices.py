"""The index of the device pages: every page, every shipped profile, every fault. Knows no device."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from drivers.device.fault import SENTENCES
from drivers.profile import load
from tools.docs_table import GENERATED, table

ROOT = Path(__file__).parents[1]
PROFILES = ROOT / "drivers" / "profile"
KINDS = {
    "printer": "号票打印机",
    "board": "LED 显示屏",
    "keypad": "评价器、呼叫器",
    "idreader": "身份证阅读器",
    "scanner": "扫码器",
    "relay": "继电器、警示灯",
}


def page(folder: Path) -> str:
    """The text of README.md among the device pages in `folder`."""
    pages = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))}
    pages.pop("README.md", None)
    return "\n".join(_parts(pages))


def profiles() -> dict[str, dict[str, object]]:
    """Every shipped profile as its TOML says, by the name used in configurations."""
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(PROFILES.glob("*.toml"))}


def _parts(pages: dict[str, str]) -> Iterator[str]:
    yield f"# 设备手册\n\n{GENERATED}\n\n每类设备一页：怎么接线、怎么拨码、用哪个机型、怎么检测、报错怎么办。\n"
    yield "\n".join(f"- [{_title(text)}]({name})" for name, text in pages.items())
    yield "\n## 随软件提供的机型\n\n配置文件里的 `profile` 填下面的名字；自己写的机型填 TOML 文件的路径。\n"
    yield table(("机型", "设备", "名称", "波特率", "说明页"), (_profile(name, pages) for name in profiles()))
    yield "\n## 故障提示\n\n代码是日志和接口里的词，文字是屏幕上的话；怎么处理见说明页。\n"
    yield table(
        ("代码", "提示", "说明页"), ((f"`{code}`", said, _links(code, pages)) for code, said in SENTENCES.items())
    )
    yield ""


def _profile(name: str, pages: dict[str, str]) -> tuple[str, ...]:
    content = profiles()[name]
    kind = str(content["kind"])
    baud = getattr(load(name), "baud", None)
    return (f"`{name}`", KINDS[kind], str(content["name"]), "" if baud is None else str(baud), _links(name, pages))


def _links(word: str, pages: dict[str, str], sentence: str | None = None) -> str:
    """The pages that speak of this word, or quote its sentence."""
    found = (name for name, text in pages.items() if explains(text, word, sentence))
    return "、".join(f"[{_title(pages[name])}]({name})" for name in found)


def explains(text: str, word: str, sentence: str | None = None) -> bool:
    """Whether a page names a code, or quotes what people read instead of it."""
    return f"`{word}`" in text or (sentence is not None and sentence.rstrip("。") in text)


def _title(text: str) -> str:
    return text.splitlines()[0].lstrip("# ")
