/* teams, colours, printing, search */
actions.open = () => all("#teams details").forEach((team) => { team.open = true; });
actions.close = () => all("#teams details").forEach((team) => { team.open = false; });
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button || !button.dataset.colour) return;
  root.classList.toggle("by-project", button.dataset.colour === "project");
  all("[data-colour]").forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
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
document.addEventListener("pointerover", (event) => {
  const cell = event.target.closest && event.target.closest("td[data-s]");
  if (cell) showTip(cell, describe(cell)); else hideTip();
});
