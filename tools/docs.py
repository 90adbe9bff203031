"""`make docs`: writes what is generated in docs/ anew. Knows which pages there are, not what stands in them."""

from pathlib import Path

from tools import docs_devices, docs_parameters, docs_problems, docs_states, docs_wire

FOLDER = Path(__file__).parents[1] / "docs"


def pages() -> dict[str, str]:
    """The text of every generated page, by its name in docs/; made from the code (and the titles of its neighbours)."""
    return {
        "states.md": docs_states.page(),
        "wire.md": docs_wire.page(docs_problems.problems()),
        "parameters.zh-CN.md": docs_parameters.page(),
        "devices/README.md": docs_devices.page(FOLDER / "devices"),
    }


def main() -> None:
    """Write the pages that changed and say which."""
    for name, text in pages().items():
        path = FOLDER / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"docs/{name}")


if __name__ == "__main__":
    main()
