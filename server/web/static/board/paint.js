// Puts what is so on the screen. Text goes in as text, never as markup.
(function (board) {
  "use strict";
  const at = (id) => document.getElementById(id);
  const before = {}; // what stands in each place: an unchanged place is not touched

  function changed(place, value) {
    const text = JSON.stringify(value);
    if (before[place] === text) { return false; }
    before[place] = text;
    return true;
  }

  function element(tag, kind, text) {
    const made = document.createElement(tag);
    if (kind) { made.className = kind; }
    if (text) { made.textContent = text; }
    return made;
  }

  function both(tag, kind, pair) {
    const made = element(tag, kind);
    made.appendChild(element("span", "zh", pair[0] || pair[1]));
    made.appendChild(element("span", "en", pair[1]));
    return made;
  }

  function empty(parent) { while (parent.firstChild) { parent.removeChild(parent.firstChild); } }

  function say(parent, pair) {
    parent.querySelector(".zh").textContent = pair[0];
    parent.querySelector(".en").textContent = pair[1];
  }

  // A second call of one ticket flashes as the first did; a repaint does not.
  function now(call) {
    const box = at("now");
    box.classList.toggle("empty", call === null);
    if (call === null || !changed("now", [call.number, call.counter_number, call.counter_name, call.state])) { return; }
    at("call-number").textContent = call.number;
    at("call-counter").textContent = call.counter_number;
    const length = Array.from(call.number).length + String(call.counter_number).length;
    at("call").className = length > 9 ? "longest" : length > 6 ? "long" : "";
    say(at("call-name"), [call.counter_name, call.counter_name_en]);
    box.classList.toggle("serving", call.state === "serving");
  }

  function flash() {
    const box = at("now");
    box.classList.remove("flash");
    void box.offsetWidth; // else the browser sees no change and does not begin anew
    box.classList.add("flash");
  }

  function recent(calls) {
    const list = at("recent"), row = parseFloat(getComputedStyle(list).fontSize) * 4.5; // as in board.css
    const room = Math.max(1, Math.floor((list.clientHeight - row * 0.05) / row)) * 2;
    const shown = calls.slice(0, room);
    if (!changed("recent", shown.map((each) => [each.number, each.counter_number, each.state]))) { return; }
    empty(list);
    shown.forEach((each) => {
      const line = element("li", each.state);
      line.appendChild(element("b", "", each.number));
      line.appendChild(element("i", "", "→"));
      const where = element("span", "where");
      where.appendChild(element("b", "", String(each.counter_number)));
      where.appendChild(both("span", "unit", ["号窗口", "Counter"]));
      line.appendChild(where);
      if (each.state !== "called") { line.appendChild(both("span", "state", board.words.state(each))); }
      list.appendChild(line);
    });
  }

  function paused(counters, zone, turn) {
    const list = at("paused");
    list.hidden = counters.length === 0;
    const each = counters[turn % Math.max(1, counters.length)];
    if (!each || !changed("paused", [each.number, each.reason, each.contact, each.back_at])) { return; }
    empty(list);
    const line = element("li");
    line.appendChild(both("b", "", [each.number + " 号窗口", "Counter " + each.number]));
    line.appendChild(both("span", "", board.words.away(each, zone)));
    list.appendChild(line);
  }

  function queues(rows, turn) {
    const list = at("queues").querySelector("ul"), row = parseFloat(getComputedStyle(list).fontSize) * 3.5; // as in board.css
    const most = Math.max(1, Math.floor((list.clientHeight + row * 0.1) / row));
    const sides = Math.ceil(rows.length / most) || 1;
    const room = Math.ceil(rows.length / sides); // as many on each side, not one long and one short
    const shown = rows.slice((turn % sides) * room, (turn % sides) * room + room);
    if (!changed("queues", shown)) { return; }
    empty(list);
    shown.forEach((each) => {
      const line = element("li");
      line.appendChild(both("span", "name", [each.name, each.name_en]));
      line.appendChild(element("b", "", String(each.waiting)));
      line.appendChild(both("span", "estimate", board.words.estimate(each)));
      list.appendChild(line);
    });
  }

  function closed(words, phones) {
    say(at("closed").querySelector("h1"), words.title);
    say(at("next"), words.next);
    say(at("hours"), words.hours);
    say(at("phones"), phones);
  }

  function head(hall, emblem, zone) {
    if (!changed("head", [hall.name, hall.name_en, emblem, zone])) { return; }
    say(at("hall"), [hall.name, hall.name_en]);
    at("emblem").hidden = !emblem;
    if (emblem) { at("emblem").src = "/api/v1/media/" + emblem; }
    at("zone").hidden = !zone;
    at("zone").textContent = zone;
  }

  function clock(local) {
    if (!changed("clock", local)) { return; }
    at("time").textContent = local.time;
    say(at("date"), local.date);
  }

  function offline(since) {
    at("offline").hidden = since === null;
    document.body.classList.toggle("offline", since !== null);
    if (since !== null) {
      at("offline-zh").textContent = "显示 " + since + " 的情况";
      at("offline-en").textContent = "as of " + since;
    }
  }

  function announced(each) {
    if (!changed("announced", each && [each.text, each.text_en])) { return; }
    at("announced").hidden = each === null;
    at("announced").classList.toggle("long", each !== null && each.text.length > 60);
    const isEnglish = document.documentElement.lang === "en"; // then a text without English stands in Chinese
    say(at("announced"), each === null ? ["", ""] : [each.text, each.text_en || (isEnglish ? each.text : "")]);
  }

  // The tape runs at one speed however long it is; the same text goes on where it is.
  function tape(parts) {
    if (!changed("tape", parts)) { return; }
    const line = at("tape");
    empty(line);
    parts.forEach((each) => line.appendChild(element("span", "", each)));
    const speed = parseFloat(getComputedStyle(document.documentElement).fontSize) * 7; // px a second
    line.style.animationDuration = Math.round((line.scrollWidth + window.innerWidth) / speed) + "s";
  }

  function pairing(code, words) {
    at("pair").hidden = false;
    at("code").textContent = code ? code.slice(0, 3) + " " + code.slice(3) : "……";
    document.querySelectorAll("#pair .digits").forEach((each) => { each.textContent = code; });
    say(at("pair-state"), words);
  }

  board.paint = {
    at: at, element: element, both: both, empty: empty, now: now, flash: flash, recent: recent, paused: paused, queues: queues,
    closed: closed, head: head, clock: clock, offline: offline, announced: announced, tape: tape, pairing: pairing
  };
})(window.board = window.board || {});
