// Keys for who reviews a lot: j and k go through a list, 1, 2 and 3 choose an advice,
// n leads to the next submission, and ? shows which keys there are. None is heard
// while somebody types, and a box turns all of them off, on this device.
(() => {
  "use strict";
  const hints = document.getElementById("keys");
  const box = document.getElementById("keys-on");
  if (!hints || !box) return;
  const name = "laurel-keys";
  const read = () => { try { return localStorage.getItem(name) !== "off"; } catch { return true; } };
  hints.hidden = false;
  box.checked = read();
  box.addEventListener("change", () => {
    try { localStorage.setItem(name, box.checked ? "on" : "off"); } catch { /* it holds for this page */ }
  });

  const typing = (target) => target.matches("textarea, select, [contenteditable], input:not([type=radio]):not([type=checkbox])");
  const links = () => [...document.querySelectorAll(".rows .row h2 a")];
  const move = (step) => {
    const all = links();
    if (!all.length) return false;
    const at = all.indexOf(document.activeElement);
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + step))];
    next.focus({ preventScroll: true });
    next.closest(".row").scrollIntoView({ block: "nearest" });
    return true;
  };
  const choose = (number) => {
    const advice = document.querySelectorAll("#editor input[name=advice]")[number - 1];
    if (!advice) return false;
    advice.checked = true;
    advice.focus();
    advice.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  };
  const follow = (key) => {
    const link = document.querySelector(`a[data-key="${key}"]`);
    link?.click();
    return Boolean(link);
  };
  const does = {
    j: () => move(1), k: () => move(-1), ArrowDown: () => links().includes(document.activeElement) && move(1),
    ArrowUp: () => links().includes(document.activeElement) && move(-1),
    1: () => choose(1), 2: () => choose(2), 3: () => choose(3), n: () => follow("n"),
    "?": () => { hints.open = !hints.open; hints.scrollIntoView({ block: "nearest" }); return true; },
  };
  document.addEventListener("keydown", (event) => {
    if (!box.checked || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (typing(event.target) || !Object.hasOwn(does, event.key)) return;
    if (does[event.key]()) event.preventDefault();
  });
})();
