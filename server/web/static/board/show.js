// The slide that stands beside the calls, and the change to the next one. What cannot be shown is passed over.
(function (board) {
  "use strict";
  const paint = board.paint;
  const VIDEO_MS = 600000; // a video that neither ends nor fails
  const AGAIN_MS = 10000; // nothing to show yet
  let slides = [], turn = 0, timer = null;

  const MAKE = {
    picture: (slide) => framed(slide, picture(slide.url)),
    video: (slide) => framed(slide, video(slide.url)),
    code: (slide) => framed(slide, picture(slide.url)),
    notice: (slide) => text(slide),
    rule: (slide) => text(slide),
    leader: (slide) => leader(slide),
    slogan: (slide) => [paint.both("h1", "", slide.title)]
  };

  function picture(url) {
    const made = document.createElement("img");
    made.alt = "";
    made.onerror = next;
    made.src = url;
    return made;
  }

  function video(url) {
    const made = document.createElement("video");
    made.muted = true;
    made.autoplay = true;
    made.setAttribute("playsinline", "");
    made.onended = made.onerror = next;
    made.src = url;
    return made;
  }

  function framed(slide, inside) {
    return slide.title[0] || slide.title[1] ? [inside, paint.both("p", "title", slide.title)] : [inside];
  }

  function text(slide) {
    const head = paint.both("h1", "", slide.title);
    if (slide.page) { head.appendChild(paint.element("i", "", slide.page)); }
    return [head, paint.element("p", "body", slide.body)];
  }

  function leader(slide) {
    const made = [paint.both("h1", "", slide.title)];
    if (slide.url) { made.push(picture(slide.url)); }
    made.push(paint.element("p", "name", slide.name), paint.element("p", "rank", slide.rank));
    if (slide.phone) { made.push(paint.element("p", "phone", slide.phone)); }
    return made;
  }

  function next() {
    clearTimeout(timer);
    const slide = slides[turn % Math.max(1, slides.length)];
    turn += 1;
    timer = setTimeout(next, !slide ? AGAIN_MS : slide.kind === "video" ? VIDEO_MS : slide.seconds * 1000);
    if (slide) { show(slide); }
  }

  function show(slide) {
    const box = paint.at("slide");
    box.querySelectorAll("img, video").forEach((each) => { each.onerror = each.onended = null; });
    box.className = slide.kind + (slide.url ? " with-picture" : "");
    paint.empty(box);
    MAKE[slide.kind](slide).forEach((each) => box.appendChild(each));
  }

  // Another day or another set-up brings other slides; the same ones go on where they are.
  function set(wanted) {
    if (JSON.stringify(wanted) === JSON.stringify(slides)) { return; }
    slides = wanted;
    turn = 0;
    next();
  }

  board.show = { set: set, next: next };
})(window.board = window.board || {});
