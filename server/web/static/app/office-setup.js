// The set-up: which of its pages stands, in groups. Administrators change, supervisors read what they may.
import { html } from "./parts.js";
import { Devices } from "./office-setup-device.js";
import { Drafts, HallFile } from "./office-file.js";
import { Pairing } from "./office-pairing.js";
import { partPage } from "./office-setup-part.js";
import { Staff } from "./office-staff.js";
import { Tokens } from "./office-token.js";
import { t } from "./words.js";

// By group: the page's name, what it shows, and whether it is for administrators only.
const GROUPS = [
  ["nav_hall", [["hall", partPage("hall")], ["calendar", partPage("calendar")], ["leaders", partPage("leaders")]]],
  ["nav_work", [["services", partPage("services")], ["counters", partPage("counters")], ["roster", partPage("roster")]]],
  ["nav_people", [["staff", Staff, true]]],
  ["nav_public", [["board", partPage("board", "slides")], ["notices", partPage("notices")], ["rules", partPage("rules")], ["places", partPage("places", "facilities")], ["topics", partPage("topics")]]],
  ["nav_stations", [["devices", Devices], ["pairing", Pairing, true], ["tokens", Tokens, true]]],
  ["nav_file", [["file", HallFile], ["drafts", Drafts]]]
];

export function SetUp(page) {
  const isAdmin = page.session.role === "admin";
  const groups = GROUPS.map(([group, parts]) => [group, parts.filter(([, , forAdmins]) => isAdmin || !forAdmins)]).filter(([, parts]) => parts.length);
  const all = groups.flatMap(([, parts]) => parts);
  const [name, Shown] = all.find(([each]) => each === page.place[1]) || all[0];
  return html`<nav class="parts" aria-label=${t("page_set-up")}>${groups.map(([group, parts]) => html`<section key=${group}><h2>${t(group)}</h2>
      ${parts.map(([each]) => html`<a key=${each} href=${"#set-up/" + each} aria-current=${each === name ? "page" : undefined}>${t("part_" + each)}</a>`)}</section>`)}
      ${!isAdmin && html`<p class="small">${t("admins_only")}</p>`}</nav>
    <section class="panel part"><h2>${t("part_" + name)}</h2><p class="small lead">${t("lead_" + name)}</p><${Shown} ...${page} key=${name} isAdmin=${isAdmin} /></section>`;
}
