"""The sentence that calls a ticket, spelled so that any engine reads it right. Knows no engine."""

CHINESE_DIGITS = "零一二三四五六七八九"
ENGLISH_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def sentence(number: str, counter_number: int) -> str:
    """R-069: 「请 A 零零五 号到 二 号窗口」. Digits of the ticket one by one, the counter as a number (12 → 十二)."""
    return f"请 {spelled(number)} 号到 {chinese_number(counter_number)} 号窗口"


def english_sentence(number: str, counter_number: int) -> str:
    """The same in English; a pause between the digits makes them understood over a loudspeaker."""
    parts = [ENGLISH_DIGITS[int(char)] if char in "0123456789" else char for char in number]
    return f"Ticket {', '.join(parts)}, please go to counter {counter_number}."


def spelled(number: str) -> str:
    """A005 → A 零零五. Digits stay together, so an engine makes no pause between them; letters stand alone."""
    out = ""
    for char in number:
        is_digit = char in "0123456789"
        joined = not out or (is_digit and out[-1] in CHINESE_DIGITS)
        out += ("" if joined else " ") + (CHINESE_DIGITS[int(char)] if is_digit else char)
    return out


def chinese_number(number: int) -> str:
    """1 … 9999 as read aloud: 2 → 二, 10 → 十, 12 → 十二, 105 → 一百零五."""
    if not 0 < number < 10_000:
        return "".join(CHINESE_DIGITS[int(char)] for char in str(number))
    out, skipped = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            out += ("零" if skipped and out else "") + CHINESE_DIGITS[digit] + name
        skipped = not digit
    return out.removeprefix("一") if 10 <= number < 20 else out
