"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const root = document.documentElement;
  const events = JSON.parse($("data").textContent);
  const run = events.find((e) => e.event === "run") || {};
  const end = events.findLast((e) => e.event === "end");
  const calls = [], sleeps = [], notices = [], outputs = [], kinds = { call: calls, sleep: sleeps, notice: notices, output: outputs };
  let total = 1;
  for (const e of events) {
    kinds[e.event]?.push(e);
    total = Math.max(total, e.at + (e.event === "notice" ? 0 : e.for || 0));
  }
  calls.sort((a, b) => a.at - b.at);
  calls.forEach((c, i) => { c.index = i; });

  const time = (ms) => {
    if (ms < 1000) return ms.toFixed(ms < 10 ? 1 : 0) + " ms";
    if (ms < 60000) return (ms / 1000).toFixed(ms < 10000 ? 2 : 1) + " s";
    const s = Math.round(ms / 1000), h = Math.floor(s / 3600), m = Math.floor(s / 60) % 60;
    return (h ? h + " h " : "") + m + " min " + (s % 60 ? (s % 60) + " s" : "");
  };
  const money = (v) => (v < 0 ? "−" : "") + Math.abs(v).toFixed(2);
  const element = (tag, text, cls) => { const e = document.createElement(tag); if (text != null) e.textContent = text; if (cls) e.className = cls; return e; };
  const failed = (c) => !!c.error;
  const sent = (c) => (c.attempts || []).filter((t) => !t.look); // without what was looked up around it
  const tries = (c) => sent(c).length;

  // What stands above.
  const modes = { real: "on the account", sim: "on a simulated account", plan: "planned, nothing was changed", journal: "from a journal: changes only" };
  $("about").textContent = [run.started ? new Date(run.started).toLocaleString() : "", modes[run.mode] || "", run.mode === "sim" ? "" : run.endpoint || "", run.version ? "doapi " + run.version : ""].filter(Boolean).join(" · ");
  const requests = calls.reduce((n, c) => n + Math.max(1, (c.attempts || []).length), 0);
  const retries = calls.reduce((n, c) => n + Math.max(0, tries(c) - 1), 0);
  const paused = notices.filter((n) => n.what === "pause").reduce((n, e) => n + (e.for || 0), 0);
  const changes = calls.filter((c) => c.sign);
  const added = changes.reduce((n, c) => n + (c.error ? 0 : c.cost || 0), 0);
  const fact = (name, value, cls) => { const d = element("div"); d.append(element("dt", name), element("dd", value, cls)); $("facts").append(d); };
  fact("exit code", end ? String(end.code || 0) : "cut off", end && !end.code ? "good" : "bad");
  fact("took", time(end ? end.at : total));
  fact("requests", requests.toLocaleString());
  fact("retries", retries.toLocaleString(), retries ? "bad" : "");
  fact("errors", calls.filter(failed).length.toLocaleString(), calls.some(failed) ? "bad" : "");
  if (paused) fact("held by the rate limit", time(paused), "bad");
  fact("changes", changes.length.toLocaleString());
  fact("USD a month", (added > 0 ? "+" : "") + money(added));

  if (end?.error) { $("why").hidden = false; $("why").textContent = end.error; }

  // Lanes: a group for each task, with as many rows as overlap.
  const inNumbers = new Intl.Collator(undefined, { numeric: true }).compare;
  const names = [...new Set([...calls, ...sleeps].map((e) => e.task || "main"))].sort((a, b) => (a === "main" ? -1 : b === "main" ? 1 : inNumbers(a, b)));
  if (!names.length) names.push("main");
  const deepest = 6, rowHeight = 16, laneGap = 10;
  const lanes = names.map((name) => ({ name, ends: [], y: 0 }));
  const laneOf = new Map(lanes.map((l) => [l.name, l]));
  for (const c of calls) {
    const l = laneOf.get(c.task || "main");
    let row = l.ends.findIndex((t) => t <= c.at);
    if (row < 0) row = l.ends.length < deepest ? l.ends.length : l.ends.indexOf(Math.min(...l.ends));
    l.ends[row] = c.at + (c.for || 0);
    c.row = row;
    c.lane = l;
  }
  let y = 30;
  for (const l of lanes) { l.y = y; l.rows = Math.max(1, l.ends.length); y += l.rows * rowHeight + laneGap; }
  const budget = calls.filter((c) => c.limit && c.left).map((c) => [c.at + (c.for || 0), c.left || 0]).sort((a, b) => a[0] - b[0]);
  const budgetTop = y + 16, budgetHeight = budget.length ? 64 : 0;
  const height = Math.min(4000, budgetTop + budgetHeight + (budgetHeight ? 14 : 0));

  const canvas = $("timeline"), box = $("box"), ctx = canvas.getContext("2d");
  const left = 84;
  let from = 0, span = total, wide = 0, chosen = -1, hits = null, asked = false;
  const color = (name) => getComputedStyle(root).getPropertyValue("--" + name).trim();
  const x = (ms) => left + ((ms - from) / span) * (wide - left - 12);
  const draw = () => { if (!asked) { asked = true; requestAnimationFrame(paint); } };
  const nice = (v) => { const p = 10 ** Math.floor(Math.log10(v)); return [1, 2, 5, 10].find((m) => m * p >= v) * p; };
  function paint() {
    asked = false;
    const scale = devicePixelRatio || 1;
    wide = box.clientWidth;
    if (canvas.width !== Math.round(wide * scale) || canvas.height !== Math.round(height * scale)) {
      canvas.width = Math.round(wide * scale);
      canvas.height = Math.round(height * scale);
      canvas.style.height = height + "px";
    }
    ctx.setTransform(scale, 0, 0, scale, 0, 0);
    ctx.clearRect(0, 0, wide, height);
    const c = Object.fromEntries(["line", "ink", "soft", "read", "change", "failed", "retry", "sleep", "pause", "raised", "budget", "link", "paper"].map((n) => [n, color(n)]));
    ctx.font = "12px system-ui, sans-serif";
    ctx.textBaseline = "middle";
    const step = nice(span / Math.max(2, (wide - left) / 110));
    ctx.fillStyle = c.soft;
    ctx.strokeStyle = c.line;
    for (let t = Math.ceil(from / step) * step; t <= from + span; t += step) {
      const at = Math.round(x(t)) + 0.5;
      ctx.beginPath(); ctx.moveTo(at, 24); ctx.lineTo(at, height); ctx.stroke();
      const text = t ? time(t).replace(/\.0+(?= )/, "") : "0";
      if (at + 4 + ctx.measureText(text).width < wide) ctx.fillText(text, at + 4, 13);
    }
    ctx.save();
    ctx.beginPath(); ctx.rect(left, 24, wide - left, height); ctx.clip();
    ctx.fillStyle = c.pause;
    for (const n of notices) if (n.what === "pause" && n.at <= from + span && n.at + (n.for || 0) >= from) ctx.fillRect(x(n.at), 26, Math.max(2, x(n.at + (n.for || 0)) - x(n.at)), budgetTop - 30);
    ctx.fillStyle = c.sleep;
    for (const s of sleeps) {
      if (s.at > from + span || s.at + s.for < from) continue;
      const l = laneOf.get(s.task || "main");
      ctx.fillRect(x(s.at), l.y + 5, Math.max(1, x(s.at + s.for) - x(s.at)), rowHeight - 10);
    }
    // Of calls that share a pixel one is drawn, the gravest.
    const seen = new Map();
    for (let i = 0; i < calls.length; i++) {
      const e = calls[i];
      if (e.at > from + span || e.at + (e.for || 0) < from) continue;
      const a = x(e.at), w = Math.max(2, x(e.at + (e.for || 0)) - a);
      const grave = i === chosen ? 9 : failed(e) ? 4 : tries(e) > 1 ? 3 : e.sign ? 2 : 1;
      if (w <= 2) {
        const key = (a | 0) * 4096 + e.lane.y + e.row, was = seen.get(key);
        if (was >= grave) continue;
        seen.set(key, grave);
      }
      ctx.globalAlpha = hits && !hits.has(i) ? 0.18 : e.ahead ? 0.6 : 1;
      ctx.fillStyle = failed(e) ? c.failed : e.sign ? c.change : c.read;
      const top = e.lane.y + e.row * rowHeight;
      ctx.fillRect(a, top + 2, w, rowHeight - 4);
      if (tries(e) > 1) for (const t of sent(e).slice(0, -1)) { ctx.fillStyle = c.retry; ctx.fillRect(x(t.at), top + 2, Math.max(2, x(t.at + t.for) - x(t.at)), rowHeight - 4); }
      if (i === chosen) { ctx.strokeStyle = c.ink; ctx.lineWidth = 2; ctx.strokeRect(a - 1, top + 1, w + 2, rowHeight - 2); ctx.lineWidth = 1; }
    }
    ctx.globalAlpha = 1;
    if (budgetHeight) {
      const most = Math.max(...calls.map((e) => e.limit || 0));
      const by = (v) => budgetTop + budgetHeight * (1 - v / most);
      ctx.beginPath();
      ctx.moveTo(x(0), by(most));
      for (const [t, v] of budget) ctx.lineTo(x(t), by(v));
      ctx.strokeStyle = c.budget; ctx.lineWidth = 1.6; ctx.stroke(); ctx.lineWidth = 1;
      ctx.lineTo(x(budget.at(-1)[0]), budgetTop + budgetHeight); ctx.lineTo(x(0), budgetTop + budgetHeight); ctx.closePath();
      ctx.globalAlpha = 0.14; ctx.fillStyle = c.budget; ctx.fill(); ctx.globalAlpha = 1;
      ctx.restore();
      ctx.fillStyle = c.soft;
      ctx.fillText("requests", 12, budgetTop + 8);
      ctx.fillText("left " + budget.at(-1)[1].toLocaleString(), 12, budgetTop + 24);
      ctx.fillText("of " + most.toLocaleString(), 12, budgetTop + 40);
    } else ctx.restore();
    ctx.fillStyle = c.ink;
    for (const l of lanes) { ctx.fillText(l.name.length > 11 ? l.name.slice(0, 10) + "…" : l.name, 12, l.y + rowHeight / 2); }
  }
  const zoom = (by, at = from + span / 2) => {
    const next = Math.min(total, Math.max(total / 1e6, span * by));
    from = Math.min(Math.max(0, at - (at - from) * (next / span)), total - next);
    span = next;
    draw();
  };
  const move = (ms) => { from = Math.min(Math.max(0, from + ms), total - span); draw(); };
  $("in").addEventListener("click", () => zoom(0.5));
  $("out").addEventListener("click", () => zoom(2));
  $("fit").addEventListener("click", () => { from = 0; span = total; draw(); });
  const when = (px) => from + ((px - left) / (wide - left - 12)) * span;
  canvas.addEventListener("wheel", (e) => {
    if (e.ctrlKey || e.metaKey || e.shiftKey) { e.preventDefault(); zoom(e.deltaY + e.deltaX > 0 ? 1.25 : 0.8, when(e.offsetX)); }
    else if (Math.abs(e.deltaX) > Math.abs(e.deltaY)) { e.preventDefault(); move((e.deltaX / wide) * span); }
  }, { passive: false });
  let drag = null;
  canvas.addEventListener("pointerdown", (e) => { drag = { x: e.offsetX, from, moved: false }; canvas.setPointerCapture(e.pointerId); });
  canvas.addEventListener("pointermove", (e) => {
    if (drag) {
      if (Math.abs(e.offsetX - drag.x) > 3) drag.moved = true;
      if (drag.moved) { from = Math.min(Math.max(0, drag.from - ((e.offsetX - drag.x) / (wide - left - 12)) * span), total - span); draw(); }
      return;
    }
    const i = under(e.offsetX, e.offsetY), tip = $("tip");
    tip.hidden = i < 0;
    if (i < 0) return;
    const c = calls[i];
    tip.replaceChildren(element("b", title(c)), element("span", [time(c.at), "took " + time(c.for || 0), answer(c), c.line || ""].filter(Boolean).join(" · ")));
    tip.style.left = Math.min(e.offsetX + 14, wide - 300) + "px";
    tip.style.top = Math.min(e.offsetY + 16, height - 60) + "px";
  });
  canvas.addEventListener("pointerleave", () => { $("tip").hidden = true; });
  canvas.addEventListener("pointerup", (e) => { if (drag && !drag.moved) { const i = under(e.offsetX, e.offsetY); if (i >= 0) choose(i, true); } drag = null; });
  canvas.addEventListener("keydown", (e) => {
    const k = e.key;
    if (k === "ArrowLeft") move(-span / 8); else if (k === "ArrowRight") move(span / 8);
    else if (k === "+" || k === "=") zoom(0.5); else if (k === "-") zoom(2); else if (k === "0" || k === "Home") { from = 0; span = total; draw(); }
    else return;
    e.preventDefault();
  });
  const under = (px, py) => {
    const l = lanes.find((n) => py >= n.y && py < n.y + n.rows * rowHeight);
    if (!l) return -1;
    const row = Math.floor((py - l.y) / rowHeight);
    let best = -1, near = 4;
    calls.forEach((c, i) => {
      if (c.lane !== l || c.row !== row) return;
      const a = x(c.at), b = Math.max(a + 2, x(c.at + (c.for || 0))), far = px < a ? a - px : px > b ? px - b : 0;
      if (far < near) { near = far; best = i; }
    });
    return best;
  };
  const title = (c) => (c.sign ? c.sign + " " : "") + (c.called || c.method + " " + c.path) + (c.names && c.names.length ? " " + c.names.slice(0, 3).join(", ") + (c.names.length > 3 ? " …" : "") : "");
  const answer = (c) => (c.status ? String(c.status) : c.error ? "no answer" : "") + (tries(c) > 1 ? " (" + tries(c) + " attempts)" : "");

  // The changes, with what they cost.
  // Of a long list the beginning is made, and more when somebody gets near its end.
  const grow = (box, body, n, row) => {
    let made = 0;
    const more = (to) => {
      const some = document.createDocumentFragment();
      for (; made < Math.min(n, to); made++) some.append(row(made));
      body.append(some);
    };
    more(100);
    box.addEventListener("scroll", () => { if (box.scrollTop + 2 * box.clientHeight > box.scrollHeight) more(2 * made); }, { passive: true });
    addEventListener("beforeprint", () => more(n));
    return more;
  };
  const body = $("changes").tBodies[0];
  grow(body.closest(".scroll"), body, changes.length, (n) => {
    const c = changes[n], tr = element("tr"), sign = element("td", c.sign, "sign " + (c.sign === "+" ? "plus" : c.sign === "-" ? "minus" : ""));
    const what = element("td", [c.kind, (c.names || []).join(", "), c.type].filter(Boolean).join(" "));
    if (c.error) what.append(" ", element("span", c.error, "failed"));
    const known = c.cost != null;
    tr.append(sign, what, element("td", c.line || "", "soft"),
      element("td", !known ? "" : c.cost < 0 ? money(-c.cost) : c.sign === "+" || c.cost === 0 ? "0.00" : "", "number"),
      element("td", !known ? "no price" : c.cost < 0 ? "0.00" : c.sign === "+" || c.cost === 0 ? money(c.cost) : "+" + money(c.cost), "number"));
    tr.addEventListener("click", () => choose(c.index, true));
    return tr;
  });
  if (!changes.length) { const td = element("td", "Nothing was changed.", "soft"); td.colSpan = 5; const tr = element("tr"); tr.append(td); body.append(tr); }
  const sum = (f) => changes.reduce((n, c) => n + (c.error || c.cost == null ? 0 : f(c.cost)), 0);
  $("cost").textContent = changes.length ? "USD a month: " + money(sum((v) => (v < 0 ? -v : 0))) + " before, " + money(sum((v) => (v > 0 ? v : 0))) + " after" : "";

  // The output, a line at a time.
  const shown = [];
  {
    let line = null;
    for (const o of outputs) for (const part of o.text.split(/(?<=\n)/)) {
      if (!line || line.what !== o.what) { line = { at: o.at, what: o.what, text: "" }; shown.push(line); }
      line.text += part;
      if (part.endsWith("\n")) line = null;
    }
    if (!shown.length) $("output").append("Nothing was written.");
  }
  const moreOutput = grow($("output"), $("output"), shown.length, (n) => {
    const l = shown[n];
    l.row = element("div", null, (l.what === "err" ? "err" : "") + (l.hit ? " hit" : ""));
    l.row.append(element("time", time(l.at)), l.text.replace(/\n$/, ""));
    return l.row;
  });

  // The table of calls: only what is in sight is in the page.
  const list = $("list"), rows = $("rows"), tall = 31;
  let order = calls.map((_, i) => i), top = -1;
  const fill = (force) => {
    const start = Math.max(0, Math.floor(list.scrollTop / tall) - 10);
    if (start === top && !force) return;
    top = start;
    const stop = Math.min(order.length, start + Math.ceil(list.clientHeight / tall) + 30), some = document.createDocumentFragment();
    const gap = (h) => { const tr = element("tr", null, "gap"), td = element("td"); td.colSpan = 6; td.style.height = h + "px"; tr.setAttribute("aria-hidden", "true"); tr.append(td); some.append(tr); };
    gap(start * tall);
    for (let k = start; k < stop; k++) {
      const i = order[k], c = calls[i], tr = element("tr");
      tr.dataset.i = i;
      if (i === chosen) tr.className = "chosen";
      const call = element("td"), b = element("button", title(c));
      b.type = "button";
      call.append(b);
      tr.append(element("td", time(c.at), "number"), element("td", time(c.for || 0), "number"), element("td", c.task || "main"), call, element("td", answer(c), failed(c) ? "failed" : tries(c) > 1 ? "retried" : ""), element("td", c.line || "", "soft"));
      some.append(tr);
    }
    gap((order.length - stop) * tall);
    rows.replaceChildren(some);
  };
  list.addEventListener("scroll", () => fill(false), { passive: true });
  rows.addEventListener("click", (e) => { const tr = e.target.closest("tr[data-i]"); if (tr) choose(Number(tr.dataset.i), false); });
  const choose = (i, scroll) => {
    chosen = i;
    const c = calls[i], d = $("detail");
    d.hidden = false;
    d.replaceChildren(element("h3", title(c)), element("div", c.method + " " + c.path), element("div", ["began at " + time(c.at), "took " + time(c.for || 0), "task " + (c.task || "main"), c.line || "", c.ahead ? "asked for ahead" : ""].filter(Boolean).join(" · "), "soft"));
    if (c.error) d.append(element("div", c.error, "failed"));
    if (c.attempts?.length) { const ol = element("ol"); for (const t of c.attempts) ol.append(element("li", time(t.at) + ": " + (t.look ? "looked by " + t.look + ", " : "") + (t.status || t.error) + ", " + time(t.for))); d.append(ol); }
    if (scroll) { const k = order.indexOf(i); if (k >= 0) list.scrollTop = Math.max(0, k * tall - 120); }
    fill(true);
    draw();
  };
  const count = () => { $("count").textContent = order.length === calls.length ? calls.length.toLocaleString() : order.length.toLocaleString() + " of " + calls.length.toLocaleString(); };
  let searched = null;
  const texts = () => searched ??= calls.map((c) => [c.called, c.method, c.path, c.line, c.error, c.status, c.kind, (c.names || []).join(" "), c.task, tries(c) > 1 ? "retry" : "", c.ahead ? "ahead" : ""].join(" ").toLowerCase());
  $("search").addEventListener("input", () => {
    const words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const has = (t) => words.every((w) => t.includes(w));
    order = calls.map((_, i) => i).filter((i) => has(texts()[i]));
    hits = words.length ? new Set(order) : null;
    for (const l of shown) { l.hit = words.length > 0 && has(l.text.toLowerCase()); l.row?.classList.toggle("hit", l.hit); }
    const first = shown.findIndex((l) => l.hit);
    if (first >= 0) { moreOutput(first + 100); $("output").scrollTop = shown[first].row.offsetTop - $("output").offsetTop - 40; }
    list.scrollTop = 0;
    fill(true);
    count();
    draw();
  });
  addEventListener("keydown", (e) => { if (e.key === "/" && !/^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) { e.preventDefault(); $("search").focus(); } });
  $("theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    draw();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  new ResizeObserver(draw).observe(box);
  fill(true);
  count();
  paint();
  window.reportReady = performance.now();
})();
