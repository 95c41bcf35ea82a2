/* pieces of charts: scales, axes, steps and areas over the slots of a day */
const slots = 1440 / data.interval;
const nice = (top) => {
  const step = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000].find((size) => top / size <= 4.5) || top;
  return { step, top: Math.max(step, Math.ceil(top / step) * step) };
};

function steps(values, x, y) {
  let path = "", open = false;
  values.forEach((value, k) => {
    if (value === null) { open = false; return; }
    path += (open ? "L" : "M") + x(k) + " " + y(value) + "H" + x(k + 1);
    open = true;
  });
  return path;
}
function area(low, high, x, y) {
  let path = "";
  high.forEach((value, k) => {
    if (value === null || value <= low[k]) return;
    path += "M" + x(k) + " " + y(low[k]) + "V" + y(value) + "H" + x(k + 1) + "V" + y(low[k]) + "Z";
  });
  return path;
}
function axis(scale, y, left, right, label) {
  let out = '<text x="' + left + '" y="' + (y(scale.top) - 9) + '">' + safe(label) + "</text>";
  for (let value = 0; value <= scale.top; value += scale.step) {
    out += '<line x1="' + left + '" x2="' + right + '" y1="' + y(value) + '" y2="' + y(value) + '" stroke="var(--line)"/>';
    out += '<text x="' + (left - 7) + '" y="' + (y(value) + 4) + '" text-anchor="end">' + value + "</text>";
  }
  return out;
}
function hoursAxis(x, bottom, width) {
  const every = width < 520 ? 4 : 2;
  let out = "";
  for (let hour = 0; hour <= 24; hour += every) {
    out += '<text x="' + x(hour * slots / 24) + '" y="' + bottom + '" text-anchor="middle">' + pad(hour) + ":00</text>";
  }
  return out;
}
