"use strict";
// Go from removal to removal, keep the panes together, follow the order of the list.
(() => {
  const source = document.getElementById("source");
  const clean = document.getElementById("clean");
  const removals = new Map(); // removal → its marks
  for (const mark of source.querySelectorAll("mark")) {
    const marks = removals.get(mark.dataset.r) || [];
    removals.set(mark.dataset.r, marks.concat(mark));
  }
  // In the order of the page, which is the order of the source.
  const order = [...removals.keys()].sort((a, b) =>
    removals.get(a)[0].compareDocumentPosition(removals.get(b)[0]) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);
  for (const key of order) {
    const first = removals.get(key)[0];
    const label = document.createElement("span");
    label.className = "rule " + first.className;
    label.textContent = first.title.replace(": ", " · ");
    first.before(label);
  }
  let current = -1;

  function go(place) {
    if (!order.length) return;
    current = (place + order.length) % order.length;
    for (const mark of source.querySelectorAll("mark.on")) mark.classList.remove("on");
    const marks = removals.get(order[current]);
    for (const mark of marks) mark.classList.add("on");
    document.getElementById("at").textContent =
      current + 1 + " of " + order.length + ": " + marks[0].title.replace(": ", " · ");
    tab("source");
    center(source, marks[0].previousElementSibling || marks[0]);
    const line = marks[0].closest(".l");
    if (line.id) follow(Number(line.id.slice(1)));
  }

  function next(category, by) {
    for (let tried = 1, place = current < 0 && by < 0 ? 0 : current; tried <= order.length; tried++) {
      place = (place + by + order.length) % order.length;
      if (!category || removals.get(order[place])[0].classList.contains("c-" + category)) return go(place);
    }
  }

  function center(pane, element) {
    const box = element.getBoundingClientRect();
    const frame = pane.getBoundingClientRect();
    if (pane.scrollHeight > pane.clientHeight + 1) pane.scrollTop += box.top - frame.top - pane.clientHeight / 3;
    else element.scrollIntoView({ block: "center" });
  }

  // Scrolls the clean text to about where a source line went: between the two nearest places known.
  const places = [...clean.querySelectorAll("[data-line]")].map((element) => [Number(element.dataset.line), element]);
  function follow(line) {
    if (!places.length || getComputedStyle(clean).display === "none") return;
    const top = (element) => element.getBoundingClientRect().top - clean.getBoundingClientRect().top + clean.scrollTop;
    let before = [1, 0], after = null;
    for (const [known, element] of places) {
      if (known <= line) before = [known, top(element)];
      else { after = [known, top(element)]; break; }
    }
    after = after || [Math.max(line, source.querySelectorAll(".l").length), clean.scrollHeight];
    const share = after[0] > before[0] ? (line - before[0]) / (after[0] - before[0]) : 0;
    clean.scrollTop = before[1] + share * (after[1] - before[1]) - clean.clientHeight / 3;
  }

  function tab(name) {
    const button = document.getElementById("tab-" + name);
    if (getComputedStyle(document.querySelector(".tabs")).display !== "none") button.checked = true;
  }

  function toLine(link) {
    if (link.dataset.removal !== undefined) return go(order.indexOf(link.dataset.removal));
    const line = document.getElementById("L" + link.dataset.line);
    const heading = link.dataset.fix && document.getElementById(link.dataset.fix);
    tab("source");
    if (line) { center(source, line); flash(line); }
    if (heading) { center(clean, heading); flash(heading); } else follow(Number(link.dataset.line));
  }

  function flash(element) {
    for (const old of document.querySelectorAll(".flash")) old.classList.remove("flash");
    element.classList.add("flash");
  }

  // The list as it was sorted and filtered last.
  function turnInListOrder() {
    let links = [], list = "";
    try {
      links = JSON.parse(sessionStorage.getItem("howto-etl-order") || "[]");
      list = sessionStorage.getItem("howto-etl-list") || "";
    } catch (error) {}
    if (list) document.getElementById("up").href = "../index.html#" + list;
    const at = links.indexOf(document.body.dataset.page);
    if (at < 0) return;
    document.getElementById("place").textContent = at + 1 + " / " + links.length;
    for (const [id, place] of [["previous", at - 1], ["next", at + 1]]) {
      const link = document.getElementById(id);
      if (/^[0-9a-z]+\.html$/.test(links[place] || "")) {
        link.href = links[place];
        link.removeAttribute("aria-disabled");
      } else {
        link.removeAttribute("href");
        link.setAttribute("aria-disabled", "true");
      }
    }
  }

  const open = (id) => { const link = document.getElementById(id); if (link.href) link.click(); };
  const keys = {
    n: () => next("", 1), p: () => next("", -1),
    j: () => open("next"), k: () => open("previous"), u: () => open("up"),
    1: () => show("source"), 2: () => show("clean"), 3: () => show("outline"),
  };
  function show(name) { tab(name); document.getElementById(name).focus(); }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.go");
    if (link) { event.preventDefault(); toLine(link); }
  });
  if (order.length) {
    document.getElementById("on").addEventListener("click", () => next("", 1));
    document.getElementById("back").addEventListener("click", () => next("", -1));
    for (const chip of document.querySelectorAll(".jump [data-category]"))
      chip.addEventListener("click", () => next(chip.dataset.category, 1));
  }
  turnInListOrder();
})();
