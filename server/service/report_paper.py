"""A report as HTML for the press: figures, a chart of the period, tables. Everything is escaped; nothing is fetched."""

from collections.abc import Iterable, Sequence
from html import escape

from server.service.report_sheet import lines_of
from server.service.report_words import COLUMNS, Column, Kind, Words
from server.wire import report as wr

_PAPER = [column for column in COLUMNS if column.is_on_paper]
_LARGE = ("tickets", "finished", "wait_mean", "wait_p90", "serving_mean", "satisfied")
_CHARTED = frozenset({"hour", "day", "month"})
_CHART_WIDTH, _CHART_HEIGHT, _FOOT = 1000, 150, 22
_STYLE = """
@page { size: A4 landscape; margin: 12mm 11mm; @bottom-right { content: counter(page) " / " counter(pages);
font-size: 8pt; color: #555; } }
body { font-family: "Noto Sans CJK SC", "WenQuanYi Micro Hei", sans-serif; font-size: 8.5pt; color: #1a1f26; }
h1 { font-size: 15pt; margin: 0 0 1mm; } h2 { font-size: 11pt; margin: 6mm 0 1.5mm; color: #0b4f94; }
p { margin: 0 0 3mm; color: #46515e; } section { break-inside: avoid-page; }
dl { display: flex; gap: 4mm; margin: 3mm 0; } dl div { flex: 1; border: .3mm solid #d3dae2; padding: 2mm 3mm; }
dt { color: #46515e; } dd { margin: 0; font-size: 15pt; font-weight: 700; color: #0b4f94; } dd.low { color: #a3161d; }
table { border-collapse: collapse; width: 100%; } thead { display: table-header-group; }
th, td { border-bottom: .2mm solid #d3dae2; padding: .8mm 1.2mm; text-align: right; }
th:first-child, td:first-child { text-align: left; white-space: nowrap; }
thead th { font-weight: 600; vertical-align: bottom; color: #46515e; }
tr:last-child td { font-weight: 700; border-top: .4mm solid #0b4f94; } tr { break-inside: avoid; }
"""


def report_html(reports: Sequence[wr.ReportAnswer], words: Words, made: str) -> str:
    """`reports[0]` is the whole, the others break it down; `made` says when and for whom it was made."""
    whole = reports[0]
    title = words.of("大厅服务报表", "Report of the hall")
    parts = [
        f"<h1>{escape(title)}</h1><p>{escape(words.period(whole.first, whole.last))}</p>",
        _large(whole, words),
        *(_part(report, words) for report in reports[1:] if report.lines),
        f"<p>{escape(_notes(whole, words))}</p><p>{escape(made)}</p>",
    ]
    language = "zh-CN" if words.is_zh else "en"
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    return f'<!doctype html><html lang="{language}"><head>{head}</head><body>{"".join(parts)}</body></html>'


def _notes(whole: wr.ReportAnswer, words: Words) -> str:
    missing = len(whole.missing)
    lacking = words.of(f"其中 {missing} 天没有统计数据。", f"{missing} days have no figures.") if missing else ""
    return lacking + words.of(
        f"等候：从取号到第一次叫号；超限为超过 {whole.wait_limit} 分钟。满意率：基本满意及以上占已评价的比例，"
        f"目标 {whole.target:.0%}；未评价不计入。",
        f"Wait: from issue to first call; too long is more than {whole.wait_limit} minutes. Satisfaction: fairly "
        f"satisfied or better among those who rated, target {whole.target:.0%}; who did not rate is not counted.",
    )


def _large(whole: wr.ReportAnswer, words: Words) -> str:
    boxes = []
    for column in COLUMNS:
        if column.name in _LARGE:
            low = column.name == "satisfied" and (whole.total.satisfied or 1.0) < whole.target
            mark = ' class="low"' if low else ""
            value = written(column, whole.total)
            boxes.append(f"<div><dt>{escape(words.title(column))}</dt><dd{mark}>{escape(value)}</dd></div>")
    return f"<dl>{''.join(boxes)}</dl>"


def _part(report: wr.ReportAnswer, words: Words) -> str:
    titles = "".join(f"<th>{escape(words.title(column))}</th>" for column in _PAPER)
    rows = "".join(_row(name, figures) for name, figures in lines_of(report, words))
    chart = _chart(report, words) if report.by in _CHARTED else ""
    table = f"<table><thead><tr><th></th>{titles}</tr></thead><tbody>{rows}</tbody></table>"
    return f"<section><h2>{escape(words.by(report.by))}</h2>{chart}</section>{table}"


def _row(name: str, figures: wr.Figures) -> str:
    cells = "".join(f"<td>{escape(written(column, figures))}</td>" for column in _PAPER)
    return f"<tr><td>{escape(name)}</td>{cells}</tr>"


def written(column: Column, figures: wr.Figures) -> str:
    """A figure as people read it."""
    value = column.value(figures)
    if value is None:
        return "–"
    match column.kind:
        case Kind.SHARE:
            return f"{value:.1%}"
        case Kind.MINUTES:
            return f"{value:,.1f}"
        case _:
            return f"{value:,}"


def _chart(report: wr.ReportAnswer, words: Words) -> str:
    """Bars of tickets."""
    most = max((line.figures.tickets for line in report.lines), default=0) or 1
    step = _CHART_WIDTH / len(report.lines)
    high = _CHART_HEIGHT - _FOOT - 14
    bars = "".join(_bars(report, words, step, high / most))
    view = f'viewBox="0 0 {_CHART_WIDTH} {_CHART_HEIGHT}" width="100%"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {view} font-family="sans-serif" font-size="11">{bars}</svg>'


def _bars(report: wr.ReportAnswer, words: Words, step: float, scale: float) -> Iterable[str]:
    every = -(-len(report.lines) // 16)
    for n, line in enumerate(report.lines):
        tall = line.figures.tickets * scale
        left, top = n * step, _CHART_HEIGHT - _FOOT - tall
        size = f'width="{step * 0.8:.1f}" height="{tall:.1f}"'
        yield f'<rect x="{left + step * 0.1:.1f}" y="{top:.1f}" {size} fill="#0b4f94"/>'
        if n % every == 0:
            label = escape(line.key if report.by != "hour" else words.key("hour", line.key)[:5])
            middle = f'x="{left + step / 2:.1f}" text-anchor="middle"'
            yield f'<text {middle} y="{_CHART_HEIGHT - 6}">{label}</text>'
            yield f'<text {middle} y="{top - 3:.1f}" fill="#46515e">{line.figures.tickets}</text>'
