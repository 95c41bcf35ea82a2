/* service, calls, wait and occupancy by hour: simulation with its band, formula dashed */
const pick = $("#pick"), read = $("#read");
const routings = Object.keys(data.series).filter((name) => name !== "predicted");
const colours = { dedicated: "var(--night)", pooled: "var(--regular)" };
const boxes = {
  within: { measure: "within", label: "axis_within", top: 100 },
  calls: { label: "axis_calls" },
  wait: { measure: "mean_wait_seconds", label: "axis_wait" },
  occupancy: { measure: "occupancy", label: "axis_occupancy", top: 100 },
};
const tenth = (value) => Math.round(value * 10) / 10;
let project = 0, geometry = null;

function band(low, high, x, y, top) {
  const keep = (value) => value === null ? null : Math.min(top, Math.max(0, value));
  return area(low.map((value) => keep(value) ?? 0), high.map(keep), x, y);
}
function drawBox(name) {
  const box = $("#" + name + "-chart"), kind = boxes[name];
  const width = Math.max(280, box.clientWidth), left = 40, right = width - 14, height = 170, base = 22 + height;
  const x = (hour) => tenth(left + (right - left) * hour / slots);
  const lines = kind.measure ? [["predicted", data.series.predicted[kind.measure][project]], ...routings.map((routing) => [routing, data.series[routing][kind.measure].value[project]])] : [];
  const values = kind.measure ? lines.map((line) => line[1]).flat() : [...data.offered[project], ...data.agents[project]];
  const scale = kind.top ? { step: 25, top: kind.top } : nice(Math.max(1, ...values.map((value) => value || 0)));
  const y = (value) => tenth(22 + height * (1 - Math.min(value, scale.top) / scale.top));
  let out = axis(scale, y, left, right, say(kind.label));
  if (kind.measure) {
    routings.forEach((routing) => {
      const found = data.series[routing][kind.measure];
      out += '<path d="' + band(found.low[project], found.high[project], x, y, scale.top) + '" fill="' + colours[routing] + '" fill-opacity=".18" shape-rendering="crispEdges"/>';
    });
    lines.forEach(([source, line]) => {
      const style = source === "predicted" ? 'stroke="var(--muted)" stroke-width="1.8" stroke-dasharray="5 4"' : 'stroke="' + colours[source] + '" stroke-width="2"';
      out += '<path d="' + steps(line, x, y) + '" fill="none" ' + style + "/>";
    });
    if (name === "within") out += '<line x1="' + left + '" x2="' + right + '" y1="' + y(data.targets[project]) + '" y2="' + y(data.targets[project]) + '" stroke="var(--miss)" stroke-width="1.3"/>';
  } else {
    out += '<path d="' + area(data.offered[project].map(() => 0), data.offered[project], x, y) + '" fill="var(--cover)" fill-opacity=".75" shape-rendering="crispEdges"/>';
    out += '<path d="' + steps(data.agents[project], x, y) + '" fill="none" stroke="var(--need)" stroke-width="2"/>';
  }
  out += hoursAxis(x, base + 18, width);
  out += '<line class="cross" y1="22" y2="' + base + '" stroke="var(--accent)" stroke-width="1.5" visibility="hidden"/>';
  box.innerHTML = '<svg viewBox="0 0 ' + width + " " + (base + 26) + '" height="' + (base + 26) + '" role="img" aria-labelledby="read">' + out + "</svg>";
  geometry = { left, right, x };
}
function tell(hour) {
  const parts = ["<b>" + safe(data.projects[project]) + "</b>"];
  if (hour !== null) {
    parts[0] += " " + clock(hour * 60) + "–" + clock(hour * 60 + 60);
    const promised = data.series.predicted.within[project][hour];
    if (promised === null) parts.push(safe(say("no_calls")));
    else {
      parts.push(safe(say("series_calls")) + " " + data.offered[project][hour].toFixed(1), safe(say("series_agents")) + " " + data.agents[project][hour].toFixed(1));
      parts.push(safe(say("series_predicted")) + " " + promised.toFixed(1) + " %");
      routings.forEach((routing) => {
        const value = data.series[routing].within.value[project][hour];
        parts.push(safe(say("series_" + routing)) + " " + (value === null ? "–" : value.toFixed(1) + " %"));
      });
    }
  }
  read.innerHTML = parts.join(" · ");
  all(".quad line.cross").forEach((line) => {
    line.setAttribute("visibility", hour === null ? "hidden" : "visible");
    if (hour !== null) ["x1", "x2"].forEach((name) => line.setAttribute(name, geometry.x(hour + 0.5)));
  });
}
function drawHours() {
  Object.keys(boxes).forEach(drawBox);
  tell(null);
}
all(".quad .chart").forEach((box) => {
  box.addEventListener("pointermove", (event) => {
    const hour = Math.floor((event.clientX - box.getBoundingClientRect().left - geometry.left) / (geometry.right - geometry.left) * slots);
    tell(hour < 0 || hour >= slots ? null : hour);
  });
  box.addEventListener("pointerleave", () => tell(null));
});
pick.addEventListener("change", () => { project = Number(pick.value); drawHours(); });
redraws.push(drawHours);
