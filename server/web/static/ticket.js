// The page behind the slip's QR code. The ticket's secret stands in the fragment, which no browser sends to a server by itself.
"use strict";
(function () {
  const EVERY_MS = 5000, LATER_MS = 20000;
  const BAD = { 2: ["不满意", "dissatisfied"], 1: ["非常不满意", "very dissatisfied"] };
  const id = location.pathname.split("/").pop();
  const headers = { "Authorization": "Bearer " + location.hash.slice(1), "Content-Type": "application/json" };
  const path = "/api/v1/tickets/" + id;
  const at = (name) => document.getElementById(name);
  let wish = null; // one request_id for one evaluation, however often it is sent
  let level = 0, timer = null, visit = null, isDone = false;
  let language = /^zh/i.test(navigator.language || "zh") ? "zh" : "en";

  // Not crypto.randomUUID: a phone reaches the hall without TLS, where browsers do not offer it.
  function newId() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function say(place, zh, en) {
    at(place).querySelector("[lang=zh-CN]").textContent = zh;
    at(place).querySelector("[lang=en]").textContent = en;
  }

  function speak(wanted) {
    language = wanted;
    document.body.className = "in-" + language;
    document.documentElement.lang = language === "en" ? "en" : "zh-CN";
    at("language").hidden = false;
    at("language").lang = language === "en" ? "zh-CN" : "en";
    at("language").textContent = language === "en" ? "中文" : "English";
    title();
  }

  function title() {
    const words = at("state").querySelector(language === "en" ? "[lang=en]" : "[lang=zh-CN]").textContent;
    document.title = (visit ? visit.ticket.number + " " : "") + words;
  }

  // `tone` is the colour; the words say the same.
  function show(tone, zh, en, hint) {
    at("told").className = tone;
    say("state", zh, en);
    say("hint", hint ? hint[0] : "", hint ? hint[1] : "");
    title();
  }

  const NOT_KNOWN = [
    "这张号票打不开", "This ticket cannot be shown",
    ["请用手机扫描号票上的二维码；仍打不开，请到导办台。", "Please scan the code on your slip, or ask at the guide desk."]
  ];
  const TOO_OLD = [
    "这张号票已经过期", "This ticket is too old",
    ["只能查看最近几天的号票。要办事请再来取号。", "Only tickets of the last days can be shown. Please take a new one."]
  ];

  function waiting(ticket) {
    const estimate = ticket.estimate, p50 = estimate && Math.ceil(estimate.p50_minutes), p90 = estimate && Math.ceil(estimate.p90_minutes);
    const zh = "前面还有 " + ticket.ahead + " 人", en = ticket.ahead + " ahead of you";
    if (!visit.opening.is_open) {
      return show("", zh, en, ["大厅现在不办公，号票仍然有效，请留意大厅屏幕。", "The hall is closed now; your ticket stays valid today."]);
    }
    if (!estimate) { return show("", zh, en, ["请留意叫号。", "Please listen for your number."]); }
    if (p90 < 1) { return show("", zh, en, ["马上轮到您，请到等候区。", "You are next, please come to the waiting area."]); }
    return show("", zh, en, ["大约还要等 " + p50 + "–" + p90 + " 分钟，请留意叫号。", "About " + p50 + "–" + p90 + " minutes. Please listen for your number."]);
  }

  const STATES = {
    waiting: waiting,
    called: (ticket) => show("go", "请到 " + ticket.counter_number + " 号窗口", "Please go to counter " + ticket.counter_number, ["正在叫您的号", "Your number is called"]),
    serving: (ticket) => show("", "正在 " + ticket.counter_number + " 号窗口办理", "Being served at counter " + ticket.counter_number),
    held: () => show("", "已暂放", "On hold", ["手续补好后请回窗口，也会再叫您的号。", "Come back when you are ready; your number is called again."]),
    no_show: () => show("", "已过号", "Your number was missed", ["今天内请在取号机「我的号票」恢复，或到导办台。", "Get back in line today at a kiosk (My ticket) or the guide desk."]),
    finished: finished,
    cancelled: () => show("over", "已作废", "Cancelled"),
    closed_unserved: () => show("over", "没有办理", "Not served", ["这个号已经失效，要办事请再来取号。", "This number is over. Please take a new one."])
  };

  function finished() {
    if (isDone) { return; }
    if (visit.unexplained) {
      const words = BAD[visit.unexplained];
      return show("done", "您评了“" + words[0] + "”", "You rated us: " + words[1], ["请告诉我们原因，评价等级不变。", "Please tell us why. Your rating stays."]);
    }
    if (visit.evaluated) { return end("这次服务已经评价过了，谢谢。", "Already evaluated, thank you."); }
    show("done", "办理结束", "Finished", visit.may_evaluate ? null : ["评价的时间已过，谢谢您来办事。", "The time for an evaluation is over. Thank you for coming."]);
  }

  function tell() {
    const ticket = visit.ticket, day = visit.business_day;
    at("number").textContent = ticket.number;
    say("hall", visit.hall.name, visit.hall.name_en || visit.hall.name);
    const on = day ? [" · " + Number(day.slice(5, 7)) + "月" + Number(day.slice(8)) + "日", " · " + day] : ["", ""];
    say("service", visit.service + on[0], (visit.service_en || visit.service) + on[1]);
    STATES[ticket.state](ticket);
    const until = visit.evaluate_until;
    say("until", until ? Number(until.slice(5, 7)) + "月" + Number(until.slice(8)) + "日前都可以评价" : "", until ? "Until " + until : "");
    at("evaluate").hidden = isDone || !(visit.may_evaluate || visit.unexplained);
    at("how").hidden = at("levels").hidden = Boolean(visit.unexplained);
    if (visit.unexplained && !isDone) { offerReasons(); at("reasons").hidden = false; } // pressed at the counter, without a reason
    phones();
  }

  function phones() {
    const zh = [], en = [];
    if (visit.hall.phone) { zh.push("咨询 " + visit.hall.phone); en.push("Enquiries " + visit.hall.phone); }
    if (visit.supervision_phone) { zh.push("监督 " + visit.supervision_phone); en.push("Complaints " + visit.supervision_phone); }
    say("phones", zh.join("　"), en.join("   "));
    at("phones").hidden = !zh.length;
  }

  // Nobody answers: what was last known stays, marked.
  function away() {
    const hint = ["离开大厅的无线网络就看不到最新情况，请留意时间。会自动重试。", "Outside the hall's network this page stands still. It tries again by itself."];
    show("away", visit ? "连接不上大厅，这是刚才的情况" : "连接不上大厅服务器", visit ? "Not connected: this was a moment ago" : "Server not reachable", hint);
  }

  async function look() {
    clearTimeout(timer);
    let next = EVERY_MS;
    try {
      const answer = await fetch(path + "/visit", { headers: headers, cache: "no-store" });
      if (answer.ok) {
        visit = (await answer.json()).visit;
        tell();
      } else if (answer.status === 401 || answer.status === 403 || answer.status === 422) {
        return show("over", ...NOT_KNOWN);
      } else if (answer.status === 404) {
        return show("over", ...TOO_OLD);
      } else if (answer.status === 429) {
        next = LATER_MS;
      } else { away(); }
    } catch (error) { away(); }
    if (isDone || (visit && visit.business_day)) { return; }
    if (!document.hidden) { timer = setTimeout(look, next); }
  }

  async function send() {
    wish = wish || newId();
    const comment = at("comment").value.trim();
    const why = Boolean(visit.unexplained);
    const reasons = !why && level > 2 ? [] : Array.from(document.querySelectorAll("#choices input:checked"), (box) => box.value);
    const body = { request_id: wish, reasons: reasons, comment: comment || null };
    if (!why) { Object.assign(body, { level: level, channel: "qr" }); }
    at("send").setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(path + "/evaluation" + (why ? "/reasons" : ""), { method: "POST", headers: headers, body: JSON.stringify(body) });
      const said = await answer.json();
      if (answer.ok) { end(why ? "谢谢，您的意见已经收到。" : "感谢您的评价！", "Thank you!"); }
      else if (said.code === "nothing_to_explain") { end("已经收到过原因，谢谢。", "We have your reason already, thank you."); }
      else if (said.code === "already_evaluated") { end("这次服务已经评价过了，谢谢。", "Already evaluated, thank you."); }
      else { wish = null; wrong(said.code === "reason_required" ? ["请选择或填写原因。", "Please choose or write a reason."] : [said.detail, said.detail]); }
    } catch (error) { wrong(["没有发送成功，请再试一次。", "Not sent, please try again."]); }
    at("send").removeAttribute("aria-busy");
  }

  function wrong(words) {
    at("wrong").textContent = words[language === "en" ? 1 : 0];
    at("wrong").hidden = false;
    at("reasons").hidden = false;
  }

  function end(zh, en) {
    isDone = true;
    at("evaluate").hidden = true;
    show("done", zh, en);
  }

  function offerReasons() {
    if (at("choices").childElementCount) { return; }
    visit.reasons.forEach((each) => {
      const label = document.createElement("label"), box = document.createElement("input");
      box.type = "checkbox";
      box.value = each.name;
      label.appendChild(box);
      [["zh-CN", each.name], ["en", each.name_en || each.name]].forEach(([lang, words]) => {
        const span = document.createElement("span");
        span.lang = lang;
        span.textContent = words;
        label.appendChild(span);
      });
      at("choices").appendChild(label);
    });
  }

  function choose(event) {
    level = Number(event.currentTarget.dataset.level);
    for (const button of document.querySelectorAll("[data-level]")) {
      button.setAttribute("aria-pressed", String(button === event.currentTarget));
    }
    at("wrong").hidden = true;
    at("reasons").hidden = level > 2; // a bad level needs a reason; the others go at once
    if (level > 2) { send(); } else { offerReasons(); at("choices").querySelector("input").focus(); }
  }

  for (const button of document.querySelectorAll("[data-level]")) { button.addEventListener("click", choose); }
  at("evaluate").addEventListener("submit", (event) => { event.preventDefault(); send(); });
  at("language").addEventListener("click", () => speak(language === "en" ? "zh" : "en"));
  // A phone in a pocket asks nothing; taken out, it asks at once.
  document.addEventListener("visibilitychange", () => { clearTimeout(timer); if (!document.hidden && !isDone) { look(); } });
  speak(language);
  look();
})();
