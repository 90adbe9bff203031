// The live hall on one screen: figures, counters, queues, alarms, stations. Knows what stands where, no rule.
import { act } from "./api.js";
import { hooks, html, useTick } from "./parts.js";
import { Counters } from "./office-counter.js";
import { Announce, Announcements } from "./office-hall-announce.js";
import { Queues } from "./office-hall-service.js";
import { Empty, Sure, Zh, ago, useAnswer, wordsFor } from "./office-parts.js";
import { Stations } from "./office-station.js";
import { named, t } from "./words.js";

const EVERY_MS = 4000;
const TICK_MS = 5000;
const TOLD = ["slip_settled", "service_closed", "service_opened", "announcement_made", "announcement_ended"];

export function Hall(page) {
  const { live } = page;
  const news = hooks.useRef(0);
  if (live.last && (live.last.body.kiosk || TOLD.includes(live.last.type))) { news.current = live.last.rev; }
  const hall = useAnswer(page, "/hall", EVERY_MS, news.current);
  const alarms = useAnswer(page, "/alarms", EVERY_MS, news.current);
  const devices = useAnswer(page, "/devices", EVERY_MS, news.current);
  const unprinted = useAnswer(page, "/tickets?slip=failed", EVERY_MS, news.current);
  const kiosks = useAnswer(page, "/kiosks", EVERY_MS, news.current);
  useTick(TICK_MS);
  const queues = queuesOf(live, hall.answer);
  const found = alarms.answer ? alarms.answer.alarms : [];
  // What stands in the same column with a button of its own is not said twice.
  const isBelow = (code) => (code === "slip_failed" && unprinted.answer && unprinted.answer.tickets.length > 0) ||
    (code === "help_wanted" && kiosks.answer && kiosks.answer.kiosks.some((each) => each.help_since));
  return html`
    <${Figures} ...${page} opening=${hall.answer ? hall.answer.opening : live.hall.opening} queues=${queues} alarms=${found} />
    <${Announcements} ...${page} announcements=${hall.answer ? hall.answer.announcements : []} />
    <div class="columns">
      <div class="stack" tabindex="0" role="group" aria-label=${t("counters")}>
        <${Counters} ...${page} />
        <${Queues} ...${page} queues=${queues} />
      </div>
      <div class="stack" tabindex="0" role="group" aria-label=${t("alarms_now")}>
        <${Alarms} live=${live} alarms=${found.filter((each) => !isBelow(each.code))} />
        <${Unprinted} ...${page} tickets=${unprinted.answer ? unprinted.answer.tickets : []} />
        <${Stations} ...${page} devices=${devices.answer} kiosks=${kiosks.answer} />
      </div>
    </div>`;
}

/** Each service with who waits, since when the first does, what is promised, and how many open counters serve it. */
function queuesOf(live, answer) {
  const waiting = Array.from(live.hall.tickets.values()).filter((each) => each.state === "waiting");
  const services = answer ? answer.services : live.hall.waiting.map((each) => Object.assign({ id: each.service_id, offered: true }, each));
  return services.map((service) => {
    const mine = waiting.filter((each) => each.service_id === service.id).map((each) => Date.parse(each.issued_at));
    const longest = mine.length ? Math.floor((live.now() - Math.min(...mine)) / 60000) : null;
    const open = live.hall.counters.filter((each) => each.state === "open" && each.services.includes(service.id)).length;
    return { service, longest, open, count: Math.max(mine.length, service.waiting) };
  });
}

function Figures({ live, opening, queues, alarms, say }) {
  const [ending, setEnding] = hooks.useState(false);
  const counters = live.hall.counters;
  const isIn = (state) => counters.filter((each) => each.state === state).length;
  const waits = queues.map((each) => each.longest).filter((each) => each !== null);
  const figures = [
    ["open_counters", isIn("open") + " / " + counters.length, ""],
    ["paused_counters", isIn("paused"), isIn("paused") ? "amber" : ""],
    ["all_waiting", queues.reduce((sum, each) => sum + each.count, 0), ""],
    ["longest_wait", waits.length ? t("n_minutes", { n: Math.max(...waits) }) : "–", ""],
    ["alarms_now", alarms.length, alarms.length ? "red" : ""]
  ];
  const end = async () => { await act("/day/end"); say("fine", t("day_ended")); };
  return html`<section class="panel strip" aria-label=${t("figures")}>
    <dl class="now-figures">${figures.map(([key, value, tone]) => html`<div key=${key} class=${tone}><dt>${t(key)}</dt><dd>${value}</dd></div>`)}</dl>
    <span class="grow"></span>
    <span class="small">${t(opening.is_open ? "hall_open" : "hall_closed")}</span>
    <${Announce} live=${live} opening=${opening} say=${say} />
    <button type="button" class="danger" onClick=${() => setEnding(true)}>${t("end_day")}</button>
    ${ending && html`<${Sure} title=${t("end_day")} text=${t("end_day_sure")} go=${t("end_day")} leave=${() => setEnding(false)} done=${end} />`}
  </section>`;
}

function Alarms({ live, alarms }) {
  return html`<section class=${"panel alarms" + (alarms.length ? " some" : "")}><h2>${t("alarms_now")}</h2>
    ${alarms.length
      ? html`<ul aria-live="polite" tabindex="0" aria-label=${t("alarms_now")}>${alarms.map((each) => html`<li key=${each.code}><b>${wordsFor("alarm_", each.code)}</b> <small>${ago(live, each.since)}</small> <${Zh}>${each.detail}<//></li>`)}</ul>`
      : html`<${Empty}>${t("all_well")}<//>`}
  </section>`;
}

/** Tickets nobody is called by until somebody says that their holder knows the number. */
function Unprinted({ live, say, tickets }) {
  const [asked, setAsked] = hooks.useState(null);
  if (!tickets.length) { return null; }
  const release = async () => {
    await act("/tickets/" + asked.id + "/release");
    say("fine", t("released", { number: asked.number }));
  };
  return html`<section class="panel"><h2>${t("unprinted")}</h2><ul class="lines">${tickets.map((each) => html`<li key=${each.id}>
      <b>${each.number}</b><span class="grow small">${nameOf(live, each.service_id)} · ${ago(live, each.issued_at)}</span>
      <button type="button" class="quiet" onClick=${() => setAsked(each)}>${t("release")}</button></li>`)}</ul>
    ${asked && html`<${Sure} title=${t("release_title", { number: asked.number })} text=${t("release_sure")} go=${t("release")} done=${release} leave=${() => setAsked(null)} />`}
  </section>`;
}

const nameOf = (live, id) => { const found = live.hall.waiting.find((each) => each.service_id === id); return found ? named(found) : id; };
