// Every counter at a glance, and what a leader may do about one. No rule stands here: what the server refuses is shown.
import { act } from "./api.js";
import { Pause, Transfer } from "./desk-ask.js";
import { Ask, hooks, html } from "./parts.js";
import { Sure, ago, hourOf } from "./office-parts.js";
import { named, t } from "./words.js";

const DENSE_FROM = 15;

export function Counters(page) {
  const { live } = page;
  const [open, setOpen] = hooks.useState(null);
  const counter = open && live.hall.counters.find((each) => each.id === open.id);
  const shut = (step) => () => setOpen((now) => (now && now.step === step ? null : now));
  const to = (step) => setOpen({ id: counter.id, step });
  const ticket = counter && counter.current && { id: counter.current.ticket_id, number: counter.current.number };
  const shared = Object.assign({}, page, { counter, ticket, to });
  return html`<section class="panel"><h2>${t("counters")}</h2>
    <ul class=${"counters" + (live.hall.counters.length > DENSE_FROM ? " dense" : "")}>${live.hall.counters.map((each) => html`<li key=${each.id}><${Card} live=${live} counter=${each} press=${() => setOpen({ id: each.id, step: "look" })} /></li>`)}</ul>
    ${counter && open.step === "look" && html`<${Look} ...${shared} leave=${shut("look")} />`}
    ${counter && open.step === "pause" && html`<${Pause} ...${shared} leave=${shut("pause")} />`}
    ${counter && ticket && open.step === "transfer" && html`<${Transfer} ...${shared} leave=${shut("transfer")} />`}
    ${counter && open.step === "close" && html`<${Close} ...${shared} leave=${shut("close")} />`}
  </section>`;
}

/** What a counter does now, in one word: also the class of its colour. */
export function doing(counter) {
  if (counter.state !== "open") { return counter.state; }
  return counter.current ? counter.current.state : "free";
}

function Card({ live, counter, press }) {
  const now = doing(counter);
  const isLate = counter.state === "paused" && counter.back_at && Date.parse(counter.back_at) < live.now();
  return html`<button type="button" class=${"counter " + now} onClick=${press}>
    <span class="row"><span class="badge small">${counter.number}</span><span class="grow name" title=${named(counter)}>${named(counter)}</span><span class=${"chip " + now}>${t("doing_" + now)}</span></span>
    <span class="row main">
      ${counter.current && html`<b class="current">${counter.current.number}</b>`}
      ${counter.state === "paused" && html`<span class="reason">${counter.reason}</span>`}
      ${counter.since && counter.state === "open" && html`<span class="small since">${ago(live, counter.since)}</span>`}
    </span>
    <span class="small foot">${counter.clerk ? counter.clerk + " · " + t("at_post", { post: counter.post }) : " "}${counter.back_at && counter.state === "paused" ? " · " + t("back_at", { at: hourOf(live, counter.back_at) }) : ""}${isLate ? html` <span class="chip bad">${t("late")}</span>` : ""}</span>
  </button>`;
}

function Look({ live, counter, ticket, to, leave }) {
  const services = counter.services.map((id) => live.hall.waiting.find((each) => each.service_id === id)).filter(Boolean);
  const facts = [
    ["state", t("doing_" + doing(counter))],
    ["clerk", counter.clerk ? counter.clerk + " · " + t("at_post", { post: counter.post }) : "–"],
    ["current_number", counter.current ? counter.current.number : "–"],
    ["since", counter.since ? hourOf(live, counter.since) + " · " + ago(live, counter.since) : "–"],
    ["services", services.map(named).join(t("comma"))]
  ];
  if (counter.state === "paused") { facts.push(["away_notice", [counter.reason, counter.contact].filter(Boolean).join(" · ")]); }
  return html`<${Ask} title=${t("counter_title", { number: counter.number, name: named(counter) })} done=${async () => undefined} leave=${leave}>
    <dl class="facts">${facts.map(([key, value]) => html`<div key=${key}><dt>${t(key)}</dt><dd>${value}</dd></div>`)}</dl>
    ${counter.state === "closed"
      ? html`<p class="small">${t("counter_is_closed")}</p>`
      : html`<div class="row steps">
          ${counter.state === "open" && html`<button type="button" onClick=${() => to("pause")}>${t("pause")}</button>`}
          ${ticket && html`<button type="button" onClick=${() => to("transfer")}>${t("transfer_number", { number: ticket.number })}</button>`}
          <button type="button" class="danger" onClick=${() => to("close")}>${t("close_counter")}</button>
        </div>`}
  <//>`;
}

function Close({ counter, say, leave }) {
  const done = async () => {
    await act("/counters/" + counter.id + "/close");
    say("fine", t("counter_closed_now", { number: counter.number }));
  };
  return html`<${Sure} title=${t("close_title", { number: counter.number })} text=${t("close_sure")} go=${t("close_counter")} done=${done} leave=${leave} />`;
}
