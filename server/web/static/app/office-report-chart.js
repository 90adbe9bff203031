// Bars of a report's lines, with the numbers said aloud. Knows no call; the table beside it says the same.
import { html } from "./parts.js";
import { t } from "./words.js";

const WIDTH = 460;
const HEIGHT = 216;
const FOOT = 20;
const HEAD = 16;
const LABELS = 9;

export const CHARTS = [
  { what: "chart_tickets", of: (figures) => figures.tickets, kind: "tickets" },
  { what: "chart_wait", of: (figures) => figures.wait_p90, kind: "wait", limit: (report) => report.wait_limit },
];

export function Chart({ chart, report, say }) {
  const lines = filled(report);
  const values = lines.map((each) => (each.figures ? chart.of(each.figures) : null));
  const most = Math.max(1, ...values.map((each) => each || 0));
  const step = WIDTH / Math.max(1, lines.length);
  const every = Math.ceil(lines.length / LABELS);
  const limit = chart.limit ? chart.limit(report) : null;
  const y = (value) => HEIGHT - FOOT - (value / most) * (HEIGHT - FOOT - HEAD);
  const short = (key) => (report.by === "day" ? key.slice(5) : report.by === "hour" ? key.padStart(2, "0") : say(report.by, key));
  const spoken = t("chart_of", { what: t(chart.what), first: lines.length ? short(lines[0].key) : "", last: lines.length ? short(lines[lines.length - 1].key) : "", most });
  return html`<figure class=${"chart " + chart.kind}><figcaption>${t(chart.what)}</figcaption>
    <svg viewBox=${"0 0 " + WIDTH + " " + HEIGHT} role="img" aria-label=${spoken}>
      <line class="axis" x1="0" x2=${WIDTH} y1=${HEIGHT - FOOT} y2=${HEIGHT - FOOT} />
      ${lines.map((each, n) => {
        const value = values[n];
        const isOver = limit !== null && value > limit;
        return html`<g key=${each.key}>
          <rect class=${isOver ? "over" : ""} x=${n * step + step * 0.14} width=${step * 0.72} y=${y(value || 0)} height=${HEIGHT - FOOT - y(value || 0)} rx="2"><title>${short(each.key) + "  " + (value === null ? "–" : value)}</title></rect>
          ${n % every === 0 && html`<text x=${(n + 0.5) * step} y=${HEIGHT - 5}>${short(each.key)}</text>`}
          ${value !== null && step > 7 * String(most).length + 2 && html`<text class="value" x=${(n + 0.5) * step} y=${y(value) - 4}>${value}</text>`}</g>`;
      })}
      ${limit !== null && limit <= most && html`<line class="limit" x1="0" x2=${WIDTH} y1=${y(limit)} y2=${y(limit)} />`}
    </svg></figure>`;
}

/** Hours and days on which nothing happened stand empty between the others. */
function filled(report) {
  const found = new Map(report.lines.map((each) => [each.key, each]));
  const keys = report.lines.map((each) => each.key);
  if (!keys.length) { return []; }
  if (report.by === "hour") {
    const hours = keys.map(Number);
    const all = [];
    for (let hour = Math.min(...hours); hour <= Math.max(...hours); hour += 1) { all.push(String(hour)); }
    return all.map((key) => found.get(key) || { key, figures: null });
  }
  if (report.by === "day") {
    const all = [];
    for (let day = Date.parse(report.first); day <= Date.parse(report.last); day += 86400000) { all.push(new Date(day).toISOString().slice(0, 10)); }
    return all.map((key) => found.get(key) || { key, figures: null });
  }
  return report.lines;
}
