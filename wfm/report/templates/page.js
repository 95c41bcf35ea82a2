"use strict";
const root = document.documentElement;
const data = JSON.parse(document.getElementById("data").textContent);
const $ = (selector, from) => (from || document).querySelector(selector);
const all = (selector, from) => [...(from || document).querySelectorAll(selector)];
const shown = () => root.dataset.show;
const say = (name) => data.words[shown()][name];
const pad = (number) => String(number).padStart(2, "0");
const clock = (minutes) => minutes === 1440 ? "24:00" : pad(Math.floor(minutes / 60) % 24) + ":" + pad(minutes % 60);
const safe = (text) => String(text).replace(/[&<>"']/g, (sign) => "&#" + sign.charCodeAt(0) + ";");
root.classList.add("js");

/* language, printing, colours, search */
const redraws = [];
function showLanguage(language) {
  root.dataset.show = language;
  root.lang = language === "zh" ? "zh-Hans" : "en";
  all("[data-hint]").forEach((input) => { input.placeholder = say(input.dataset.hint); });
  redraws.forEach((draw) => draw());
}
const actions = {
  language: () => showLanguage(shown() === "zh" ? "en" : "zh"),
  print: () => window.print(),
  open: () => all("#teams details").forEach((team) => { team.open = true; }),
  close: () => all("#teams details").forEach((team) => { team.open = false; }),
};
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.do) actions[button.dataset.do]();
  if (button.dataset.colour) {
    root.classList.toggle("by-project", button.dataset.colour === "project");
    all("[data-colour]").forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
  }
});
let openBefore = [];
addEventListener("beforeprint", () => {
  openBefore = all("#teams details, #card details");
  openBefore = openBefore.filter((fold) => !fold.open);
  openBefore.forEach((fold) => { fold.open = true; });
});
addEventListener("afterprint", () => openBefore.forEach((fold) => { fold.open = false; }));

const find = $("#find");
let openBeforeSearch = null;
find.addEventListener("input", () => {
  const wanted = find.value.trim().toLowerCase();
  const teams = all("#teams details");
  if (wanted && !openBeforeSearch) openBeforeSearch = teams.map((team) => team.open);
  let hits = 0;
  teams.forEach((team, index) => {
    let here = 0;
    all("tbody tr", team).forEach((row) => {
      const person = [...row.cells[0].childNodes].map((part) => part.textContent.toLowerCase());
      row.hidden = wanted !== "" && !person.some((part) => part.includes(wanted));
      here += !row.hidden;
    });
    team.hidden = here === 0;
    team.open = wanted ? here > 0 : openBeforeSearch ? openBeforeSearch[index] : team.open;
    hits += here;
  });
  if (!wanted) openBeforeSearch = null;
  $("#nobody").hidden = hits > 0;
});

/* what a cell says */
const tip = $(".tip");
function describe(cell) {
  const [shift, project, pause] = cell.dataset.s.split(".").map(Number);
  const [, name, start, minutes, rest] = data.shifts[shift] || ["", cell.textContent, 0, 0, 0];
  const end = start + minutes;
  const lines = [data.days[cell.cellIndex - 1][shown()] + (data.days[cell.cellIndex - 1].name[shown()] ? " · " + data.days[cell.cellIndex - 1].name[shown()] : "")];
  lines.push(name + " " + clock(start) + "–" + (end > 1440 ? say("next_day") + " " : "") + clock(end));
  lines.push(project < 0 ? say("off_phone") : data.projects[project]);
  if (pause >= 0 && rest) lines.push(say("break_at") + " " + clock(start + pause) + "–" + clock(start + pause + rest));
  for (const [mark, word] of [["lk", "mark_locked"], ["wg", "mark_granted"], ["wr", "mark_refused"]]) {
    if (cell.classList.contains(mark)) lines.push(say(word));
  }
  return "<b>" + safe(cell.parentNode.cells[0].firstChild.textContent) + "</b>" + lines.map(safe).join("<br>");
}
function showTip(cell) {
  tip.innerHTML = describe(cell);
  tip.hidden = false;
  const box = cell.getBoundingClientRect(), size = tip.getBoundingClientRect();
  const left = Math.min(Math.max(8, box.left + box.width / 2 - size.width / 2), innerWidth - size.width - 8);
  const above = box.top - size.height - 8;
  tip.style.left = left + "px";
  tip.style.top = (above > 8 ? above : box.bottom + 8) + "px";
}
const hideTip = () => { tip.hidden = true; };
document.addEventListener("pointerover", (event) => {
  const cell = event.target.closest && event.target.closest("td[data-s]");
  if (cell) showTip(cell); else hideTip();
});
document.addEventListener("scroll", hideTip, true);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") hideTip(); });

/* which section we are in */
const links = new Map(all("nav.jump a").map((link) => [link.hash.slice(1), link]));
if ("IntersectionObserver" in window) {
  const watch = new IntersectionObserver((entries) => entries.forEach((entry) => {
    if (!entry.isIntersecting) return;
    links.forEach((link) => link.classList.remove("here"));
    links.get(entry.target.id).classList.add("here");
  }), { rootMargin: "-30% 0px -60% 0px" });
  links.forEach((link, id) => watch.observe(document.getElementById(id)));
}
