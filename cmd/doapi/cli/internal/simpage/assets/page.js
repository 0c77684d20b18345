"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const element = (tag, text, cls) => { const e = document.createElement(tag); if (text != null) e.textContent = text; if (cls) e.className = cls; return e; };
  const say = (text) => { $("said").hidden = !text; $("said").textContent = text || ""; };
  const post = async (what, body) => {
    try {
      const r = await fetch(what, { method: "POST", body });
      say(r.ok ? "" : await r.text());
      return r;
    } catch (e) { say("the simulator cannot be reached: " + e.message); }
  };
  for (const b of document.querySelectorAll("[data-advance]")) b.addEventListener("click", () => post("clock", JSON.stringify({ seconds: Number(b.dataset.advance) })));
  $("inject").addEventListener("click", () => post("fault", $("fault").value));
  $("reset").addEventListener("click", () => { if (confirm("Delete everything in this simulated account?")) post("reset", ""); });

  // What there is. Columns go from what the world sees to what things stand on.
  const columns = [["domains", "domain_records", "cdn_endpoints", "certificates"], ["load_balancers", "reserved_ips", "floating_ips", "reserved_ipv6s"], ["droplets", "kubernetes_clusters", "clusters", "databases", "database_clusters", "apps", "autoscale_pools"], ["volumes", "firewalls", "snapshots", "images"], ["tags", "projects", "ssh_keys", "vpcs"]];
  const hue = { droplets: "droplets", load_balancers: "load_balancers", reserved_ips: "load_balancers", domains: "domains", domain_records: "domains", volumes: "volumes", snapshots: "volumes", firewalls: "firewalls", tags: "tags", databases: "databases", database_clusters: "databases" };
  const named = (kind) => kind.replace(/_/g, " ").replace(/\b(ip|ipv6|ssh|vpc|cdn)(?=s?\b)/g, (w) => (w === "ipv6" ? "IPv6" : w.toUpperCase()));
  const words = (kind) => named(kind).replace(/ies$/, "y").replace(/([^s])s$/, "$1");
  const hidden = (kind, o) => kind === "actions" || (kind === "images" && (o.public || o.type === "base")) || (kind === "vpcs" && o.default) || (kind === "projects" && o.is_default) || kind === "floating_ips" || /^(database|kubernetes|app|registry)_(?!clusters)/.test(kind) || (kind === "domain_records" && (o.type === "NS" || o.type === "SOA"));
  const idOf = (kind, o) => String(o.id ?? o.uuid ?? o.ip ?? o.name ?? o.slug);
  let account = {}, cards = new Map(), edges = [], lit = null;

  const gather = () => {
    const nodes = [], byValue = new Map();
    for (const [kind, list] of Object.entries(account)) for (const o of list.objects) {
      if (hidden(kind, o)) continue;
      const n = { key: kind + " " + idOf(kind, o), kind, o };
      nodes.push(n);
      const own = [o.id, o.uuid, o.urn, o.ip, kind === "tags" || kind === "domains" ? o.name : null];
      for (const v4 of o.networks?.v4 || []) if (v4.type === "public") own.push(v4.ip_address);
      for (const v of own) if (v != null && String(v).length > 2) byValue.set(String(v), n);
    }
    // A value that is another object's id, address or name is a connection.
    const found = [], seen = new Set();
    const walk = (n, v, depth) => {
      if (v == null || depth > 4) return;
      if (typeof v === "object") { for (const [k, w] of Object.entries(v)) if (!["image", "size", "region", "networks"].includes(k)) walk(n, w, depth + 1); return; }
      const m = byValue.get(String(v));
      if (!m || m === n) return;
      const pair = [n.key, m.key].sort().join("\n");
      if (!seen.has(pair)) { seen.add(pair); found.push([n.key, m.key]); }
    };
    for (const n of nodes) walk(n, n.o, 0);
    for (const n of nodes) if (n.kind === "domain_records" && n.o.domain) { const m = byValue.get(n.o.domain); if (m) found.push([n.key, m.key]); }
    return { nodes, found };
  };
  const stateOf = (n, acting) => {
    const s = n.o.status?.state || n.o.status || n.o.state || (n.kind === "domain_records" ? n.o.type + " " + n.o.data : n.o.region?.slug || (typeof n.o.region === "string" ? n.o.region : ""));
    const a = acting.get(n.kind.replace(/s$/, "") + " " + n.o.id);
    const text = String(s || "");
    const cls = a || /^(new|creating|provisioning|pending|in-progress|resizing|deploying)$/i.test(text) ? "busy" : /^(active|online|running|succeeded|available|verified)$/i.test(text) ? "good" : /^(off|errored|error|failed|degraded)$/i.test(text) ? "bad" : "";
    return { text: a ? a.type.replace(/_/g, " ") + " …" : text, cls, busy: cls === "busy" };
  };
  const render = () => {
    const { nodes, found } = gather(), acting = new Map();
    for (const a of account.actions?.objects || []) if (a.status === "in-progress") acting.set((a.resource_type || "droplet") + " " + a.resource_id, a);
    const picture = $("picture");
    const focused = document.activeElement?.dataset?.key;
    const at = [picture.scrollLeft, picture.scrollTop];
    cards = new Map();
    edges = found;
    const counts = {};
    for (const n of nodes) counts[n.kind] = (counts[n.kind] || 0) + 1;
    $("counts").replaceChildren(...Object.entries(counts).map(([k]) => element("li", account[k].total > account[k].objects.length ? account[k].total.toLocaleString() + " " + named(k) : counts[k] + " " + (counts[k] === 1 ? words(k) : named(k)))));
    if (!nodes.length) { picture.replaceChildren(element("p", "Nothing yet. Run the script below, or point a client at the simulator.", "none")); return; }
    const grid = element("div", null, "columns"), svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("aria-hidden", "true");
    grid.append(svg);
    const known = new Set(columns.flat());
    const order = columns.map((c, i) => (i === 2 ? [...c, ...Object.keys(counts).filter((k) => !known.has(k))] : c));
    for (const kinds of order) {
      const mine = kinds.flatMap((k) => nodes.filter((n) => n.kind === k));
      if (!mine.length) continue;
      const col = element("div");
      for (const n of mine.slice(0, 60)) {
        const b = element("button", null, "card"), s = stateOf(n, acting);
        b.type = "button";
        b.dataset.key = n.key;
        b.style.setProperty("--kind", "var(--" + (hue[n.kind] || "other") + ")");
        b.append(element("small", words(n.kind)), element("b", n.o.name || n.o.ip || idOf(n.kind, n.o)));
        if (s.text) { b.append(element("br"), element("span", s.text, "state " + s.cls)); }
        if (s.busy) b.append(element("span", null, "progress"));
        b.addEventListener("click", () => detail(n));
        b.addEventListener("pointerenter", () => light(n.key));
        b.addEventListener("pointerleave", () => light(null));
        b.addEventListener("focus", () => light(n.key));
        b.addEventListener("blur", () => light(null));
        cards.set(n.key, b);
        col.append(b);
      }
      if (mine.length > 60) col.append(element("span", mine.length - 60 + " more", "more"));
      grid.append(col);
    }
    picture.replaceChildren(grid);
    lines();
    [picture.scrollLeft, picture.scrollTop] = at;
    if (focused) cards.get(focused)?.focus({ preventScroll: true });
  };
  // Lines are drawn between the cards, wherever those stand.
  const lines = () => {
    const svg = document.querySelector(".picture svg");
    if (!svg) return;
    const grid = svg.parentElement, base = grid.getBoundingClientRect();
    svg.setAttribute("width", grid.scrollWidth);
    svg.setAttribute("height", grid.scrollHeight);
    svg.setAttribute("class", edges.length > 60 ? "dense" : "");
    const gaps = [...grid.children].slice(1).map((col) => {
      const box = col.getBoundingClientRect(), at = [], rest = [...col.children].map((e) => e.getBoundingClientRect());
      rest.forEach((e, i) => at.push(e.top - base.top - (i ? (e.top - rest[i - 1].bottom) / 2 : 8)));
      at.push(rest.at(-1).bottom - base.top + 8);
      return { left: box.left - base.left, right: box.right - base.left, at };
    });
    svg.replaceChildren(...edges.flatMap(([a, b]) => {
      const x = cards.get(a)?.getBoundingClientRect(), y = cards.get(b)?.getBoundingClientRect();
      if (!x || !y) return [];
      let [l, r] = x.left < y.left ? [x, y] : [y, x];
      const p = document.createElementNS("http://www.w3.org/2000/svg", "path");
      const y1 = l.top + l.height / 2 - base.top, y2 = r.top + r.height / 2 - base.top;
      if (Math.abs(l.left - r.left) < 4) {
        const x1 = l.left - base.left;
        p.setAttribute("d", `M${x1} ${y1} C${x1 - 26} ${y1} ${x1 - 26} ${y2} ${x1} ${y2}`);
      } else {
        // Through each column on the way the line takes the gap nearest to it.
        const x1 = l.right - base.left, x2 = r.left - base.left;
        let d = `M${x1} ${y1}`, x = x1, y = y1;
        const to = (nx, ny) => { const m = (nx - x) / 2; d += ` C${x + m} ${y} ${nx - m} ${ny} ${nx} ${ny}`; x = nx; y = ny; };
        for (const c of gaps) if (c.left > x1 && c.right < x2) {
          const ideal = y1 + ((y2 - y1) * (c.left - x1)) / (x2 - x1);
          const gap = c.at.reduce((best, g) => (Math.abs(g - ideal) < Math.abs(best - ideal) ? g : best));
          to(c.left, gap);
          d += ` H${c.right}`;
          x = c.right;
        }
        to(x2, y2);
        p.setAttribute("d", d);
      }
      if (lit && (a === lit || b === lit)) p.setAttribute("class", "lit");
      return [p];
    }));
  };
  const light = (key) => { lit = key; lines(); };
  addEventListener("resize", lines);
  const detail = (n) => {
    $("detail").hidden = false;
    $("detail-title").textContent = words(n.kind) + " " + (n.o.name || idOf(n.kind, n.o));
    $("detail-text").textContent = JSON.stringify(n.o, null, 2);
    $("close").focus();
  };
  const close = () => { $("detail").hidden = true; };
  $("close").addEventListener("click", close);
  addEventListener("keydown", (e) => { if (e.key === "Escape") close(); });

  // Requests as they come.
  const log = (list) => {
    const some = document.createDocumentFragment();
    for (const r of list.slice().reverse()) {
      const tr = element("tr");
      tr.append(element("td", r.time, "soft"), element("td", String(r.status), r.status >= 400 ? "bad" : ""), element("td", r.method + " " + r.path), element("td", r.took.toFixed(1), "number"));
      some.append(tr);
    }
    $("requests").prepend(some);
    while ($("requests").rows?.length > 500 || $("requests").children.length > 500) $("requests").lastElementChild.remove();
    $("total").textContent = list.at(-1).n.toLocaleString() + " in all";
  };
  const tell = (now) => { $("now").textContent = new Date(now).toISOString().replace("T", " ").slice(0, 19) + " UTC"; };
  const source = new EventSource("events");
  const live = (text, cls) => { $("live").textContent = text; $("live").className = "live " + cls; };
  source.onopen = () => live("live", "on");
  source.onerror = () => live("not connected", "off");
  source.addEventListener("requests", (e) => log(JSON.parse(e.data)));
  source.addEventListener("now", (e) => tell(JSON.parse(e.data)));
  source.addEventListener("state", (e) => { const d = JSON.parse(e.data); tell(d.now); account = d.account; render(); });

  // The editor.
  let stopping = null;
  const run = async () => {
    if (stopping) return;
    stopping = new AbortController();
    $("run").disabled = true;
    $("stop").disabled = false;
    $("output").textContent = "";
    try {
      const r = await fetch("run", { method: "POST", body: $("code").value, signal: stopping.signal });
      const reader = r.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        $("output").append(value);
        $("output").scrollTop = $("output").scrollHeight;
      }
    } catch (e) { $("output").append(e.name === "AbortError" ? "stopped\n" : e.message + "\n"); }
    stopping = null;
    $("run").disabled = false;
    $("stop").disabled = true;
  };
  $("run").addEventListener("click", run);
  $("stop").addEventListener("click", () => stopping?.abort());
  $("code").addEventListener("keydown", (e) => {
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) { e.preventDefault(); run(); }
  });
  $("theme").addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });
})();
