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

  form.addEventListener("input", (event) => {
    if (event.target.type === "file" || event.target.name === "cover-remove") return;
    clearTimeout(timer);
    timer = setTimeout(save, 2000);
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
})();
