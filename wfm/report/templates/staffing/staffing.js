/* requirement by time of day, curves of an interval, worth of the next agent */
const place = { need: 0, curve: 0, worth: 0, case: 0 };
const round = (value) => Math.round(value * 10) / 10;
const figures = (value) => Number(value).toLocaleString("en", { maximumFractionDigits: 1 });
const percent = (value) => value.toFixed(1) + " %";

function frameOf(box, height, out, label) {
  const width = Math.max(280, box.clientWidth);
  box.innerHTML = '<svg viewBox="0 0 ' + width + " " + height + '" height="' + height + '" role="img" aria-labelledby="' + label + '">' + out + "</svg>";
}
function cross(box, at, top, bottom) {
  const line = $("line.cross", box);
  if (!line) return;
  line.setAttribute("visibility", at === null ? "hidden" : "visible");
  if (at !== null) ["x1", "x2"].forEach((name) => line.setAttribute(name, at));
}
const crossLine = (top, bottom) => '<line class="cross" y1="' + top + '" y2="' + bottom + '" stroke="var(--accent)" stroke-width="1.5" visibility="hidden"/>';

/* requirement */
const needChart = $("#need-chart"), needRead = $("#need-read");
let needScale = null;
function drawNeed() {
  const project = data.projects[place.need], need = project.need;
  const width = Math.max(280, needChart.clientWidth), left = 44, right = width - 16, upper = 250;
  const x = (slot) => round(left + (right - left) * slot / slots);
  const agents = nice(Math.max(1, ...need.high.map((value) => value || 0)));
  const y = (value) => round(22 + upper * (1 - value / agents.top));
  let out = axis(agents, y, left, right, say("axis_agents"));
  out += '<path d="' + area(need.low, need.high, x, y) + '" fill="var(--band)" fill-opacity=".75" shape-rendering="crispEdges"/>';
  out += '<path d="' + area(need.load.map(() => 0), need.load, x, y) + '" fill="var(--cover)" fill-opacity=".6" shape-rendering="crispEdges"/>';
  const differs = need.other.some((value, slot) => value !== need.mid[slot]);
  if (differs) out += '<path d="' + steps(need.other, x, y) + '" fill="none" stroke="var(--miss)" stroke-width="1.8" stroke-dasharray="4 3"/>';
  $("#other-key").hidden = !differs;
  out += '<path d="' + steps(need.mid, x, y) + '" fill="none" stroke="var(--need)" stroke-width="2"/>';
  out += hoursAxis(x, 22 + upper + 18, width) + crossLine(22, 22 + upper);
  frameOf(needChart, 22 + upper + 26, out, "need-read");
  needScale = { left, right, x };
  readNeed(null);
}
function readNeed(slot) {
  const project = data.projects[place.need], need = project.need;
  let text = "<b>" + safe(project.name) + "</b>";
  if (slot !== null) {
    text += " · " + clock(slot * data.interval) + "–" + clock((slot + 1) * data.interval);
    if (need.mid[slot] !== null) {
      text += " · " + safe(say("series_need")) + " " + need.mid[slot] + " (" + need.low[slot] + "–" + need.high[slot] + ") · " + safe(say("series_load")) + " " + need.load[slot];
      if (need.other[slot] !== need.mid[slot]) text += " · " + safe(say(data.load === "stationary" ? "other_mol" : "other_stationary")) + " " + need.other[slot];
    }
  }
  needRead.innerHTML = text;
  cross(needChart, slot === null ? null : needScale.x(slot + 0.5));
}
needChart.addEventListener("pointermove", (event) => {
  if (!needScale) return;
  const slot = Math.floor((event.clientX - needChart.getBoundingClientRect().left - needScale.left) / (needScale.right - needScale.left) * slots);
  readNeed(slot >= 0 && slot < slots ? slot : null);
});
needChart.addEventListener("pointerleave", () => { if (needScale) readNeed(null); });

/* one interval: cost, worth and service by agents */
const costChart = $("#cost-chart"), serviceChart = $("#service-chart"), curveRead = $("#curve-read");
let curveScale = null;
const chosen = () => data.projects[place.curve].cases[place.case];
function line(values, x, y) {
  return values.map((value, k) => (k ? "L" : "M") + x(k) + " " + y(value)).join("");
}
function agentsAxis(agents, x, bottom) {
  const wanted = Math.min(8, agents.length - 1), every = Math.max(1, Math.round((agents.length - 1) / wanted));
  let out = "";
  for (let k = 0; k < agents.length; k += every) out += '<text x="' + x(k) + '" y="' + bottom + '" text-anchor="middle">' + agents[k] + "</text>";
  return out;
}
function needLine(found, x, top, bottom) {
  const at = x(found.agents.indexOf(found.need));
  const flip = at > x(found.agents.length - 1) * 0.62;
  return '<line x1="' + at + '" x2="' + at + '" y1="' + top + '" y2="' + bottom + '" stroke="var(--need)" stroke-dasharray="4 3"/>'
    + '<text x="' + (at + (flip ? -6 : 6)) + '" y="' + (top + 10) + '"' + (flip ? ' text-anchor="end"' : "") + ">" + safe(say("required_here")) + "</text>";
}
function scaleOf(box, found) {
  const width = Math.max(280, box.clientWidth), left = 52, right = width - 16;
  return { left, right, x: (k) => round(left + (right - left) * (k + 0.5) / found.agents.length) };
}
function drawCost(found) {
  const { left, right, x } = scaleOf(costChart, found);
  const cost = nice(Math.max(1, ...found.cost)), worth = nice(Math.max(1, ...found.worth));
  const y = (value) => round(22 + 170 * (1 - value / cost.top)), z = (value) => round(240 + 90 * (1 - value / worth.top));
  const wide = Math.max(1, (right - left) / found.agents.length - 2);
  let out = axis(cost, y, left, right, say("axis_cost")) + axis(worth, z, left, right, say("axis_worth"));
  found.worth.forEach((value, k) => {
    if (value) out += '<rect x="' + round(x(k) - wide / 2) + '" y="' + z(value) + '" width="' + round(wide) + '" height="' + round(z(0) - z(value)) + '" fill="var(--day)"/>';
  });
  out += '<path d="' + line(found.cost, x, y) + '" fill="none" stroke="var(--accent)" stroke-width="2.2"/>';
  out += needLine(found, x, 22, z(0)) + agentsAxis(found.agents, x, z(0) + 18) + crossLine(22, z(0));
  frameOf(costChart, 366, out + '<text x="' + right + '" y="363" text-anchor="end">' + safe(say("axis_agents")) + "</text>", "curve-read");
}
function drawService(found) {
  if (!found.late) { serviceChart.innerHTML = "<p class=\"lead\">" + safe(say("deferrable")) + "</p>"; return; }
  const { left, right, x } = scaleOf(serviceChart, found);
  const scale = { step: 20, top: 100 }, y = (value) => round(22 + 308 * (1 - Math.min(100, value) / 100));
  let out = axis(scale, y, left, right, say("axis_share"));
  out += '<path d="' + line(found.occupancy, x, y) + '" fill="none" stroke="var(--calls)" stroke-width="1.8" stroke-dasharray="5 4"/>';
  out += '<path d="' + line(found.late, x, y) + '" fill="none" stroke="var(--miss)" stroke-width="2.2"/>';
  out += '<path d="' + line(found.lost, x, y) + '" fill="none" stroke="var(--night)" stroke-width="2.2"/>';
  out += needLine(found, x, 22, y(0)) + agentsAxis(found.agents, x, y(0) + 18) + crossLine(22, y(0));
  frameOf(serviceChart, 366, out + '<text x="' + right + '" y="363" text-anchor="end">' + safe(say("axis_agents")) + "</text>", "curve-read");
}
function fillCase(found) {
  const middle = found.agents.indexOf(found.need), rows = [];
  for (let k = Math.max(0, middle - 4); k <= Math.min(found.agents.length - 1, middle + 4); k += 1) {
    const service = found.late ? [percent(found.late[k]), percent(found.lost[k]), percent(found.occupancy[k])] : ["–", "–", "–"];
    const cells = [found.agents[k], figures(found.cost[k]), figures(found.worth[k]), ...service];
    rows.push('<tr' + (k === middle ? ' class="now"' : "") + ">" + cells.map((text) => '<td class="r">' + text + "</td>").join("") + "</tr>");
  }
  $("#case-table tbody").innerHTML = rows.join("");
}
function drawCase() {
  const found = chosen();
  curveScale = null;
  if (!found) {
    costChart.innerHTML = serviceChart.innerHTML = $("#case-table tbody").innerHTML = "";
    curveRead.textContent = say("no_calls");
    return;
  }
  drawCost(found);
  drawService(found);
  fillCase(found);
  curveScale = true;
  readCase(null);
}
function readCase(k) {
  const found = chosen();
  let text = "<b>" + safe(data.projects[place.curve].name) + "</b> · " + safe(found.when[shown()]);
  if (k === null) {
    text += " · " + safe(say("case_note").replace("{calls}", figures(found.calls)).replace("{load}", figures(found.load)).replace("{need}", found.need));
  } else {
    text += " · <b>" + found.agents[k] + "</b> " + safe(say("agents")) + ": " + safe(say("cost")) + " " + figures(found.cost[k]) + " · " + safe(say("worth")) + " " + figures(found.worth[k]);
    if (found.late) text += " · " + safe(say("series_late")) + " " + percent(found.late[k]) + " · " + safe(say("series_lost")) + " " + percent(found.lost[k]);
  }
  curveRead.innerHTML = text;
  [costChart, serviceChart].forEach((box) => cross(box, k === null ? null : scaleOf(box, found).x(k)));
}
[costChart, serviceChart].forEach((box) => {
  box.addEventListener("pointermove", (event) => {
    if (!curveScale) return;
    const found = chosen(), { left, right } = scaleOf(box, found);
    const k = Math.floor((event.clientX - box.getBoundingClientRect().left - left) / (right - left) * found.agents.length);
    readCase(k >= 0 && k < found.agents.length ? k : null);
  });
  box.addEventListener("pointerleave", () => { if (curveScale) readCase(null); });
});

/* worth of the next agent by hour and weekday */
const worthMap = $("#worth-map");
function drawWorth() {
  const values = data.projects[place.worth].worth, names = say("weekdays").split(";");
  const width = Math.max(280, worthMap.clientWidth), left = 46, right = width - 10, row = 26, top = 20;
  const x = (hour) => round(left + (right - left) * hour / 24);
  const most = Math.max(0, ...values.flat().map((value) => value || 0));
  const every = width < 520 ? 4 : 2, wide = (right - left) / 24;
  let out = "";
  for (let hour = 0; hour <= 24; hour += every) out += '<text x="' + x(hour) + '" y="12" text-anchor="middle">' + pad(hour) + "</text>";
  values.forEach((day, d) => {
    out += '<text x="' + (left - 8) + '" y="' + (top + d * row + 17) + '" text-anchor="end">' + safe(names[d]) + "</text>";
    day.forEach((value, hour) => {
      if (value === null) return;
      const level = value && most ? Math.max(1, Math.ceil(5 * value / most)) : 0;
      out += '<rect x="' + x(hour) + '" y="' + (top + d * row) + '" width="' + round(wide - 1.5) + '" height="' + (row - 2) + '" rx="3" fill="var(--' + (level ? "h" + level : "soft") + ')"><title>' + safe(names[d]) + " " + pad(hour) + ":00: " + figures(value) + "</title></rect>";
      if (wide > 26) out += '<text x="' + round(x(hour) + wide / 2) + '" y="' + (top + d * row + 16) + '" text-anchor="middle" style="fill:var(--' + (level > 3 ? "h-deep" : "ink") + ');font-size:11px">' + (value < 9.95 ? figures(value) : Math.round(value)) + "</text>";
    });
  });
  const bottom = top + 7 * row + 6;
  let at = left;
  let key = '<text x="' + at + '" y="' + (bottom + 13) + '">' + safe(say("worth_scale")) + "</text>";
  at += 14 + 7 * (shown() === "zh" ? 2 : 1) * say("worth_scale").length;
  for (let level = 1; level <= 5 && most; level += 1) {
    const label = "≤ " + figures(most * level / 5);
    if (at + 24 + 7 * label.length > right) break;
    key += '<rect x="' + at + '" y="' + (bottom + 3) + '" width="16" height="12" rx="2" fill="var(--h' + level + ')"/><text x="' + (at + 21) + '" y="' + (bottom + 13) + '">' + label + "</text>";
    at += 36 + 7 * label.length;
  }
  frameOf(worthMap, bottom + 20, out + key, "worth-h");
}

const drawings = { need: drawNeed, curve: drawCase, worth: drawWorth };
all("[data-pick]").forEach((select) => select.addEventListener("change", () => {
  Object.keys(drawings).forEach((name) => { place[name] = Number(select.value); });
  all("[data-pick]").forEach((other) => { other.value = select.value; });
  redraws.forEach((draw) => draw());
}));
all("[data-case]").forEach((button) => button.addEventListener("click", () => {
  place.case = Number(button.dataset.case);
  all("[data-case]").forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
  drawCase();
}));
if (data.projects.length) redraws.push(drawNeed, drawCase, drawWorth);
