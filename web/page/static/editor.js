// Keeps what is written in an editor or a reviewer's form, some seconds after the
// last key, and when the page is left. Without this script it is kept when a button
// is pressed.
(() => {
  "use strict";
  const form = document.getElementById("editor");
  const kept = document.getElementById("kept");
  if (!form || !kept) return;
  const address = form.dataset.keep || form.action;
  const unkept = ["cover", "cover-remove", "attachment-file", "attachment-remove", "skill-q", "find"]; // what is not for keeping
  const mostLeft = 50000; // characters that a browser still sends for a page that is gone

  let timer = 0;
  let running = false;
  let again = false;
  let missing = false; // something is written that the server does not have

  const save = async () => {
    if (running) { again = true; return; }
    clearTimeout(timer);
    running = true;
    missing = false;
    kept.textContent = kept.dataset.saving;
    const fields = new FormData(form);
    for (const name of ["cover", "cover-remove", "attachment-file", "attachment-remove"]) fields.delete(name);
    const keepalive = new URLSearchParams(fields).toString().length < mostLeft;
    try {
      const answer = await fetch(address, { method: "POST", body: fields, headers: { Accept: "application/json" }, keepalive });
      const said = await answer.json();
      if (said.accept) { location.href = said.accept; return; }
      if (answer.ok && form.elements.version) form.elements.version.value = said.version;
      kept.textContent = answer.ok ? said.said : said.problem;
      kept.classList.toggle("fault", !answer.ok);
    } catch {
      missing = true;
      kept.textContent = kept.dataset.lost;
      kept.classList.add("fault");
      timer = setTimeout(save, 10000);
    }
    running = false;
    if (again) { again = false; save(); }
  };
  const saveMissing = () => { if (missing) save(); };

  const later = () => {
    missing = true;
    clearTimeout(timer);
    timer = setTimeout(save, 2000);
  };
  form.addEventListener("input", (event) => {
    if (event.target.type !== "file" && !unkept.includes(event.target.name)) later();
  });
  addEventListener("online", saveMissing);
  addEventListener("beforeunload", saveMissing);
  document.addEventListener("visibilitychange", () => { if (document.hidden) saveMissing(); });

  // Who is chosen to approve has settings of their own: the server draws them.
  const drawn = /^(approver-\d+|(or|ask|then)-\d+-\d+)$/;
  form.addEventListener("change", async (event) => {
    const flow = drawn.test(event.target.name || "") && event.target.closest(".flow");
    if (!flow) return;
    while (running) await new Promise((done) => setTimeout(done, 50));
    await save();
    if (missing || kept.classList.contains("fault")) return; // what is drawn would be older than what is typed
    const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
    const fresh = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(flow.id);
    if (!fresh) return;
    flow.replaceWith(fresh);
    document.getElementById(event.target.id)?.focus();
  });
  // Of a setting that is a list there is always one line more than are filled in.
  form.addEventListener("input", (event) => {
    const row = event.target.type === "text" && event.target.value && event.target.closest(".setting-rows > .row");
    if (!row || row.nextElementSibling?.matches(".row")) return;
    const rows = row.parentElement.querySelectorAll(":scope > .row");
    if (rows.length >= Number(row.parentElement.dataset.most)) return;
    const more = row.cloneNode(true);
    more.querySelector("legend").textContent = row.querySelector("legend").textContent.replace(/\d+/, rows.length + 1);
    for (const field of more.querySelectorAll("[id]")) {
      const label = more.querySelector(`label[for="${field.id}"]`);
      field.id = field.id.replace(/\d+$/, rows.length);
      label.htmlFor = field.id;
      field.value = field.type === "text" ? "" : field.defaultValue;
    }
    row.after(more);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    missing = false;
    if (!running) return;
    event.preventDefault();
    const button = event.submitter;
    const wait = () => (running ? setTimeout(wait, 50) : form.requestSubmit(button));
    again = false;
    wait();
  });

  // Skills are found while somebody types, and move to those that are chosen.
  const chosen = document.getElementById("skills-chosen");
  const found = document.getElementById("skills-found");
  const words = form.elements["skill-q"];
  if (!chosen || !found || !words) return;
  let asked = 0;

  const element = (name, text, attributes) => {
    const e = document.createElement(name);
    e.textContent = text;
    for (const [key, value] of Object.entries(attributes || {})) e.setAttribute(key, value);
    return e;
  };
  const tick = (skill) => {
    const label = element("label", "", { class: "tick" });
    const name = element("span", skill.name, { lang: skill.language });
    if (skill.description) name.append(element("small", skill.description));
    label.append(element("input", "", { type: "checkbox", name: "skills", value: skill.id }), name);
    return label;
  };
  const choose = (box) => {
    const name = box.nextElementSibling.firstChild.textContent;
    const item = element("li", "");
    item.append(element("input", "", { type: "hidden", name: "skills", value: box.value }),
      element("span", name, { lang: box.nextElementSibling.lang }),
      element("button", chosen.dataset.remove, { type: "button", class: "button small plain", "aria-label": chosen.dataset.remove + ": " + name }));
    chosen.append(item);
    box.closest("label").remove();
    words.focus();
  };
  const find = async () => {
    const mine = ++asked;
    const q = words.value.trim();
    if (!q) { found.replaceChildren(); return; }
    const query = new URLSearchParams({ q, language: found.dataset.language });
    try {
      const answer = await fetch("/api/v1/skills?" + query, { headers: { "Accept-Language": found.dataset.language } });
      if (!answer.ok || mine !== asked) return;
      const have = [...chosen.querySelectorAll("input")].map((i) => i.value);
      const items = (await answer.json()).items.filter((s) => !have.includes(s.id));
      const list = element("div", "", { class: "found" });
      list.append(...items.map(tick));
      found.replaceChildren(items.length ? list : element("p", found.dataset.nothing));
    } catch { /* the button still looks for them */ }
  };

  let typing = 0;
  words.addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(find, 250); });
  words.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); find(); } });
  found.addEventListener("change", (event) => { if (event.target.name === "skills") { choose(event.target); later(); } });
  chosen.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    event.preventDefault();
    button.closest("li").remove();
    later();
    words.focus();
  });
})();

// Tasks change places without a reload: by their buttons, by a handle that is
// dragged, and by the arrow keys on it. What is kept is the order of the form.
(() => {
  "use strict";
  const section = document.getElementById("tasks");
  const said = document.getElementById("moved");
  if (!section || !said) return;

  const siblings = (task) => [...section.querySelectorAll("fieldset.task")].filter((other) => other.dataset.badge === task.dataset.badge);
  const flat = (task) => [...section.querySelectorAll("fieldset.task")].indexOf(task);
  const handleOf = (task) => task.querySelector(".handle");
  const name = (task) => {
    handleOf(task).setAttribute("aria-label", section.dataset.handle + ": " + task.querySelector("legend").textContent);
  };

  // renumber lets the fields of a task be those of another place.
  const renumber = (task, from, to) => {
    const pattern = new RegExp("-" + from + "(?=-|$)");
    for (const e of task.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
      if (e.closest(".actions")) continue;
      for (const key of ["name", "id", "for"]) {
        if (e.hasAttribute(key)) e.setAttribute(key, e.getAttribute(key).replace(pattern, "-" + to));
      }
      const by = e.getAttribute("aria-describedby");
      if (by) e.setAttribute("aria-describedby", by.split(" ").map((id) => id.replace(pattern, "-" + to)).join(" "));
    }
  };

  // move puts a task at a place among those of its badge. Headings and buttons
  // belong to the places, and stay there.
  const move = (task, to) => {
    const before = siblings(task), at = before.indexOf(task);
    if (to < 0 || to >= before.length || to === at) return false;
    const places = before.map((t) => ({ flat: flat(t), legend: t.querySelector("legend"), actions: t.querySelector(":scope > .actions") }));
    const after = before.slice();
    after.splice(at, 1);
    after.splice(to, 0, task);
    const end = before[before.length - 1].nextSibling;
    const old = new Map(before.map((t, i) => [t, places[i].flat]));
    for (const t of after) section.insertBefore(t, end);
    after.forEach((t, i) => {
      t.prepend(places[i].legend);
      t.append(places[i].actions);
      renumber(t, old.get(t), places[i].flat);
      name(t);
    });
    said.textContent = said.dataset.said.replace("{from}", at + 1).replace("{to}", to + 1).replace("{all}", before.length);
    task.querySelector("input[name=of]").dispatchEvent(new Event("input", { bubbles: true })); // it is kept
    return true;
  };

  section.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=do]");
    const what = button && /^task-(up|down)-\d+$/.exec(button.value);
    if (!what) return;
    event.preventDefault();
    const task = button.closest("fieldset.task"), step = what[1] === "up" ? -1 : 1;
    if (!move(task, siblings(task).indexOf(task) + step)) return;
    (task.querySelector(`button[value^="task-${what[1]}-"]`) || handleOf(task)).focus();
  });

  section.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || !event.target.matches(".handle")) return;
    event.preventDefault();
    const task = event.target.closest("fieldset.task");
    move(task, siblings(task).indexOf(task) + step);
    event.target.focus();
  });

  // Within so many pixels of the window's top or bottom a drag scrolls, by so many at
  // once where it is at the very edge.
  const edge = 64, fastest = 16;

  const drag = (event) => {
    const handle = event.currentTarget, task = handle.closest("fieldset.task");
    let over = task, y = event.clientY, moved = false, frame = 0;
    event.preventDefault();
    handle.focus();
    handle.setPointerCapture(event.pointerId);
    task.classList.add("dragged");
    const look = () => {
      over.classList.remove("target");
      over = siblings(task).find((t) => { const r = t.getBoundingClientRect(); return y >= r.top && y <= r.bottom; }) || over;
      over.classList.toggle("target", over !== task);
    };
    const scroll = () => {
      const deep = Math.max(-edge, Math.min(0, y - edge)) + Math.min(edge, Math.max(0, y - innerHeight + edge));
      if (moved && deep) {
        scrollBy({ top: deep / edge * fastest, behavior: "instant" });
        look();
      }
      frame = requestAnimationFrame(scroll);
    };
    const go = (e) => {
      y = e.clientY;
      moved = true;
      look();
    };
    const end = (e) => {
      cancelAnimationFrame(frame);
      handle.removeEventListener("pointermove", go);
      handle.removeEventListener("pointerup", end);
      handle.removeEventListener("pointercancel", end);
      task.classList.remove("dragged");
      over.classList.remove("target");
      if (e.type === "pointerup") move(task, siblings(task).indexOf(over));
      handle.focus();
    };
    handle.addEventListener("pointermove", go);
    handle.addEventListener("pointerup", end);
    handle.addEventListener("pointercancel", end);
    frame = requestAnimationFrame(scroll);
  };

  for (const task of section.querySelectorAll("fieldset.task")) {
    if (siblings(task).length < 2) continue;
    const handle = document.createElement("button");
    Object.assign(handle, { type: "button", className: "handle", textContent: "⠿", title: section.dataset.handle });
    handle.addEventListener("pointerdown", drag);
    task.querySelector("legend").after(handle);
    name(task);
  }
})();
