"""How the lobby board is set up: records to values and back. Knows no file format."""

from collections.abc import Mapping, Sequence

from server.domain.content import PICTURE_S, BoardSetting, Slide
from server.service.hallfile_fields import Part, Record
from server.service.hallfile_reader import Reader
from server.vocab import BoardLanguage

LANGUAGES: Mapping[BoardLanguage, str] = {
    BoardLanguage.ZH: "中文",
    BoardLanguage.EN: "英文",
    BoardLanguage.BOTH: "中英文",
}
SHORTEST_S, LONGEST_S = 3, 600
"""How long a picture may stay, in seconds."""


def setting_from(board: Sequence[Reader], slides: Sequence[Reader]) -> BoardSetting:
    """The setting of a file; a file that says nothing of the board has the default one."""
    shown = tuple(_slide(reader) for reader in slides)
    if not board:
        return BoardSetting(slides=shown)
    reader = board[0]
    return BoardSetting(
        language=_language(reader),
        slogan=reader.line("slogan"),
        slogan_en=reader.line("slogan_en"),
        qr=reader.line("qr"),
        qr_title=reader.line("qr_title"),
        qr_title_en=reader.line("qr_title_en"),
        slides=shown,
    )


def _language(reader: Reader) -> BoardLanguage:
    text = reader.line("language", LANGUAGES[BoardLanguage.BOTH])
    for language, name in LANGUAGES.items():
        if text in (name, language.value):
            return language
    reader.problem("language", f"“{text}” 应为 {'、'.join(LANGUAGES.values())} 之一")
    return BoardLanguage.BOTH


def _slide(reader: Reader) -> Slide:
    reader.needed("media")
    first, last = reader.day("from"), reader.day("until")
    if first and last and last < first:
        reader.problem("until", "结束日期早于开始日期")
    return Slide(
        media=reader.media("media"),
        title=reader.line("title"),
        title_en=reader.line("title_en"),
        seconds=reader.whole("seconds", SHORTEST_S, LONGEST_S, PICTURE_S),
        from_day=first,
        until=last,
    )


def board_records(board: BoardSetting) -> dict[Part, list[Record]]:
    """The inverse of `setting_from`."""
    return {
        Part.BOARD: [
            {
                "language": LANGUAGES[board.language],
                "slogan": board.slogan,
                "slogan_en": board.slogan_en,
                "qr": board.qr,
                "qr_title": board.qr_title,
                "qr_title_en": board.qr_title_en,
            }
        ],
        Part.SLIDES: [_slide_record(each) for each in board.slides],
    }


def _slide_record(slide: Slide) -> Record:
    return {
        "media": slide.media,
        "title": slide.title,
        "title_en": slide.title_en,
        "seconds": slide.seconds,
        "from": slide.from_day.isoformat() if slide.from_day else "",
        "until": slide.until.isoformat() if slide.until else "",
    }
