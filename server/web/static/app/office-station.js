// Kiosks and displays with their devices, and what a leader may tell a kiosk. Knows no rule.
import { act } from "./api.js";
import { Ask, Do, Field, hooks, html } from "./parts.js";
import { Empty, Zh, ago } from "./office-parts.js";
import { t } from "./words.js";

export function Stations({ live, attempt, say, devices, kiosks }) {
  const [open, setOpen] = hooks.useState(null);
  const told = new Map((kiosks ? kiosks.kiosks : []).map((each) => [each.id, each]));
  const stations = devices ? devices.stations : [];
  return html`<section class="panel"><h2>${t("stations")}</h2>
    ${devices && !stations.length && html`<${Empty}>${t("no_stations")}<//>`}
    <ul class="lines stations">${stations.map((each) => html`<${Station} key=${each.id} live=${live} station=${each} kiosk=${told.get(each.id)} attempt=${attempt} direct=${setOpen} />`)}</ul>
    ${open && html`<${Direct} kiosk=${open} say=${say} leave=${() => setOpen(null)} />`}
  </section>`;
}

function Station({ live, station, kiosk, attempt, direct }) {
  const given = () => attempt(() => act("/kiosks/" + station.id + "/help-given"), t("help_is_given"));
  return html`<li class=${station.is_away ? "is-away" : ""}>
    <span class="grow">
      <b>${station.name || station.id.slice(0, 8)}</b> <small>${t("role_" + station.role)}</small>
      ${" "}<${Health} live=${live} station=${station} />
      ${kiosk && kiosk.is_locked && html` <span class="chip bad">${t("is_locked")}</span>`}
      ${kiosk && !kiosk.is_locked && !kiosk.may_issue && html` <span class="chip paused">${t("issues_none")}</span>`}
      ${kiosk && kiosk.is_locked && html` <small>${kiosk.text}</small>`}
      <${Devices} live=${live} station=${station} />
    </span>
    ${kiosk && kiosk.help_since && html`<span class="chip bad">${t("help_wanted", { since: ago(live, kiosk.help_since) })}</span><${Do} kind="quiet" act=${given}>${t("help_given")}<//>`}
    ${kiosk && html`<button type="button" class="quiet" onClick=${() => direct(kiosk)} aria-label=${t("direct_title", { name: kiosk.name })}>${t("direct")}</button>`}
  </li>`;
}

function Health({ live, station }) {
  if (!station.heard_at) { return html`<span class="chip silent">${t("never_heard")}</span>`; }
  if (station.is_away) { return html`<span class="chip bad">${t("station_is_away", { since: ago(live, station.heard_at) })}</span>`; }
  const isWell = station.devices.every((each) => each.condition === "up" && each.code === "ok");
  return isWell ? html`<span class="chip open">${t("station_well", { n: station.devices.length })}</span>` : null;
}

/** What needs somebody, in words; what is well, by name only. */
function Devices({ live, station }) {
  if (station.is_away || !station.devices.length) { return null; }
  const bad = station.devices.filter((each) => each.condition !== "up" || each.code !== "ok");
  return html`${bad.length > 0 && html`<ul class="devices">${bad.map((each) => html`<li key=${each.name}>
      <span class=${"chip " + (each.condition === "up" ? "paused" : "bad")}>${each.name}</span> <${Zh}>${each.detail || each.code}<//> <small>${ago(live, each.since)}</small></li>`)}</ul>`}
    <small class="well">${station.devices.filter((each) => !bad.includes(each)).map((each) => each.name).join(" · ")}</small>`;
}

function Direct({ kiosk, say, leave }) {
  const [how, setHow] = hooks.useState(kiosk.is_locked ? "locked" : kiosk.may_issue ? "usual" : "none");
  const done = async (fields) => {
    await act("/kiosks/" + kiosk.id + "/direct", { is_locked: how === "locked", text: how === "locked" ? fields.text.trim() : "", may_issue: how === "usual" });
    say("fine", t("directed_" + how, { name: kiosk.name }));
  };
  return html`<${Ask} title=${t("direct_title", { name: kiosk.name })} done=${done} leave=${leave} go=${t("do_it")}>
    <fieldset class="ways"><legend class="unseen">${t("direct")}</legend>${["usual", "none", "locked"].map((each) => html`<label key=${each} class=${"choice" + (how === each ? " on" : "")}>
      <input type="radio" name="how" value=${each} checked=${how === each} onChange=${() => setHow(each)} />
      <span><b>${t("direct_" + each)}</b><small>${t("direct_" + each + "_what")}</small></span></label>`)}</fieldset>
    ${how === "locked" && html`<${Field} label=${t("lock_text")} hint=${t("lock_text_hint")}><input name="text" required maxlength="200" defaultValue=${kiosk.text || t("lock_text_usual")} /><//>`}
  <//>`;
}
