// Keeps what is written in the editor, some seconds after the last key. Without
// this script it is kept when a button is pressed.
(() => {
  "use strict";
  const form = document.getElementById("editor");
  const kept = document.getElementById("kept");
  if (!form || !kept) return;

  let timer = 0;
  let running = false;
  let again = false;

  const save = async () => {
    if (running) { again = true; return; }
    running = true;
    kept.textContent = kept.dataset.saving;
    const fields = new FormData(form);
    fields.delete("cover");
    fields.delete("cover-remove");
    try {
      const answer = await fetch(form.action, { method: "POST", body: fields, headers: { Accept: "application/json" } });
      const said = await answer.json();
      if (said.accept) { location.href = said.accept; return; }
      if (answer.ok) form.elements.version.value = said.version;
      kept.textContent = answer.ok ? said.said : said.problem;
      kept.classList.toggle("fault", !answer.ok);
    } catch {
      kept.textContent = kept.dataset.lost;
      kept.classList.add("fault");
      timer = setTimeout(save, 10000);
    }
    running = false;
    if (again) { again = false; save(); }
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(save, 2000);
  };
  form.addEventListener("input", (event) => {
    if (event.target.type === "file" || ["cover-remove", "skill-q"].includes(event.target.name)) return;
    later();
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
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
