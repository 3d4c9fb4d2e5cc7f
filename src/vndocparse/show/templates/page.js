"use strict";
const tip = document.getElementById("tip");
const of = i => document.querySelectorAll('[data-i~="' + i + '"]');
const first = e => { const t = e.target.closest("[data-i]"); return t ? t.dataset.i.split(" ")[0] : null; };
let lit = null;
function light(i) {
  if (i === lit) return;
  document.querySelectorAll(".on").forEach(e => e.classList.remove("on"));
  lit = i;
  if (i !== null) of(i).forEach(e => e.classList.add("on"));
}
document.addEventListener("mousemove", e => {
  const i = first(e);
  light(i);
  const item = i === null ? null : document.querySelector('li[data-i="' + i + '"]');
  if (!item || e.target.closest("aside")) { tip.style.display = "none"; return; }
  tip.textContent = item.dataset.tip;
  tip.style.display = "block";
  tip.style.left = Math.min(e.clientX + 14, innerWidth - tip.offsetWidth - 8) + "px";
  tip.style.top = Math.min(e.clientY + 16, innerHeight - tip.offsetHeight - 8) + "px";
});
document.addEventListener("click", e => {
  const i = first(e);
  if (i === null) return;
  const inList = e.target.closest("aside") !== null;
  const there = document.querySelector((inList ? "main" : "aside") + ' [data-i~="' + i + '"]');
  if (there) there.scrollIntoView({ block: "center", behavior: "smooth" });
});
