// Choosing a counter and a post, or taking over from a colleague. Knows no ticket but those that are handed over.
import { act } from "./api.js";
import { nameOf, useContent, zhOnly } from "./desk-content.js";
import { Ask, Do, Field, hooks, html } from "./parts.js";
import { Language } from "./login.js";
import { named, t } from "./words.js";

const POSTS = ["A", "B"];

export function Seat({ session, live, attempt, turn, leave }) {
  const content = useContent();
  const [over, setOver] = hooks.useState(null);
  const allowed = session.counters && session.counters.length ? live.hall.counters.filter((each) => session.counters.includes(each.id)) : live.hall.counters;
  const sit = (counter, post) => attempt(() => act("/counters/" + counter.id + "/open", { post }), t("seated", { number: counter.number }));
  const posts = (counter) => (content ? content.roster.filter((each) => each.counter_id === counter.id) : []);
  const isMine = (counter) => posts(counter).some((each) => each.name === session.name);
  const sorted = allowed.filter(isMine).concat(allowed.filter((each) => !isMine(each)));
  return html`<header class="bar">
      <b lang=${nameOf(live.hall.hall).lang}>${named(live.hall.hall)}</b><span class="grow"></span>
      ${!live.isLive && html`<span class="dot off" role="status">${t("not_live")}</span>`}<span>${session.name}</span>
      <${Language} turn=${turn} /><button type="button" class="quiet" onClick=${leave}>${t("log_out")}</button>
    </header>
    ${!live.isLive && html`<p class="away" role="alert">${t("away")}</p>`}
    <main class="seat">
      <h1>${t("choose_counter")}</h1>
      ${!allowed.length && html`<p class="wrong">${t("no_counter")}</p>`}
      <ul class="seats">${sorted.map((each) => html`<${Card} key=${each.id} counter=${each} posts=${posts(each)} sit=${sit} setOver=${setOver} session=${session} />`)}</ul>
    </main>
    ${over && html`<${TakeOver} live=${live} counter=${live.hall.counters.find((each) => each.id === over)} leave=${() => setOver(null)} />`}`;
}

function Card({ counter, posts, sit, setOver, session }) {
  const isClosed = counter.state === "closed";
  const own = posts.find((each) => each.name === session.name);
  return html`<li class=${"card " + counter.state}>
    <div class="row"><span class="badge">${counter.number}</span><b class="grow">${named(counter)}</b>${own && html`<span class="chip">${t("your_post", { post: own.post })}</span>`}</div>
    <p class="small">${counter.clerk ? t("held_by", { clerk: counter.clerk, post: counter.post, state: t("counter_" + counter.state) }) : t(isClosed ? "counter_closed" : "counter_" + counter.state)}
      ${counter.state === "paused" && html`<br /><span lang=${zhOnly()}>${counter.reason} · ${counter.contact}</span>`}</p>
    <div class="row">
      ${isClosed
        ? POSTS.map((post) => html`<${Do} kind=${post === (own ? own.post : "A") ? "strong" : ""} act=${() => sit(counter, post)}>${t("sit_" + post)}${holder(posts, post)}<//>`)
        : html`<${Do} act=${async () => setOver(counter.id)}>${t(counter.state === "paused" ? "stand_in" : "take_over")}<//>`}
    </div>
  </li>`;
}

/** Who the roster says sits there. */
function holder(posts, post) {
  const found = posts.find((each) => each.post === post);
  return found ? html`<small lang=${nameOf(found).lang}> ${nameOf(found).text}</small>` : "";
}

/** 离岗移交 (R-218): what is taken over is listed; a colleague at work hands over in writing, one who is away has said where. */
function TakeOver({ live, counter, leave }) {
  const done = (fields) => act("/counters/" + counter.id + "/open", { post: fields.post, handover: fields.handover.trim() });
  const here = Array.from(live.hall.tickets.values()).filter((each) => each.counter_id === counter.id && ["called", "serving", "held"].includes(each.state));
  return html`<${Ask} title=${t("take_over_title", { number: counter.number })} done=${done} leave=${leave} go=${t("take_over")}>
    <p>${t("held_by", { clerk: counter.clerk, post: counter.post, state: t("counter_" + counter.state) })}</p>
    ${here.length > 0 && html`<h4>${t("handed_over")}</h4><ul class="plain">${here.map((each) => html`<li key=${each.id}><b>${each.number}</b> ${t("handed_" + each.state)} <small lang=${zhOnly()}>${each.hold_reason || each.note || ""}</small></li>`)}</ul>`}
    <${Field} label=${t("post")}><select name="post"><option>A</option><option selected=${counter.post === "A"}>B</option></select><//>
    <${Field} label=${t("handover")} hint=${t("handover_hint")}><textarea name="handover" rows="3" required=${counter.state === "open"} maxlength="500"></textarea><//>
  <//>`;
}
