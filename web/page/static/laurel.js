// Asks for the part of a page that changes by itself, and puts it in place when
// it has changed. Without this script the page is loaded again as a whole.
(() => {
  "use strict";
  const part = document.getElementById("progress");
  const said = document.getElementById("said");
  if (!part || !part.dataset.poll) return;

  const address = new URL(location.href);
  address.searchParams.set("part", "progress");
  let failures = 0;

  const look = async () => {
    if (document.hidden) return wait();
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("progress");
      failures = 0;
      if (fresh) show(fresh);
    } catch {
      failures++;
    }
    wait();
  };

  const show = (fresh) => {
    if (fresh.innerHTML !== part.innerHTML) {
      part.replaceChildren(...fresh.childNodes);
      document.dispatchEvent(new Event("shown"));
    }
    if (fresh.dataset.say !== part.dataset.say && said) said.textContent = fresh.dataset.say;
    part.dataset.say = fresh.dataset.say;
    part.dataset.poll = fresh.dataset.poll || "";
  };

  const wait = () => {
    if (part.dataset.poll && failures < 20) setTimeout(look, Number(part.dataset.poll) * (1 + failures));
  };

  document.addEventListener("visibilitychange", () => { if (!document.hidden && part.dataset.poll) failures = 0; });
  wait();
})();
