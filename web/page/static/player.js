// Puts a video's player in the place of its button, once that is pressed. Nothing
// is loaded from the video's maker before.
(() => {
  "use strict";
  for (const place of document.querySelectorAll("[data-player]")) {
    place.hidden = false;
    place.querySelector("button").addEventListener("click", () => {
      const frame = document.createElement("iframe");
      frame.src = place.dataset.player;
      frame.title = place.dataset.title;
      frame.allow = "fullscreen; picture-in-picture; encrypted-media";
      frame.allowFullscreen = true;
      frame.referrerPolicy = "strict-origin";
      frame.sandbox = "allow-scripts allow-same-origin allow-presentation allow-popups";
      place.replaceChildren(frame);
      frame.focus();
    });
  }
})();
