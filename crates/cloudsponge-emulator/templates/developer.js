// The developer's page: shows the control plane's lists and throws its switches. Text only ever becomes text nodes.

const $ = (id) => document.getElementById(id);
const EVERY = 1000;
const SHOWN = 50;
let token = "";
let chosen = null;
let timer = 0;

function element(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

async function call(method, path, body) {
  const response = await fetch(`/_cloudsponge/${path}`, {
    method,
    headers: { "X-Emulator-Token": token },
    body: body === undefined ? undefined : JSON.stringify(body),
    cache: "no-store",
  });
  const answer = await response.json();
  if (!response.ok) throw Object.assign(new Error(answer.error), { status: response.status });
  return answer;
}

/** Runs a switch, says how it went, and shows what it changed. */
async function act(done, ...request) {
  try {
    await call(...request);
    say(done);
    await refresh();
  } catch (error) {
    say(`Refused: ${error.message}`);
  }
}

function say(text) {
  $("message").textContent = text;
}

async function refresh() {
  clearTimeout(timer);
  try {
    const [state, scenario, clock, outage, journal] = await Promise.all(
      ["state", "scenario", "clock", "outage", "requests"].map((path) => call("GET", path)),
    );
    $("open").hidden = true;
    if ($("panel").hidden) showScenario(scenario.scenario);
    $("panel").hidden = false;
    if (document.activeElement?.name !== "speed") $("clock").elements.speed.value = clock.speed;
    $("outage").setAttribute("aria-pressed", String(outage.down));
    showImports(state.imports);
    showJournal(journal.requests);
    if (chosen) await showEvents();
  } catch (error) {
    if (error.status === 401) {
      $("panel").hidden = true;
      $("open").hidden = false;
      say("This is not the token.");
      return;
    }
    say("The emulator does not answer. Trying again …");
  }
  timer = setTimeout(refresh, EVERY);
}

function showScenario(text) {
  const [name, code] = text.split(":");
  const { scenario, code: codes } = $("scenario").elements;
  scenario.value = name;
  if (code) codes.value = code;
}

/** Rows are kept where they are, so that a button is not replaced under the pointer. */
function showImports(imports) {
  const rows = $("rows");
  const ids = imports.map((each) => String(each.import_id));
  for (const row of [...rows.children]) if (!ids.includes(row.dataset.id)) row.remove();
  for (const each of imports.slice(-SHOWN)) {
    const id = String(each.import_id);
    const phase = each.error === null ? each.phase : `${each.phase} (${each.error})`;
    const cells = [each.service, each.scenario, phase, String(each.contacts)];
    let row = [...rows.children].find((known) => known.dataset.id === id);
    if (!row) {
      row = importRow(id);
      rows.prepend(row);
    }
    cells.forEach((text, index) => {
      if (row.children[index + 1].textContent !== text) row.children[index + 1].textContent = text;
    });
    for (const button of row.lastElementChild.children) button.hidden = each.phase !== "waiting";
  }
  $("none").hidden = imports.length > 0;
  $("count").textContent = imports.length > 0 ? `(${imports.length})` : "";
}

function importRow(id) {
  const row = document.createElement("tr");
  row.dataset.id = id;
  const show = element("button", id, { type: "button", class: "link" });
  show.addEventListener("click", () => {
    chosen = id;
    showEvents();
  });
  const answers = element("td", "");
  for (const [answer, label] of [["grant", "Allow"], ["deny", "Deny"]]) {
    const button = element("button", label, { type: "button", "aria-label": `${label} import ${id}` });
    button.addEventListener("click", () => act(`Import ${id}: ${label}.`, "POST", `imports/${id}/${answer}`));
    answers.append(button, " ");
  }
  const first = element("td", "");
  first.append(show);
  row.append(first, ...["", "", "", ""].map((text) => element("td", text)), answers);
  return row;
}

async function showEvents() {
  try {
    const { events } = await call("GET", `imports/${chosen}/events`);
    const lines = events.map((event) => {
      const value = event.value === null || event.value === undefined ? "" : ` ${event.value}`;
      return element("li", `${event.created_at ?? ""}  ${event.event_type} ${event.status}${value}  ${event.description ?? ""}`);
    });
    $("list").replaceChildren(...lines);
    $("which").textContent = chosen;
    $("detail").hidden = false;
  } catch (error) {
    if (error.status !== 404) throw error;
    chosen = null;
    $("detail").hidden = true;
  }
}

function showJournal(requests) {
  const rows = requests.slice(-SHOWN).reverse().map((entry) => {
    const row = document.createElement("tr");
    const query = entry.arguments.length > 0 ? `?${entry.arguments.join("&")}` : "";
    const status = entry.status === 0 ? "dropped" : String(entry.status);
    const cells = [String(entry.number), `${(entry.at_ms / 1000).toFixed(1)} s`, `${entry.method} ${entry.path}${query}`, status];
    row.append(...cells.map((text) => element("td", text)));
    return row;
  });
  $("journal").replaceChildren(...rows);
}

function open(presented) {
  token = presented.trim();
  say("");
  refresh();
}

$("open").addEventListener("submit", (event) => {
  event.preventDefault();
  open($("token").value);
  $("token").value = "";
});
$("scenario").addEventListener("submit", (event) => {
  event.preventDefault();
  const { scenario, code } = event.target.elements;
  const name = scenario.value === "fail" ? `fail:${code.value}` : scenario.value;
  act(`New imports end with ${name}.`, "PUT", "scenario", { scenario: name });
});
$("clock").addEventListener("submit", (event) => {
  event.preventDefault();
  act("The speed is set.", "PUT", "clock", { speed: Number(event.target.elements.speed.value) });
  document.activeElement.blur();
});
for (const button of document.querySelectorAll("[data-advance]")) {
  button.addEventListener("click", () => act("The clock jumped.", "PUT", "clock", { advance_ms: Number(button.dataset.advance) }));
}
$("outage").addEventListener("click", (event) => {
  const down = event.target.getAttribute("aria-pressed") !== "true";
  act(down ? "The API is down: calls are answered with 503." : "The API is up again.", "PUT", "outage", { down });
});
$("reset").addEventListener("click", () => {
  chosen = null;
  $("detail").hidden = true;
  act("Everything is forgotten.", "POST", "reset");
});

const given = new URLSearchParams(location.hash.slice(1)).get("token");
if (given) {
  // Out of the address line and of the history.
  history.replaceState(null, "", location.pathname);
  open(given);
}
