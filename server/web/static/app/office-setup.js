// The set-up: which of its parts stands. Administrators see all, supervisors what they may read.
import { html } from "./parts.js";
import { Drafts, HallFile } from "./office-file.js";
import { Pairing } from "./office-pairing.js";
import { Staff } from "./office-staff.js";
import { Tokens } from "./office-token.js";
import { t } from "./words.js";

const PARTS = [["pairing", Pairing, true], ["staff", Staff, true], ["tokens", Tokens, true], ["file", HallFile, false], ["drafts", Drafts, false]];

export function SetUp(page) {
  const isAdmin = page.session.role === "admin";
  const parts = PARTS.filter(([, , forAdmins]) => isAdmin || !forAdmins);
  const [name, Shown] = parts.find(([each]) => each === page.place[1]) || parts[0];
  return html`<nav class="parts" aria-label=${t("page_set-up")}>${parts.map(([each]) => html`<a key=${each} href=${"#set-up/" + each} aria-current=${each === name ? "page" : undefined}>${t("part_" + each)}</a>`)}
      ${!isAdmin && html`<p class="small">${t("admins_only")}</p>`}</nav>
    <section class="panel part"><h2>${t("part_" + name)}</h2><p class="small lead">${t("lead_" + name)}</p><${Shown} ...${page} isAdmin=${isAdmin} /></section>`;
}
