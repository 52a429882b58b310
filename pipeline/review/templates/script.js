"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const list = byId("values");
  if (!list) return;
  const rows = [...list.querySelectorAll(".item")];
  const sheets = [...document.querySelectorAll(".sheet")];
  const desk = byId("desk");
  const viewer = document.querySelector(".viewer");
  const filters = document.querySelector(".filters");
  const textOf = (row) => `${row.querySelector("summary").textContent} ${row.querySelector(".facts").textContent}`;
  const words = new Map(rows.map((row) => [row, textOf(row).toLowerCase()]));
  let current = null;
  let zoom = 1;
  let pointer = "";
  // On a narrow screen the page lies over the list: it stays away until the first value is looked at.
  let unasked = matchMedia("(max-width: 60rem)").matches;

  // The page beside the list

  const openSheet = (id) => {
    for (const sheet of sheets) sheet.hidden = sheet.id !== id;
    resize();
    desk.querySelector(".empty").hidden = sheets.some((sheet) => !sheet.hidden);
    byId("sheet").value = id;
  };

  // At the least, a point of the page is a pixel and some: smaller type cannot be read.
  const resize = () => {
    const width = sheets.find((sheet) => !sheet.hidden)?.querySelector(".paper svg")?.viewBox.baseVal.width ?? 0;
    const least = Math.max(1, (1.15 * width) / Math.max(desk.clientWidth, 1));
    desk.style.setProperty("--zoom", zoom * least);
    desk.style.setProperty("--type", zoom);
  };

  const setZoom = (factor) => {
    zoom = Math.min(6, Math.max(0.5, factor));
    resize();
    const mark = desk.querySelector("rect.current, .line.marked");
    if (mark) centre(mark);
  };

  const centre = (mark) => {
    const at = mark.getBoundingClientRect();
    const frame = desk.getBoundingClientRect();
    desk.scrollTo(
      desk.scrollLeft + at.left + at.width / 2 - frame.left - frame.width / 2,
      desk.scrollTop + at.top + Math.min(at.height, frame.height) / 2 - frame.top - frame.height / 2,
    );
  };

  const plain = () => {
    for (const line of desk.querySelectorAll(".line.marked")) {
      const held = line.querySelector(".words");
      held.textContent = held.textContent;
      line.classList.remove("marked");
    }
    for (const rect of desk.querySelectorAll("rect.current")) rect.classList.remove("current");
  };

  // From the last stretch of a line to its first: what is wrapped does not move what stands before it.
  const markLines = (row, sheet) => {
    for (const stretch of row.dataset.marks.trim().split(" ").reverse()) {
      const [number, start, end] = stretch.split(/[:-]/).map(Number);
      const line = sheet.querySelector(`[data-line="${number}"]`);
      if (!line) continue;
      line.classList.add("marked");
      const text = line.querySelector(".words").firstChild;
      // Python counts characters, the browser counts halves of those beyond the first 65,536.
      const at = (count) => [...text.data].slice(0, count).join("").length;
      const range = document.createRange();
      range.setStart(text, at(start));
      range.setEnd(text, at(end));
      range.surroundContents(document.createElement("mark"));
    }
  };

  const describe = (row) => {
    const summary = row.querySelector("summary");
    const parts = [...summary.querySelectorAll(":scope > :not(.crop)"), row.querySelector(".facts")];
    byId("caption").replaceChildren(...parts.map((part) => part.cloneNode(true)));
  };

  const show = (row) => {
    if (row === current) return;
    current?.classList.remove("current");
    current = row;
    row.classList.add("current");
    plain();
    describe(row);
    openSheet(row.dataset.sheet);
    const sheet = byId(row.dataset.sheet);
    if (!sheet) return;
    const rect = sheet.querySelector(`rect[data-item="${CSS.escape(row.id)}"]`);
    rect?.classList.add("current");
    rect?.parentNode.append(rect);
    if (row.dataset.marks) markLines(row, sheet);
    const mark = rect ?? sheet.querySelector(".line.marked");
    if (mark) centre(mark);
  };

  const fold = (away) => {
    viewer.classList.toggle("folded", away);
    byId("fold").setAttribute("aria-expanded", !away);
    byId("fold").textContent = away ? "Show page" : "Hide page";
  };

  // The list

  const summaryOf = (row) => row.querySelector("summary");
  const go = (row) => {
    if (!row) return;
    summaryOf(row).focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  const isShown = (row) => !row.hidden;
  const isMarked = (row) => row.closest(".group").dataset.group !== "CLEAN";
  const step = (by, wanted) => {
    const open = rows.filter(isShown);
    const start = current && isShown(current) ? open.indexOf(current) : by > 0 ? -1 : open.length;
    for (let at = start + by; at >= 0 && at < open.length; at += by) if (wanted(open[at])) return go(open[at]);
  };

  const filter = () => {
    const asked = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const only = ["document", "table", "status"].map((name) => [name, byId(name).value]);
    for (const row of rows) {
      const fits = only.every(([name, value]) => !value || row.dataset[name].split(" ").includes(value));
      row.hidden = !(fits && asked.every((word) => words.get(row).includes(word)));
    }
    for (const group of list.querySelectorAll(".group")) {
      const left = [...group.querySelectorAll(".item")].filter(isShown).length;
      group.hidden = left === 0;
      group.querySelector("h2 .number").textContent = left;
    }
    const left = rows.filter(isShown).length;
    byId("count").value = `${left} shown`;
    list.querySelector(".nothing").hidden = left > 0;
    for (const card of document.querySelectorAll(".card")) {
      card.setAttribute("aria-pressed", card.dataset.only === byId("document").value);
    }
  };

  // What the user does

  list.addEventListener("focusin", (event) => {
    const row = event.target.closest(".item");
    if (!row) return;
    if (unasked) fold(false);
    unasked = false;
    show(row);
  });
  list.addEventListener("pointermove", (event) => {
    // The list moving below a pointer at rest is no wish.
    const at = `${event.screenX} ${event.screenY}`;
    const row = event.target.closest(".item");
    if (row && at !== pointer && event.pointerType === "mouse") show(row);
    pointer = at;
  });
  list.addEventListener("click", async (event) => {
    const button = event.target.closest(".copy");
    if (!button) return;
    const block = button.parentNode.nextElementSibling;
    getSelection().selectAllChildren(block);
    try {
      await navigator.clipboard.writeText(block.textContent);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Selected: press Ctrl+C";
    }
  });
  desk.addEventListener("click", (event) => {
    const row = byId(event.target.dataset?.item);
    if (!row) return;
    if (row.hidden) reset();
    go(row);
  });
  byId("sheet").addEventListener("change", (event) => openSheet(event.target.value));
  byId("in").addEventListener("click", () => setZoom(zoom * 1.4));
  byId("out").addEventListener("click", () => setZoom(zoom / 1.4));
  byId("fold").addEventListener("click", () => {
    fold(!viewer.classList.contains("folded"));
    unasked = false;
  });

  list.addEventListener("toggle", (event) => event.target.scrollIntoView({ block: "nearest" }), true);

  const reset = () => {
    filters.reset();
    filter();
  };
  filters.addEventListener("input", filter);
  filters.addEventListener("reset", () => setTimeout(filter));
  filters.addEventListener("submit", (event) => event.preventDefault());
  for (const card of document.querySelectorAll(".card")) {
    card.addEventListener("click", () => {
      byId("document").value = card.getAttribute("aria-pressed") === "true" ? "" : card.dataset.only;
      filter();
    });
  }

  const letters = {
    j: () => step(1, isMarked),
    k: () => step(-1, isMarked),
    "/": () => byId("search").focus(),
    "+": () => setZoom(zoom * 1.4),
    "-": () => setZoom(zoom / 1.4),
  };
  const arrows = { ArrowDown: 1, ArrowUp: -1 };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches?.("input:not([type=checkbox]), select")) {
      if (event.key === "Escape" && current) go(current);
      return;
    }
    const isRow = event.target.matches?.(".item > details > summary");
    if (event.key in arrows && isRow) step(arrows[event.key], () => true);
    else if (event.key in letters && byId("letters").checked) letters[event.key]();
    else return;
    event.preventDefault();
  });

  const follow = () => {
    const row = byId(decodeURIComponent(location.hash.slice(1)));
    if (!row?.matches(".item")) return false;
    if (row.hidden) reset();
    summaryOf(row).parentNode.open = true;
    go(row);
    return true;
  };
  addEventListener("hashchange", follow);
  openSheet("");
  fold(unasked);
  filter();
  if (!follow() && rows.length) show(rows[0]);
})();
