"use strict";
// All text of documents goes in as text, never as markup.
const data = JSON.parse(document.getElementById("data").textContent);
const { nodes, edges, say } = data;
const $ = id => document.getElementById(id);
const svg = $("graph"), axis = $("axis"), rows = $("rows"), stage = $("stage"), panel = $("panel");
const H = 19, LANE = 23, PAD = 12;
const off = { relation: new Set(), level: new Set(), kind: new Set() };
let zoom = 1, picked = null, query = "", order = [];

function make(name, attributes = {}, ...children) {
  const drawn = ["svg", "g", "path", "rect", "text", "line", "defs", "marker", "title"].includes(name);
  const e = drawn ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [k, v] of Object.entries(attributes)) {
    if (k.startsWith("on")) e.addEventListener(k.slice(2), v);
    else if (v !== null && v !== undefined && v !== false) e.setAttribute(k, v);
  }
  e.append(...children.filter(c => c !== null && c !== undefined));
  return e;
}

const fold = t => t.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
nodes.forEach((n, i) => {
  n.i = i; n.out = []; n.in = [];
  n.short = n.label.length > 24 ? n.label.slice(0, 23) + "…" : n.label;
  n.words = fold([n.label, n.id, ...n.facts.map(f => f[1])].join(" "));
});
edges.forEach((e, i) => { e.i = i; nodes[e.s].out.push(e); nodes[e.t].in.push(e); });

// --- what is shown ---

const shown = n => !off.level.has(n.level) && !off.kind.has(n.kind);
const drawn = e => !off.relation.has(e.r) && shown(nodes[e.s]) && shown(nodes[e.t]);
const matches = n => !query || n.words.includes(query);

// --- time: years without any document are cut short, and the cut is drawn ---

function timeScale(times, left, width) {
  const sorted = [...new Set(times)].sort((a, b) => a - b);
  if (!sorted.length) return { x: () => left, pieces: [], pixels: 1 };
  const first = sorted[0] - 0.1, last = sorted[sorted.length - 1] + 0.1;
  const limit = Math.max(4, (last - first) / 6), pieces = [];
  let from = first;
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i] - sorted[i - 1] > limit) {
      pieces.push([from, sorted[i - 1] + 0.15]);
      from = sorted[i] - 0.15;
    }
  }
  pieces.push([from, last]);
  const years = pieces.reduce((sum, p) => sum + p[1] - p[0], 0), cut = 34;
  const pixels = Math.max(width - cut * (pieces.length - 1), 100) / years;
  let at = left;
  const placed = pieces.map(([a, b]) => { const p = { a, b, x: at }; at += (b - a) * pixels + cut; return p; });
  const x = t => { const p = placed.find(p => t <= p.b) || placed[placed.length - 1]; return p.x + (t - p.a) * pixels; };
  return { x, pieces: placed, pixels, cut };
}

const measure = document.createElement("canvas").getContext("2d");
measure.font = '11.5px system-ui, "Segoe UI", "DejaVu Sans", sans-serif';

function layout() {
  const visible = nodes.filter(shown);
  visible.forEach(n => { n.w = measure.measureText(n.short).width + 18 + (n.cited > 1 ? 16 : 0); });
  const undated = visible.filter(n => n.t === null), dated = visible.filter(n => n.t !== null);
  const column = undated.length ? Math.max(...undated.map(n => n.w)) + 24 : 0;
  const room = Math.max(stage.clientWidth - rows.offsetWidth, 480);
  const left = column + 70, width = Math.max(room - left - 70, 300) * zoom;
  const scale = timeScale(dated.map(n => n.t), left, width);
  dated.forEach(n => { n.x = scale.x(n.t); });
  let y = 0;
  const bands = [];
  for (const level of data.levels) {
    const here = visible.filter(n => n.level === level.id);
    if (!here.length) continue;
    const lanes = [];
    here.filter(n => n.t !== null).sort((a, b) => a.x - b.x).forEach(n => {
      let lane = lanes.findIndex(end => end < n.x - n.w / 2 - 6);
      if (lane < 0) lane = lanes.push(0) - 1;
      lanes[lane] = n.x + n.w / 2;
      n.y = y + PAD + lane * LANE + H / 2;
    });
    here.filter(n => n.t === null).forEach((n, i) => { n.x = 12 + n.w / 2; n.y = y + PAD + i * LANE + H / 2; });
    const count = Math.max(lanes.length, here.filter(n => n.t === null).length, 1);
    const height = count * LANE + PAD * 2 - 5;
    bands.push({ ...level, y, height });
    y += height;
  }
  return { visible, bands, scale, column, height: y + 6, width: left + width + 70 };
}

// --- drawing ---

function curve(a, b) {
  const up = b.y < a.y - 2 ? -1 : b.y > a.y + 2 ? 1 : 0;
  if (!up || Math.abs(a.y - b.y) < LANE * 1.5) {
    const y1 = a.y - H / 2, y2 = b.y - H / 2 - 2, lift = 16 + Math.min(Math.abs(a.x - b.x) / 7, 46);
    return `M${a.x} ${y1}C${a.x} ${y1 - lift} ${b.x} ${y2 - lift} ${b.x} ${y2}`;
  }
  const y1 = a.y + up * H / 2, y2 = b.y - up * (H / 2 + 2), middle = (y1 + y2) / 2;
  return `M${a.x} ${y1}C${a.x} ${middle} ${b.x} ${middle} ${b.x} ${y2}`;
}

function draw() {
  const { visible, bands, scale, column, height, width } = layout();
  svg.replaceChildren();
  svg.setAttribute("width", width); svg.setAttribute("height", height);
  axis.replaceChildren();
  axis.setAttribute("width", width); axis.setAttribute("height", 26);
  const defs = make("defs");
  data.relations.forEach(r => defs.append(make("marker", { id: "to-" + r.id, class: r.id, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto", markerUnits: "userSpaceOnUse" }, make("path", { d: "M0 0L8 4L0 8z" }))));
  svg.append(defs);
  bands.forEach((b, i) => svg.append(make("rect", { class: "band" + (i % 2 ? " odd" : ""), x: 0, y: b.y, width, height: b.height })));
  if (column) {
    svg.append(make("line", { class: "grid", x1: column, x2: column, y1: 0, y2: height }));
    axis.append(make("text", { class: "tick", x: column / 2, y: 17 }, say.undated));
  }
  drawTicks(scale, height);
  const front = make("g");
  edges.filter(drawn).forEach(e => {
    const d = curve(nodes[e.s], nodes[e.t]);
    svg.append(make("path", { class: "hit", d, onclick: () => pick({ edge: e.i }) }, make("title", {}, edgeName(e))));
    svg.append(make("path", { class: "e " + e.r, d, "data-e": e.i, "marker-end": `url(#to-${e.r})` }));
  });
  svg.append(front);
  order = visible.sort((a, b) => a.y - b.y || a.x - b.x);
  order.forEach((n, i) => front.append(pill(n, i === 0)));
  rows.replaceChildren(...bands.map(b => {
    const row = make("div", {}, b.label);
    row.style.top = b.y + "px"; row.style.height = b.height + "px";
    return row;
  }));
  $("counts").textContent = say.counts.replace("{nodes}", visible.length).replace("{edges}", edges.filter(drawn).length);
  light();
}

function drawTicks(scale, height) {
  let last = -1e9;
  const step = [1, 2, 5, 10, 20, 50].find(s => s * scale.pixels > 46) || 100;
  scale.pieces.forEach((p, i) => {
    if (i) svg.append(make("line", { class: "break", x1: p.x - scale.cut / 2, x2: p.x - scale.cut / 2, y1: 0, y2: height }));
    const quarter = scale.pixels > 260 ? 0.25 : 1;
    for (let t = Math.ceil(p.a / quarter) * quarter; t <= p.b; t += quarter) {
      const x = scale.x(t), year = Math.floor(t + 1e-6), month = Math.round((t - year) * 12) + 1;
      if ((month === 1 && year % step) || x - last < 44) continue;
      last = x;
      svg.append(make("line", { class: "grid", x1: x, x2: x, y1: 0, y2: height }));
      axis.append(make("text", { class: "tick", x, y: 17 }, month === 1 ? String(year) : `${month}/${year}`));
    }
  });
}

function pill(n, first) {
  const classes = ["n", n.kind, n.exact ? "" : "loose", n.conflicts.length ? "disputed" : ""].join(" ");
  const g = make("g", { class: classes, "data-n": n.i, tabindex: first ? 0 : -1, role: "button", "aria-label": describe(n), onclick: () => pick({ node: n.i }) },
    make("title", {}, describe(n)),
    make("rect", { x: n.x - n.w / 2, y: n.y - H / 2, width: n.w, height: H, rx: H / 2 }),
    make("text", { x: n.x - n.w / 2 + 9, y: n.y + 4 }, n.short));
  if (n.cited > 1) g.append(make("text", { class: "count", x: n.x + n.w / 2 - 8, y: n.y + 4, "text-anchor": "end" }, String(n.cited)));
  return g;
}

const describe = n => [n.label, n.name, n.organ, n.day, say.kinds[n.kind]].filter(Boolean).join(", ");
const edgeName = e => `${nodes[e.s].label} ${say.relations[e.r]} ${nodes[e.t].label}`;

function light() {
  const near = new Set(), lines = new Set();
  if (picked && picked.node !== undefined) {
    const n = nodes[picked.node];
    near.add(n.i);
    [...n.out, ...n.in].filter(drawn).forEach(e => { lines.add(e.i); near.add(e.s).add(e.t); });
  } else if (picked) {
    const e = edges[picked.edge];
    lines.add(e.i); near.add(e.s).add(e.t);
  }
  svg.classList.toggle("picked", picked !== null);
  svg.classList.toggle("searched", query !== "" && picked === null);
  svg.querySelectorAll(".n").forEach(g => {
    const i = +g.dataset.n;
    g.classList.toggle("near", near.has(i));
    g.classList.toggle("on", picked !== null && picked.node === i);
    g.classList.toggle("hitting", matches(nodes[i]));
  });
  svg.querySelectorAll(".e").forEach(p => p.classList.toggle("near", lines.has(+p.dataset.e)));
}

// --- the panel ---

const link = (n, text) => make("button", { class: "link", type: "button", onclick: () => pick({ node: n.i }, true) }, text || n.label);
const back = () => make("button", { class: "back", type: "button", onclick: () => pick(null) }, say.close);

function quote(p) {
  const place = [p.section && `${say.section} ${p.section}`, p.page && `${say.page} ${p.page}`, `${say.score} ${p.score.toFixed(2)}`].filter(Boolean).join(" · ");
  const words = p.before || p.after ? [p.before, make("mark", {}, p.raw), p.after] : [p.raw || say.attached];
  return make("blockquote", {}, ...words, make("small", {}, place));
}

function reference(e, other) {
  return make("li", { class: "item " + e.r },
    make("span", { class: "rel" }, say.relations[e.r] + (e.count > 1 ? ` ×${e.count}` : "")), link(other),
    e.status === "resolved" ? null : make("span", { class: "hint" }, ` (${say.statuses[e.status]})`),
    ...e.passages.map(quote), e.more ? make("p", { class: "hint" }, say.more.replace("{count}", e.more)) : null);
}

const facts = list => make("dl", {}, ...list.flatMap(([k, v]) => [make("dt", {}, k), make("dd", {}, v)]));

function showNode(n) {
  const parts = [back(), make("h2", {}, n.label), n.name ? make("p", {}, n.name) : null, facts(n.facts)];
  n.conflicts.forEach(c => parts.push(make("p", { class: "warn" }, c)));
  if (n.candidates.length) parts.push(make("h3", {}, say.candidates), make("ul", {}, ...n.candidates.map(i => make("li", {}, link(nodes[i])))));
  for (const [title, list, end] of [[say.cites, n.out, "t"], [say.cited_by, n.in, "s"]]) {
    const visible = list.filter(e => !off.relation.has(e.r));
    if (visible.length) parts.push(make("h3", {}, `${title} (${visible.length})`), make("ul", {}, ...visible.map(e => reference(e, nodes[e[end]]))));
  }
  return parts;
}

function showEdge(e) {
  return [back(), make("h2", {}, link(nodes[e.s]), " → ", link(nodes[e.t])),
    make("p", { class: e.r }, make("span", { class: "rel" }, say.relations[e.r])),
    facts([[say.count, String(e.count)], [say.score, e.score.toFixed(2)], [say.status, say.statuses[e.status]]]),
    ...e.passages.map(quote), e.more ? make("p", { class: "hint" }, say.more.replace("{count}", e.more)) : null];
}

function showList() {
  const visible = nodes.filter(n => shown(n) && matches(n));
  const most = query ? visible : visible.filter(n => n.cited > 0).sort((a, b) => b.cited - a.cited || a.label.localeCompare(b.label));
  const parts = query ? [] : [make("p", { class: "hint" }, say.hint)];
  if (data.note && !query) parts.push(make("p", { class: "warn" }, data.note));
  parts.push(make("h3", {}, query ? say.found.replace("{count}", visible.length) : say.most_cited));
  parts.push(make("ul", {}, ...most.slice(0, query ? 60 : 12).map(n => make("li", {}, link(n), make("span", { class: "hint" }, " " + [n.day.slice(0, 4), n.organ, n.name, n.cited ? `${say.cited_by}: ${n.cited}` : ""].filter(Boolean).join(" · "))))));
  const disputed = query ? [] : nodes.filter(n => n.conflicts.length);
  if (disputed.length) parts.push(make("h3", {}, say.conflicts), make("ul", {}, ...disputed.map(n => make("li", { class: "warn" }, link(n), make("div", { class: "hint" }, n.conflicts.join("; "))))));
  return parts;
}

function showPanel() {
  const parts = picked === null ? showList() : picked.node !== undefined ? showNode(nodes[picked.node]) : showEdge(edges[picked.edge]);
  panel.replaceChildren(...parts.filter(p => p !== null));
  panel.scrollTop = 0;
}

function pick(what, move) {
  picked = what;
  showPanel();
  light();
  const id = what && what.node !== undefined ? "#" + encodeURIComponent(nodes[what.node].id) : "";
  if (location.hash !== id) history.replaceState(null, "", id || location.pathname + location.search);
  if (what && what.node !== undefined) {
    current(what.node);
    if (move) bring(nodes[what.node]);
  }
}

// The middle of what is seen of the graph, beside the names of the rows and below the years.
const seen = () => ({ width: stage.clientWidth - rows.offsetWidth, height: stage.clientHeight - axis.clientHeight });

function bring(n) {
  const { width, height } = seen();
  if (n.x < stage.scrollLeft + 40 || n.x > stage.scrollLeft + width - 40) stage.scrollLeft = n.x - width / 2;
  if (n.y < stage.scrollTop + 30 || n.y > stage.scrollTop + height - 30) stage.scrollTop = n.y - height / 2;
}

function current(i) {
  svg.querySelectorAll('.n[tabindex="0"]').forEach(g => g.setAttribute("tabindex", -1));
  const g = svg.querySelector(`.n[data-n="${i}"]`);
  if (g) g.setAttribute("tabindex", 0);
  return g;
}

// --- keys ---

const TURNS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function step(from, [dx, dy]) {
  let best = null, least = Infinity;
  for (const n of order) {
    const along = dx ? (n.x - from.x) * dx : (n.y - from.y) * dy, across = dx ? Math.abs(n.y - from.y) * 3 : Math.abs(n.x - from.x);
    if (n !== from && along > 1 && along + across < least) { least = along + across; best = n; }
  }
  return best;
}

document.addEventListener("keydown", event => {
  if (event.key === "Escape") { $("search").value = ""; query = ""; pick(null); return; }
  if (event.target.matches("input")) return;
  if (event.key === "/") { event.preventDefault(); $("search").focus(); return; }
  if (event.key === "+" || event.key === "=") return zoomTo(zoom * 1.4);
  if (event.key === "-") return zoomTo(zoom / 1.4);
  const g = event.target.closest(".n");
  if (!g) return;
  if (event.key === "Enter" || event.key === " ") { event.preventDefault(); pick({ node: +g.dataset.n }); return; }
  const next = TURNS[event.key] && step(nodes[+g.dataset.n], TURNS[event.key]);
  if (next) { event.preventDefault(); const to = current(next.i); bring(next); to.focus(); }
});

$("search").addEventListener("input", event => {
  query = fold(event.target.value.trim());
  if (picked) { picked = null; }
  showPanel(); light();
});
$("search").addEventListener("keydown", event => {
  const hit = event.key === "Enter" && query ? nodes.find(n => shown(n) && matches(n)) : null;
  if (hit) pick({ node: hit.i }, true);
});

// --- zoom, filters, theme ---

function zoomTo(wanted) {
  const middle = (stage.scrollLeft + seen().width / 2) / svg.clientWidth;
  zoom = Math.min(Math.max(wanted, 1), 40);
  draw();
  stage.scrollLeft = middle * svg.clientWidth - seen().width / 2;
}
$("in").addEventListener("click", () => zoomTo(zoom * 1.4));
$("out").addEventListener("click", () => zoomTo(zoom / 1.4));
stage.addEventListener("wheel", event => {
  if (!event.ctrlKey) return;
  event.preventDefault();
  zoomTo(event.deltaY < 0 ? zoom * 1.2 : zoom / 1.2);
}, { passive: false });

function chips(title, group, entries, swatch) {
  const set = make("fieldset", {}, make("legend", {}, title));
  entries.forEach(({ id, label }) => set.append(make("button", { class: "chip " + (swatch ? id : ""), type: "button", "aria-pressed": "true", onclick: event => {
    const hidden = !off[group].delete(id);
    if (hidden) off[group].add(id);
    event.currentTarget.setAttribute("aria-pressed", String(!hidden));
    draw(); showPanel();
  } }, swatch ? make("span", { class: "swatch" }) : null, label)));
  return set;
}
const used = (list, key) => list.filter(entry => (key === "r" ? edges : nodes).some(x => x[key] === entry.id));
$("filters").append(
  chips(say.relation, "relation", used(data.relations, "r"), true),
  chips(say.level, "level", used(data.levels, "level")),
  chips(say.kind, "kind", used(data.kinds, "kind")));

const root = document.documentElement;
root.classList.toggle("dark", matchMedia("(prefers-color-scheme: dark)").matches);
$("theme").addEventListener("click", () => root.classList.toggle("dark"));

function fromHash() {
  const id = decodeURIComponent(location.hash.slice(1)), n = id ? nodes.find(n => n.id === id) : null;
  if (n) pick({ node: n.i }, true); else showPanel();
}
addEventListener("hashchange", fromHash);
addEventListener("resize", draw);
// Many documents are spread over a wider line of time rather than heaped up.
while (zoom < 30 && layout().height > 2.4 * stage.clientHeight) zoom *= 1.3;
draw();
fromHash();
