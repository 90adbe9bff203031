// What was done last and, where the hall allows it, the way back. Knows which step undoes which; the hall decides.
import { act } from "./api.js";
import { Do, html } from "./parts.js";
import { t } from "./words.js";

const KEY = "u";
const step = (ticket, name, fields) => () => act("/tickets/" + ticket.id + "/" + name, fields);
const isIn = (ticket, state) => (hall) => { const now = hall.tickets.get(ticket.id); return Boolean(now) && now.state === state; };

/** Each takes what the step was about and tells `say(hall)`, and `undo`, `label` and `still(hall)` where there is a way back. */
export const DID = {
  called: (ticket) => ({ say: () => t("last_called", { number: ticket.number }), label: "undo_call", still: isIn(ticket, "called"),
    undo: step(ticket, "transfer", ticket.bound_to ? { counter_id: ticket.bound_to } : { service_id: ticket.service_id }) }),
  passed: (ticket) => ({ say: () => t("last_passed", { number: ticket.number }), label: "reinstate", still: isIn(ticket, "no_show"), undo: step(ticket, "reinstate") }),
  held: (ticket) => ({ say: () => t("last_held", { number: ticket.number }), label: "resume", still: isIn(ticket, "held"), undo: step(ticket, "resume") }),
  transferred: (ticket, counter) => ({ say: () => t("transferred", { number: ticket.number }), label: "undo_transfer", still: isIn(ticket, "waiting"),
    undo: step(ticket, "transfer", { counter_id: counter.id, service_id: ticket.service_id }) }),
  issued: (ticket) => ({ say: () => t("issued", { number: ticket.number, ahead: ticket.ahead }), label: "undo_issue", still: isIn(ticket, "waiting"), undo: step(ticket, "cancel") }),
  movedOn: (ticket) => ({ say: () => t("last_moved_on", { number: ticket.number }) }),
  finished: (ticket) => ({ say: (hall) => evaluation(ticket, hall.tickets.get(ticket.id)) }),
  cancelled: (ticket) => ({ say: () => t("last_cancelled", { number: ticket.number }) })
};

function evaluation(ticket, now) {
  return now && now.level ? t("last_evaluated", { number: ticket.number, level: t("judged_" + now.level) }) : t("last_finished", { number: ticket.number });
}

export function Last({ last, forget, live, attempt }) {
  // Gone is what can no longer be undone, here or by anybody; what never could be stays to be read.
  if (!last || (last.undo && !last.still(live.hall))) { return null; }
  const back = async () => { if (await attempt(last.undo)) { forget(); } };
  return html`<div class="last"><span class="grow" role="status">${last.say(live.hall)}</span>
    ${last.undo && html`<${Do} kind="quiet" keys=${KEY} act=${back}>${t(last.label)}<//>`}
    <button type="button" class="quiet shut" aria-label=${t("forget")} title=${t("forget")} onClick=${forget}>×</button></div>`;
}
