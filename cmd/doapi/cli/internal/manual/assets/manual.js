"use strict";
(() => {
  const root = document.documentElement;
  const $ = (id) => document.getElementById(id);
  const stored = (() => { try { return localStorage.getItem("doapi-theme"); } catch { return null; } })();
  if (stored) root.dataset.theme = stored;

  $("theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try { localStorage.setItem("doapi-theme", root.dataset.theme); } catch { /* private window */ }
  });

  const menu = $("menu"), contents = $("contents");
  menu.addEventListener("click", () => menu.setAttribute("aria-expanded", String(contents.classList.toggle("open"))));
  const here = contents.querySelector("[aria-current]");
  if (here && here.offsetTop > contents.clientHeight - 80) contents.scrollTop = here.offsetTop - 120;

  const field = $("search"), list = $("results");
  let loading = null, hits = [], at = -1;
  // The index is a script, so that it can be read from a file too.
  const load = () => loading ??= new Promise((done, failed) => {
    const s = document.createElement("script");
    s.src = root.dataset.root + "search.js";
    s.onload = done;
    s.onerror = failed;
    document.head.append(s);
  });
  const score = (e, words) => {
    const title = e.t.toLowerCase(), all = title + " " + e.p.toLowerCase() + " " + (e.w || "");
    let sum = 0;
    for (const w of words) {
      if (title === w) sum += 100;
      else if (title.startsWith(w)) sum += 40;
      else if (title.includes("." + w) || title.includes(":" + w) || title.includes(" " + w)) sum += 30;
      else if (title.includes(w)) sum += 20;
      else if (all.includes(w)) sum += 4;
      else return 0;
    }
    return sum + 8 / (1 + title.length / 10) + (e.u.startsWith("guide/") ? 6 : e.u.startsWith("reference/classes") || e.u.startsWith("operations/") ? 0 : 4);
  };
  const show = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    list.replaceChildren();
    at = -1;
    hits = words.length ? window.manualIndex.map((e) => [score(e, words), e]).filter((x) => x[0] > 0).sort((a, b) => b[0] - a[0]).slice(0, 12).map((x) => x[1]) : [];
    hits.forEach((e, i) => {
      const li = document.createElement("li"), where = document.createElement("small");
      li.id = "hit" + i;
      li.setAttribute("role", "option");
      li.setAttribute("aria-selected", "false");
      li.textContent = e.t;
      where.textContent = e.p;
      li.append(where);
      li.addEventListener("mousedown", (ev) => { ev.preventDefault(); go(i); });
      list.append(li);
    });
    if (words.length && !hits.length) {
      const li = document.createElement("li");
      li.className = "none";
      li.setAttribute("role", "option");
      li.setAttribute("aria-disabled", "true");
      li.textContent = "Nothing has all of these words.";
      list.append(li);
    }
    open(words.length > 0);
    if (hits.length) pick(0);
  };
  const open = (on) => { list.hidden = !on; field.setAttribute("aria-expanded", String(on)); if (!on) field.removeAttribute("aria-activedescendant"); };
  const pick = (i) => {
    const items = list.querySelectorAll("[aria-selected]");
    if (!items.length) return;
    items[at]?.setAttribute("aria-selected", "false");
    at = (i + items.length) % items.length;
    items[at].setAttribute("aria-selected", "true");
    items[at].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", items[at].id);
  };
  const go = (i) => { if (hits[i]) { open(false); location.href = root.dataset.root + hits[i].u; } };
  field.addEventListener("focus", () => load().catch(() => {}));
  field.addEventListener("input", () => load().then(show, () => {}));
  field.addEventListener("blur", () => open(false));
  field.addEventListener("keydown", (e) => {
    if (e.key === "ArrowDown") { e.preventDefault(); pick(at + 1); }
    else if (e.key === "ArrowUp") { e.preventDefault(); pick(at - 1); }
    else if (e.key === "Enter") go(at);
    else if (e.key === "Escape") { field.value = ""; open(false); field.blur(); }
  });
  addEventListener("keydown", (e) => {
    if (e.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName) && !e.ctrlKey && !e.metaKey && !e.altKey) {
      e.preventDefault();
      field.focus();
    }
  });
})();
