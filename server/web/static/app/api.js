// Talks to the hall's public API. One wish keeps one request id, however often it is sent. Knows no page.
const API = "/api/v1";
const PATIENCE_MS = 8000;
const PAUSE_MS = 400;

let csrf = "";

/** What the server refused: `code` is for programs, `message` is a sentence for people. */
export class Refused extends Error {
  constructor(status, said) {
    super(said.detail || "");
    this.status = status;
    this.code = said.code || "";
    this.said = said;
  }
}

/** Nobody answered. */
export class Away extends Error {}

// Not crypto.randomUUID: browsers offer it only over TLS, and a hall may have chosen to go without.
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function once(method, path, body) {
  const headers = { Accept: "application/json" };
  if (body !== undefined) { headers["Content-Type"] = "application/json"; }
  if (method !== "GET") { headers["X-CSRF-Token"] = csrf; }
  let answer;
  try {
    answer = await fetch(API + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), cache: "no-store", credentials: "same-origin" });
  } catch (error) {
    throw new Away();
  }
  if (answer.status === 204) { return null; }
  const text = await answer.text();
  let said;
  try { said = JSON.parse(text); } catch (error) { said = {}; }
  if (answer.ok) { return said; }
  if (answer.status >= 500) { throw new Away(); }
  throw new Refused(answer.status, said);
}

export const ask = (path) => once("GET", path);

/** A question that has a body: nothing is kept of it. */
export const inquire = (path, fields) => once("POST", path, fields);

/** Send a file as it is; the answer is JSON. */
export async function send(path, file) {
  const answer = await reach(path, { method: "POST", body: file, headers: { Accept: "application/json", "X-CSRF-Token": csrf, "Content-Type": "application/octet-stream" } });
  return answer.json();
}

/** Fetch a file to keep. */
export const fetchFile = async (path) => (await reach(path, {})).blob();

async function reach(path, options) {
  let answer;
  try {
    answer = await fetch(API + path, Object.assign({ cache: "no-store", credentials: "same-origin" }, options));
  } catch (error) {
    throw new Away();
  }
  if (answer.ok) { return answer; }
  if (answer.status >= 500) { throw new Away(); }
  let said;
  try { said = await answer.json(); } catch (error) { said = {}; }
  throw new Refused(answer.status, said);
}

// Wishes that make something new: when no answer came, nothing on the page tells whether it was made. What moves a
// ticket or a counter needs no such memory: the page shows where it stands, and the hall refuses a step taken already.
const MAKES = /^\/(tickets|notices)$|\/serve$/;
const REMEMBERED_MS = 120000;
const unanswered = new Map();

function idOf(key) {
  const kept = unanswered.get(key);
  return kept && Date.now() - kept.at < REMEMBERED_MS ? kept.id : newId();
}

/** Do something once. While nobody answers the same wish is sent again; the server takes it only once. Pressed anew
 *  after that, a wish that makes something is still the same wish. */
export async function act(path, fields, method) {
  const key = path + JSON.stringify(fields || {});
  const id = MAKES.test(path) ? idOf(key) : newId();
  const body = Object.assign({ request_id: id }, fields);
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      const answer = await once(method || "POST", path, body);
      unanswered.delete(key);
      return answer;
    } catch (error) {
      if (!(error instanceof Away)) { unanswered.delete(key); throw error; }
      if (MAKES.test(path)) { unanswered.set(key, { id, at: Date.now() }); }
      if (Date.now() + PAUSE_MS > end) { throw error; }
    }
    await new Promise((go) => setTimeout(go, PAUSE_MS));
  }
}

// Asking without a session would be an error on the browser's console, on every morning's first page.
const KEPT = "bianmin_was_in";

/** Who is logged in; null: nobody. */
export async function whoAmI() {
  if (!localStorage.getItem(KEPT)) { return null; }
  try {
    const session = await ask("/session");
    csrf = session.csrf || "";
    return session;
  } catch (error) {
    if (!(error instanceof Refused)) { throw error; }
    localStorage.removeItem(KEPT);
    return null;
  }
}

export async function logIn(name, password) {
  const session = await once("POST", "/session", { name, password });
  csrf = session.csrf || "";
  localStorage.setItem(KEPT, "1");
  return session;
}

/** From now on this person is logged in here only. */
export const endOthers = () => once("DELETE", "/session/others");

/** Does the server still know who is logged in? Throws when not, or when nobody answers. Does not count as a touch. */
export const stillIn = () => once("GET", "/session/station");

export async function logOut() {
  await once("DELETE", "/session");
  localStorage.removeItem(KEPT);
  csrf = "";
}
