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

/* language and printing; a page adds its own actions, and what to draw again in another language */
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
};
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button && button.dataset.do) actions[button.dataset.do]();
});
let resizing = 0;
addEventListener("resize", () => { clearTimeout(resizing); resizing = setTimeout(() => redraws.forEach((draw) => draw()), 120); });

/* a note beside an element; html must be safe */
const tip = $(".tip");
function showTip(element, html) {
  tip.innerHTML = html;
  tip.hidden = false;
  const box = element.getBoundingClientRect(), size = tip.getBoundingClientRect();
  const left = Math.min(Math.max(8, box.left + box.width / 2 - size.width / 2), innerWidth - size.width - 8);
  const above = box.top - size.height - 8;
  tip.style.left = left + "px";
  tip.style.top = (above > 8 ? above : box.bottom + 8) + "px";
}
const hideTip = () => { tip.hidden = true; };
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
