// Stations and their devices: how each is, and which hang on a display box. Knows the calls of devices.
import { act, ask } from "./api.js";
import { Ask, hooks, html } from "./parts.js";
import { Empty, Zh, ago, useAnswer } from "./office-parts.js";
import { named, t } from "./words.js";

const ASK_MS = 5000;
const LISTS = ["boards", "keypads", "callpads"];
const NEW = { boards: { port: "", profile: "", counter: null, zone: null, address: null }, keypads: { port: "", profile: "", counter: null, address: 1 }, callpads: { port: "", profile: "", counter: null, address: 1 } };

export function Devices(page) {
  const { answer, wrong } = useAnswer(page, "/devices", ASK_MS, "");
  const [open, setOpen] = hooks.useState(null);
  const stations = answer ? answer.stations : [];
  return html`${wrong && html`<p class="wrong" role="alert">${wrong}</p>`}
    ${answer && !stations.length && html`<${Empty}>${t("no_stations")}<//>`}
    ${stations.map((each) => html`<${Station} key=${each.id} page=${page} station=${each} open=${() => setOpen(each)} />`)}
    ${open && html`<${Fitting} page=${page} station=${open} leave=${() => setOpen(null)} />`}`;
}

function Station({ page, station, open }) {
  const { live, isAdmin } = page;
  return html`<section class="station"><h3 class="row"><span>${station.name || station.id.slice(0, 8)}</span><small>${t("role_" + station.role)}</small>
      ${!station.heard_at ? html`<span class="chip silent">${t("never_heard")}</span>` : station.is_away ? html`<span class="chip bad">${t("station_is_away", { since: ago(live, station.heard_at) })}</span>` : html`<span class="chip open">${t("live")}</span>`}
      <span class="grow"></span>${isAdmin && station.role === "display" && html`<button type="button" class="quiet" aria-label=${t("fit_title", { name: station.name || station.id.slice(0, 8) })} onClick=${open}>${t("fit")}</button>`}</h3>
    ${station.devices.length > 0 ? html`<div class="scroll"><table class="table"><thead><tr><th scope="col">${t("device")}</th><th scope="col">${t("state")}</th><th scope="col">${t("since")}</th><th scope="col">${t("device_heard")}</th><th scope="col" class="figure">${t("device_errors")}</th><th scope="col">${t("device_firmware")}</th></tr></thead>
      <tbody>${station.devices.map((each) => html`<tr key=${each.name}><th scope="row">${each.name}</th><td><span class=${"chip " + chipOf(each)}>${t("condition_" + (each.condition === "up" && each.code !== "ok" ? "care" : each.condition === "up" ? "up" : "down"))}</span> ${each.detail && html`<small><${Zh}>${each.detail}<//></small>`}</td><td>${ago(live, each.since)}</td><td>${each.heard_at ? ago(live, each.heard_at) : "–"}</td><td class="figure">${each.errors}</td><td>${each.firmware || "–"}</td></tr>`)}</tbody></table></div>` : html`<${Empty}>${t("no_devices")}<//>`}
  </section>`;
}

const chipOf = (device) => (device.condition !== "up" ? "bad" : device.code !== "ok" ? "paused" : "open");

/** Which devices hang on a box: it takes them over within seconds, also while it runs. */
function Fitting({ page, station, leave }) {
  const [devices, setDevices] = hooks.useState(null);
  const [wrong, setWrong] = hooks.useState("");
  hooks.useEffect(() => { ask("/stations/" + station.id + "/devices").then((answer) => setDevices(answer.devices), (error) => setWrong(error.message || t("away_act"))); }, []);
  const change = (list, at, key, value) => setDevices(Object.assign({}, devices, { [list]: devices[list].map((each, n) => (n === at ? Object.assign({}, each, { [key]: value }) : each)) }));
  const add = (list) => setDevices(Object.assign({}, devices, { [list]: devices[list].concat([NEW[list]]) }));
  const drop = (list, at) => setDevices(Object.assign({}, devices, { [list]: devices[list].filter((each, n) => n !== at) }));
  const save = async () => {
    await act("/stations/" + station.id + "/devices", { devices }, "PUT");
    page.say("fine", t("fitted"));
  };
  return html`<${Ask} title=${t("fit_title", { name: station.name || station.id.slice(0, 8) })} done=${save} leave=${leave} go=${devices && t("save")} kind="wide form">
    <p class="small">${t("fit_what")}</p>${wrong && html`<p class="wrong" role="alert">${wrong}</p>`}
    ${devices && LISTS.map((list) => html`<fieldset class="group" key=${list}><legend>${t("fit_" + list)}</legend>
      ${devices[list].map((each, at) => html`<${Fitted} key=${at} live=${page.live} list=${list} device=${each} put=${(key, value) => change(list, at, key, value)} drop=${() => drop(list, at)} />`)}
      <button type="button" class="quiet" onClick=${() => add(list)}>${t("fit_add_" + list)}</button></fieldset>`)}
    ${devices && html`<${Voice} voice=${devices.voice} put=${(voice) => setDevices(Object.assign({}, devices, { voice }))} />`}
  <//>`;
}

function Fitted({ live, list, device, put, drop }) {
  const number = (text) => (text === "" ? null : Number(text));
  return html`<div class="fitted">
    <label><span>${t("fit_port")}</span><input required maxlength="200" value=${device.port} onInput=${(event) => put("port", event.target.value)} /></label>
    <label><span>${t("fit_profile")}</span><input required maxlength="200" value=${device.profile} onInput=${(event) => put("profile", event.target.value)} /></label>
    <label><span>${t("fit_address")}</span><input type="number" min="0" max="65535" required=${list !== "boards"} value=${device.address === null ? "" : device.address} onInput=${(event) => put("address", number(event.target.value))} /></label>
    <label><span>${t("bound_counter")}</span><select required=${list !== "boards"} onChange=${(event) => put("counter", number(event.target.value))}><option value="">${list === "boards" ? t("fit_whole_hall") : ""}</option>${live.hall.counters.map((each) => html`<option key=${each.id} value=${each.number} selected=${each.number === device.counter}>${each.number} · ${named(each)}</option>`)}</select></label>
    ${list === "boards" && html`<label><span>${t("zone")}</span><input maxlength="200" value=${device.zone || ""} onInput=${(event) => put("zone", event.target.value || null)} /></label>`}
    <button type="button" class="quiet danger" onClick=${drop}>${t("remove")}</button>
  </div>`;
}

function Voice({ voice, put }) {
  return html`<fieldset class="group"><legend>${t("fit_voice")}</legend>
    <label class="pick"><input type="checkbox" checked=${Boolean(voice)} onChange=${(event) => put(event.target.checked ? { sound: "default", zone: null } : null)} /> ${t("fit_speaks")}</label>
    ${voice && html`<div class="fitted"><label><span>${t("fit_sound")}</span><input required maxlength="200" value=${voice.sound} onInput=${(event) => put(Object.assign({}, voice, { sound: event.target.value }))} /></label>
      <label><span>${t("zone")}</span><input maxlength="200" value=${voice.zone || ""} onInput=${(event) => put(Object.assign({}, voice, { zone: event.target.value || null }))} /></label></div>`}
  </fieldset>`;
}
