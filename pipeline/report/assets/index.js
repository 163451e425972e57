"use strict";
// Search, filter and sort the list; hand its order to the article pages.
(() => {
  const body = document.getElementById("articles");
  const rows = [...body.rows];
  const search = document.getElementById("search");
  const show = document.getElementById("show");
  const sort = document.getElementById("sort");
  const controls = { q: search, show: show, sort: sort };
  const collator = new Intl.Collator("en", { sensitivity: "base", numeric: true });
  for (const row of rows) {
    row.words = (row.dataset.title + " " + row.dataset.path + " " + row.dataset.more).toLowerCase();
    row.facets = new Set(row.dataset.facets.split(" "));
    row.link = row.querySelector("a").getAttribute("href").replace("articles/", "");
  }

  const by = {
    "": (a, b) => collator.compare(a.dataset.path, b.dataset.path),
    title: (a, b) => collator.compare(a.dataset.title, b.dataset.title),
    share: (a, b) => b.dataset.share - a.dataset.share,
    fixes: (a, b) => a.dataset.fixes - b.dataset.fixes || b.dataset.words - a.dataset.words,
    warnings: (a, b) => b.dataset.warnings - a.dataset.warnings,
    words: (a, b) => b.dataset.words - a.dataset.words,
  };

  function update() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = [];
    for (const row of rows) {
      const fits = words.every((word) => row.words.includes(word)) && (!show.value || row.facets.has(show.value));
      row.hidden = !fits;
      if (fits) found.push(row);
    }
    body.append(...found.sort((a, b) => by[sort.value](a, b) || by[""](a, b)));
    document.getElementById("found").textContent =
      found.length === rows.length ? rows.length + " articles" : found.length + " of " + rows.length + " articles";
    document.getElementById("none").hidden = found.length > 0;
    remember(found.map((row) => row.link));
  }

  // Storage and history may be refused for pages opened from a disk; the list works without.
  function remember(links) {
    const state = new URLSearchParams();
    for (const [name, control] of Object.entries(controls)) if (control.value) state.set(name, control.value);
    try {
      sessionStorage.setItem("howto-etl-order", JSON.stringify(links));
      sessionStorage.setItem("howto-etl-list", state.toString());
      history.replaceState(null, "", state.toString() ? "#" + state : location.pathname);
    } catch (error) {}
  }

  function restore() {
    const state = new URLSearchParams(location.hash.slice(1));
    for (const [name, control] of Object.entries(controls)) {
      control.value = state.get(name) || "";
      if (control.selectedIndex === -1) control.value = "";
    }
  }

  function step(by) {
    const links = [...body.rows].filter((row) => !row.hidden).map((row) => row.querySelector("a"));
    const at = links.indexOf(document.activeElement);
    const next = links[at < 0 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1)];
    if (next) next.focus();
  }

  for (const control of Object.values(controls)) control.addEventListener("input", update);
  document.querySelector(".controls").addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("reset").addEventListener("click", () => {
    for (const control of Object.values(controls)) control.value = "";
    update();
    search.focus();
  });
  window.addEventListener("hashchange", () => { restore(); update(); });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, select, textarea")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === "/") { event.preventDefault(); search.focus(); search.select(); }
    if (event.key === "j") step(1);
    if (event.key === "k") step(-1);
  });
  if (!/^#rejects$/.test(location.hash)) restore();
  update();
})();
