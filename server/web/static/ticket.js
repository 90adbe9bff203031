// The page behind the slip's QR code. The ticket's secret stands in the fragment, which no browser sends to a server by itself.
"use strict";
(function () {
  const id = location.pathname.split("/").pop();
  const headers = { "Authorization": "Bearer " + location.hash.slice(1), "Content-Type": "application/json" };
  const at = (name) => document.getElementById(name);
  let wish = null; // one request_id for one evaluation, however often it is sent
  let level = 0;

  // Not crypto.randomUUID: a phone reaches the hall without TLS, where browsers do not offer it.
  function newId() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function show(zh, en) { at("state").textContent = zh; at("state-en").textContent = en || ""; }

  function minutes(estimate) {
    if (!estimate) { return ["", ""]; }
    const p50 = Math.ceil(estimate.p50_minutes), p90 = Math.ceil(estimate.p90_minutes);
    return p90 < 1 ? ["，马上轮到您", ", you are next"] : ["，约 " + p50 + "–" + p90 + " 分钟", ", about " + p50 + "–" + p90 + " min"];
  }

  function tell(ticket) {
    at("number").textContent = ticket.number;
    const wait = minutes(ticket.estimate);
    const words = {
      waiting: ["前面等候 " + ticket.ahead + " 人" + wait[0], ticket.ahead + " ahead of you" + wait[1]],
      called: ["请到 " + ticket.counter_number + " 号窗口", "Please go to counter " + ticket.counter_number],
      serving: ["正在 " + ticket.counter_number + " 号窗口办理", "Being served at counter " + ticket.counter_number],
      held: ["已挂起，请留意叫号", "On hold, please listen for your number"],
      no_show: ["已过号，请到取号机或导办台恢复", "Missed: please ask at the kiosk or guide desk"],
      finished: ["办理结束", "Finished"],
      cancelled: ["已作废", "Cancelled"],
      closed_unserved: ["今天未办理，请改日再来", "Not served today, please come again"]
    }[ticket.state];
    show(words[0], words[1]);
    at("evaluate").hidden = ticket.state !== "finished" || wish === "done";
  }

  function away() { show("连接不上大厅服务器，稍后自动重试", "Server not reachable, trying again"); }

  async function look() {
    try {
      const answer = await fetch("/api/v1/tickets/" + id, { headers: headers, cache: "no-store" });
      if (answer.ok) { tell((await answer.json()).ticket); }
      else if (answer.status < 500) { show("这张号票已失效或不是今天的", "This ticket is no longer valid"); return; }
      else { away(); }
    } catch (error) { away(); }
    if (wish !== "done") { setTimeout(look, 5000); }
  }

  async function send() {
    if (wish === "done") { return; }
    wish = wish || newId();
    const comment = at("comment").value.trim();
    const body = { request_id: wish, level: level, channel: "qr", comment: comment || null };
    try {
      const answer = await fetch("/api/v1/tickets/" + id + "/evaluation", { method: "POST", headers: headers, body: JSON.stringify(body) });
      const said = await answer.json();
      if (answer.ok) { end("感谢您的评价！", "Thank you!"); }
      else if (said.code === "already_evaluated") { end("这次服务已经评价过了，谢谢。", "Already evaluated, thank you."); }
      else { wish = null; show(said.detail, ""); }
    } catch (error) { show("没有发送成功，请再试一次", "Not sent, please try again"); }
  }

  function end(zh, en) { wish = "done"; at("evaluate").hidden = true; show(zh, en); }

  function choose(event) {
    level = Number(event.currentTarget.dataset.level);
    for (const button of document.querySelectorAll("[data-level]")) {
      button.setAttribute("aria-pressed", String(button === event.currentTarget));
    }
    at("reasons").hidden = level > 2; // a bad level needs a reason; the others go at once
    if (level > 2) { send(); } else { at("comment").focus(); }
  }

  for (const button of document.querySelectorAll("[data-level]")) { button.addEventListener("click", choose); }
  at("send").addEventListener("click", send);
  look();
})();
