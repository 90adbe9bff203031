// Choosing a counter and a post, or taking over from a colleague. Knows no ticket.
import { act } from "./api.js";
import { Ask, Do, Field, hooks, html } from "./parts.js";
import { Language } from "./login.js";
import { named, t } from "./words.js";

export function Seat({ session, live, attempt, turn, leave }) {
  const [over, setOver] = hooks.useState(null);
  const allowed = session.counters && session.counters.length ? live.hall.counters.filter((each) => session.counters.includes(each.id)) : live.hall.counters;
  const sit = (counter, post) => attempt(() => act("/counters/" + counter.id + "/open", { post }), t("seated", { number: counter.number }));
  return html`<header class="bar">
      <b>${named(live.hall.hall)}</b><span class="grow"></span><span>${session.name}</span>
      <${Language} turn=${turn} /><button type="button" class="quiet" onClick=${leave}>${t("log_out")}</button>
    </header>
    <main class="seat">
      <h1>${t("choose_counter")}</h1>
      ${!allowed.length && html`<p class="wrong">${t("no_counter")}</p>`}
      <ul class="seats">${allowed.map((each) => html`<li key=${each.id} class=${"card " + each.state}>
        <div class="row"><span class="badge">${each.number}</span><b class="grow">${named(each)}</b></div>
        <p class="small">${each.clerk ? t("held_by", { clerk: each.clerk, post: each.post, state: t("counter_" + each.state) }) : t("counter_closed")}</p>
        <div class="row">
          ${each.state === "closed"
            ? ["A", "B"].map((post) => html`<${Do} kind=${post === "A" ? "strong" : ""} act=${() => sit(each, post)}>${t("sit_" + post)}<//>`)
            : html`<${Do} act=${async () => setOver(each)}>${t("take_over")}<//>`}
        </div>
      </li>`)}</ul>
    </main>
    ${over && html`<${TakeOver} counter=${over} leave=${() => setOver(null)} />`}`;
}

function TakeOver({ counter, leave }) {
  const done = (fields) => act("/counters/" + counter.id + "/open", { post: fields.post, handover: fields.handover.trim() });
  return html`<${Ask} title=${t("take_over_title", { number: counter.number })} done=${done} leave=${leave} go=${t("take_over")}>
    <p>${t("held_by", { clerk: counter.clerk, post: counter.post, state: t("counter_" + counter.state) })}</p>
    <${Field} label=${t("post")}><select name="post"><option>A</option><option selected=${counter.post === "A"}>B</option></select><//>
    <${Field} label=${t("handover")} hint=${t("handover_hint")}><textarea name="handover" rows="3" required maxlength="500"></textarea><//>
  <//>`;
}
