/* cover against requirement, and the day-by-time map of shortages */
const place = { project: 0, day: 0 };
const seriesOf = (name) => data[name] ? data[name][place.project][place.day] : null;

const chart = $("#chart"), read = $("#read");
let geometry = null;
function drawChart() {
  const width = Math.max(280, chart.clientWidth), left = 38, right = width - 16;
  const x = (slot) => Math.round((left + (right - left) * slot / slots) * 10) / 10;
  const cover = seriesOf("cover"), need = seriesOf("need"), mean = seriesOf("mean"), low = seriesOf("p10"), high = seriesOf("p90");
  const upper = mean ? 210 : 260, zero = cover.map(() => 0);
  const agents = nice(Math.max(1, ...cover, ...(need || [0])));
  const y = (value) => Math.round((22 + upper * (1 - value / agents.top)) * 10) / 10;
  let out = '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="2.6" height="5" fill="var(--miss)"/></pattern></defs>';
  out += axis(agents, y, left, right, say("axis_agents"));
  out += '<path d="' + area(zero, cover, x, y) + '" fill="var(--cover)" fill-opacity=".75" shape-rendering="crispEdges"/>';
  if (need) {
    out += '<path d="' + area(cover, need, x, y) + '" fill="url(#hatch)"/>';
    out += '<path d="' + steps(need, x, y) + '" fill="none" stroke="var(--need)" stroke-width="2"/>';
  }
  let bottom = 22 + upper;
  if (mean) {
    const top = bottom + 42, height = 110;
    const calls = nice(Math.max(1, ...high.map((value) => value || 0)));
    const z = (value) => Math.round((top + height * (1 - value / calls.top)) * 10) / 10;
    out += axis(calls, z, left, right, say("axis_calls"));
    out += '<path d="' + area(low, high, x, z) + '" fill="var(--band)" fill-opacity=".8" shape-rendering="crispEdges"/>';
    out += '<path d="' + steps(mean, x, z) + '" fill="none" stroke="var(--calls)" stroke-width="1.8"/>';
    bottom = top + height;
  }
  out += hoursAxis(x, bottom + 18, width);
  out += '<line id="cross" y1="22" y2="' + bottom + '" stroke="var(--accent)" stroke-width="1.5" visibility="hidden"/>';
  chart.innerHTML = '<svg viewBox="0 0 ' + width + " " + (bottom + 26) + '" height="' + (bottom + 26) + '" role="img" aria-labelledby="read">' + out + "</svg>";
  geometry = { left, right, x };
  readDay();
}
function readDay() {
  const cover = seriesOf("cover"), need = seriesOf("need"), hours = data.interval / 60;
  let text = "<b>" + safe(data.projects[place.project]) + "</b> · " + safe(data.days[place.day][shown()]);
  if (data.days[place.day].name[shown()]) text += " · " + safe(data.days[place.day].name[shown()]);
  if (need) {
    const missing = need.reduce((sum, value, k) => sum + Math.max(0, value - cover[k]), 0) * hours;
    text += " · " + safe(say("series_missing")) + " " + missing.toFixed(1) + " h";
  }
  read.innerHTML = text;
}
function readSlot(event) {
  const box = chart.getBoundingClientRect();
  const slot = Math.floor((event.clientX - box.left - geometry.left) / (geometry.right - geometry.left) * slots);
  const cross = $("#cross");
  if (slot < 0 || slot >= slots) { cross.setAttribute("visibility", "hidden"); readDay(); return; }
  const at = geometry.x(slot + 0.5);
  cross.setAttribute("x1", at); cross.setAttribute("x2", at); cross.setAttribute("visibility", "visible");
  const cover = seriesOf("cover")[slot], need = seriesOf("need"), mean = seriesOf("mean");
  const parts = ["<b>" + clock(slot * data.interval) + "–" + clock((slot + 1) * data.interval) + "</b>", safe(say("series_cover")) + " " + cover];
  if (need) parts.push(safe(say("series_required")) + " " + need[slot]);
  if (need && need[slot] > cover) parts.push(safe(say("series_missing")) + " " + (need[slot] - cover));
  if (mean && mean[slot] !== null) {
    parts.push(safe(say("series_calls")) + " " + mean[slot] + " (" + seriesOf("p10")[slot] + "–" + seriesOf("p90")[slot] + ")");
  }
  read.innerHTML = parts.join(" · ");
}
chart.addEventListener("pointermove", (event) => { if (geometry) readSlot(event); });
chart.addEventListener("pointerleave", () => { const cross = $("#cross"); if (cross) cross.setAttribute("visibility", "hidden"); readDay(); });

const map = $("#slots");
function drawSlots() {
  if (!map) return;
  $("#slots-name").textContent = data.projects[place.project];
  const width = Math.max(280, map.clientWidth), left = 62, right = width - 18, row = width < 520 ? 12 : 15, top = 20;
  const x = (slot) => Math.round((left + (right - left) * slot / slots) * 10) / 10;
  const need = data.need[place.project], cover = data.cover[place.project];
  const gaps = need.map((day, d) => day.map((value, k) => value ? Math.max(0, value - cover[d][k]) : -1));
  const most = Math.max(0, ...gaps.flat());
  let out = hoursAxis(x, 12, width);
  gaps.forEach((day, d) => {
    out += '<text x="' + (left - 8) + '" y="' + (top + d * row + row - 3) + '" text-anchor="end"' + (d === place.day ? ' font-weight="700"' : "") + ">" + safe(data.days[d].short[shown()]) + "</text>";
    for (let k = 0; k < slots;) {
      let after = k + 1;
      while (after < slots && day[after] === day[k]) after += 1;
      if (day[k] >= 0) {
        const level = day[k] ? Math.ceil(5 * day[k] / most) : 0;
        out += '<rect x="' + x(k) + '" y="' + (top + d * row) + '" width="' + Math.max(0.5, x(after) - x(k) - 0.5) + '" height="' + (row - 1.5) + '" fill="var(--' + (level ? "h" + level : "soft") + ')" data-d="' + d + '"><title>' + safe(data.days[d][shown()]) + " " + clock(k * data.interval) + "–" + clock(after * data.interval) + ": " + day[k] + "</title></rect>";
      }
      k = after;
    }
  });
  const bottom = top + gaps.length * row + 6;
  let key = '<text x="' + left + '" y="' + (bottom + 13) + '">' + safe(say("heat_scale")) + "</text>", at = left + 8 + 8 * Math.max(12, say("heat_scale").length);
  const levels = new Map();
  for (let value = 1; value <= most; value += 1) {
    const level = Math.ceil(5 * value / most), band = levels.get(level) || [value, value];
    levels.set(level, [band[0], value]);
  }
  levels.forEach((band, level) => {
    const label = band[0] === band[1] ? String(band[0]) : band[0] + "–" + band[1];
    key += '<rect x="' + at + '" y="' + (bottom + 3) + '" width="16" height="12" rx="2" fill="var(--h' + level + ')"/><text x="' + (at + 21) + '" y="' + (bottom + 13) + '">' + label + "</text>";
    at += 34 + 7 * label.length;
  });
  map.innerHTML = '<svg viewBox="0 0 ' + width + " " + (bottom + 20) + '" height="' + (bottom + 20) + '" role="img" aria-labelledby="slots-name">' + out + (most ? key : "") + "</svg>";
}

const pickProject = $("#pick-project"), pickDay = $("#pick-day");
function fillDays() {
  all("option", pickDay).forEach((option, k) => { option.textContent = data.days[k][shown()]; });
}
function go(project, day) {
  const changed = project !== place.project;
  place.project = project;
  place.day = Math.min(Math.max(0, day), data.days.length - 1);
  pickProject.value = String(project);
  pickDay.value = String(place.day);
  drawChart();
  if (changed) drawSlots();
}
pickProject.addEventListener("change", () => go(Number(pickProject.value), place.day));
pickDay.addEventListener("change", () => go(place.project, Number(pickDay.value)));
all("[data-step]").forEach((button) => button.addEventListener("click", () => go(place.project, place.day + Number(button.dataset.step))));
document.addEventListener("click", (event) => {
  const spot = event.target.closest("[data-p],rect[data-d]");
  if (!spot) return;
  go(spot.dataset.p === undefined ? place.project : Number(spot.dataset.p), Number(spot.dataset.d));
  $("#cover").scrollIntoView({ behavior: "smooth" });
});

if (data.projects.length) {
  redraws.push(fillDays, drawChart, drawSlots);
  const worst = data.need ? data.need.map((days, p) => days.map((day, d) => [day.reduce((sum, value, k) => sum + Math.max(0, value - data.cover[p][d][k]), 0), p, d])).flat().reduce((best, next) => next[0] > best[0] ? next : best, [0, 0, 0]) : [0, 0, 0];
  place.project = worst[1];
  go(worst[1], worst[2]);
}
