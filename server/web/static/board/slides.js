// What is shown in turn beside the calls: the hall's own slides, notices, rules, the leader on duty, the QR code. Pure.
(function (board) {
  "use strict";
  const TEXT_S = 12;
  const CODE_EVERY = 5; // the QR code comes back after so many other slides: nobody waits for a whole round
  const PAGE = 96; // characters of one page: six lines that are read from eight metres
  const VIDEO = /\.(mp4|webm)$/;

  const isOn = (each, day) => (!each.from || each.from <= day) && (!each.until || day <= each.until);

  function slidesOf(content, day, weekday) {
    const own = content.board.slides.filter((each) => isOn(each, day)).map(media);
    const notices = content.notices.filter((each) => isOn(each, day));
    const told = [].concat.apply([], notices.map((each) => texts("notice", each)));
    const rules = [].concat.apply([], content.rules.map((each) => texts("rule", each)));
    const others = own.concat(leader(content.leaders, day, weekday), told, rules);
    return withCode(others, content.board);
  }

  function media(each) {
    return {
      kind: VIDEO.test(each.media) ? "video" : "picture", url: "/api/v1/media/" + each.media,
      title: [each.title, each.title_en], seconds: each.seconds
    };
  }

  function texts(kind, each) {
    const parts = pages(each.body, PAGE);
    return parts.map((body, index) => ({
      kind: kind, title: [each.title, each.title_en], body: body, seconds: TEXT_S,
      page: parts.length > 1 ? (index + 1) + "/" + parts.length : ""
    }));
  }

  // A date goes before a weekday.
  function leader(leaders, day, weekday) {
    const found = leaders.find((each) => each.dates.includes(day)) || leaders.find((each) => each.weekdays.includes(weekday));
    if (!found) { return []; }
    return [{
      kind: "leader", title: ["今日带班领导", "Leader on duty today"], name: found.name, rank: found.rank, phone: found.phone,
      url: found.photo ? "/api/v1/media/" + found.photo : "", seconds: TEXT_S
    }];
  }

  function withCode(others, setting) {
    if (!setting.qr) { return others; }
    const code = { kind: "code", url: "/api/v1/content/qr", title: [setting.qr_title, setting.qr_title_en], seconds: TEXT_S };
    const found = [];
    others.forEach((each, index) => {
      if (index % CODE_EVERY === 0) { found.push(code); }
      found.push(each);
    });
    return found.length ? found : [code];
  }

  // Whole lines if they fit, else whole sentences; no page is longer than `limit`.
  function pages(text, limit) {
    const found = [];
    let page = "";
    pieces(text, limit).forEach((piece) => {
      if (page && weight(page + piece) > limit) { found.push(page.trim()); page = ""; }
      page += piece;
    });
    return page.trim() ? found.concat([page.trim()]) : found;
  }

  // Latin letters are half as wide; a line break costs what is left of the line.
  const weight = (text) => Array.from(text).reduce((sum, char) => sum + (char === "\n" ? 9 : char < "\u2e80" ? 0.5 : 1), 0);

  function pieces(text, limit) {
    const found = [];
    text.split("\n").forEach((line) => {
      const whole = line + "\n";
      if (weight(whole) <= limit) { found.push(whole); return; }
      (line.match(/[^。；！？.;!?]+[。；！？.;!?]*/g) || []).forEach((sentence) => {
        const chars = Array.from(sentence);
        for (let at = 0; at < chars.length; at += limit) { found.push(chars.slice(at, at + limit).join("")); }
      });
      found.push("\n");
    });
    return found;
  }

  board.slides = { isOn: isOn, slidesOf: slidesOf, pages: pages };
})(window.board = window.board || {});
