// Sends the files of a form one by one, each in pieces (tus 1.0), as soon as they
// are chosen, and keeps what is written. What is cut off goes on by itself, and
// after a reload when the same file is chosen again. Without this script the form
// sends all at once.
(() => {
  "use strict";
  const smallest = 256 << 10, largest = 8 << 20; // bytes of a piece
  const pace = 4000; // milliseconds that a piece is to take
  const longestPause = 60000;

  const memory = {
    get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* then it begins anew after a reload */ } },
    forget: (key) => { try { localStorage.removeItem(key); } catch { /* the same */ } },
  };

  const ask = (method, address, headers, body, told) => new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, address);
    request.setRequestHeader("Tus-Resumable", "1.0.0");
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.onload = () => resolve(request);
    request.onerror = request.onabort = request.ontimeout = () => reject(new Error("no connection"));
    request.timeout = 5 * 60000;
    if (told) request.upload.onprogress = (event) => told(event.loaded);
    request.send(body);
  });

  const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

  // pause ends after a while, or as soon as the device is connected again.
  const pause = (milliseconds) => new Promise((resolve) => {
    const done = () => { clearTimeout(timer); removeEventListener("online", done); resolve(); };
    const timer = setTimeout(done, milliseconds);
    addEventListener("online", done);
  });

  class Refused extends Error {}

  // Sending is one file on its way.
  class Sending {
    constructor(uploads, kind, file) {
      Object.assign(this, { uploads, kind, file, offset: 0, piece: smallest, stopped: false });
      this.key = ["upload", uploads, kind, file.name, file.size, file.lastModified].join(" ");
      this.address = memory.get(this.key);
      this.asked = !this.address; // whether offset is what the server has
    }

    async run(show) {
      for (let failures = 0; !this.stopped;) {
        try {
          if (!this.address) await this.begin();
          if (!this.asked) await this.look();
          if (this.address && this.offset === this.file.size) return memory.forget(this.key);
          if (this.address) await this.step(show);
          failures = 0;
        } catch (fault) {
          if (fault instanceof Refused) { memory.forget(this.key); throw fault; }
          this.asked = false;
          this.piece = smallest;
          show("waiting", this.offset);
          await pause(Math.max(fault.wait || 0, Math.min(longestPause, 1000 * 2 ** failures++)));
        }
      }
    }

    async begin() {
      const { file, kind } = this;
      const told = `kind ${base64(kind)},filename ${base64(file.name)},filetype ${base64(file.type)}`;
      const answer = await ask("POST", this.uploads, { "Upload-Length": file.size, "Upload-Metadata": told });
      this.judge(answer);
      this.address = answer.getResponseHeader("Location");
      this.offset = 0;
      this.asked = true;
      memory.set(this.key, this.address);
    }

    async look() {
      const answer = await ask("HEAD", this.address, {});
      if (answer.status === 404 || answer.status === 410) {
        this.address = null;
        memory.forget(this.key);
        return;
      }
      this.judge(answer);
      this.offset = Number(answer.getResponseHeader("Upload-Offset"));
      this.state = answer.getResponseHeader("Laurel-Upload-State");
      this.asked = true;
    }

    // converted ends once a photo that the server turns into a JPEG is one.
    async converted(show, sorry) {
      for (let asked = 0; this.state === "converting" && !this.stopped; asked++) {
        show("converting", this.file.size);
        await pause(Math.min(10000, 500 * (asked + 2)));
        if (this.stopped) return;
        try { await this.look(); } catch (fault) { if (fault instanceof Refused) throw fault; }
      }
      if (this.state === "failed" || !this.address) throw new Refused(sorry);
    }

    async step(show) {
      const end = Math.min(this.file.size, this.offset + this.piece), began = performance.now();
      const body = this.file.slice(this.offset, end), from = this.offset;
      show("going", from);
      const answer = await ask("PATCH", this.address, { "Upload-Offset": from, "Content-Type": "application/offset+octet-stream" }, body,
        (sent) => show(from + sent >= this.file.size ? "checking" : "going", from + sent));
      if (answer.status === 409) { this.asked = false; return; }
      this.judge(answer);
      this.offset = Number(answer.getResponseHeader("Upload-Offset"));
      this.state = answer.getResponseHeader("Laurel-Upload-State");
      const took = performance.now() - began;
      if (took < pace / 2) this.piece = Math.min(largest, this.piece * 2);
      if (took > pace * 2) this.piece = Math.max(smallest, this.piece / 2);
    }

    // judge goes on after what is well, tries again what may be well later, and
    // gives up on all else.
    judge(answer) {
      if (answer.status >= 200 && answer.status < 300) return;
      const later = answer.status === 429 || answer.status === 423 || answer.status >= 500;
      const fault = later ? new Error(answer.status) : new Refused((answer.getResponseHeader("Content-Type") || "").startsWith("text/plain") ? answer.responseText : "");
      fault.wait = 1000 * (Number(answer.getResponseHeader("Retry-After")) || 0);
      throw fault;
    }

    async drop() {
      this.stopped = true;
      memory.forget(this.key);
      if (this.address) await ask("DELETE", this.address, {});
    }
  }

  // enhance is what a form gets.
  const enhance = (form) => {
    const uploads = form.dataset.uploads, template = form.querySelector("template[data-item]");
    const said = form.querySelector("[data-said]");
    let queue = Promise.resolve(), under = 0, hold = false;

    const say = (text) => { said.textContent = text; said.hidden = !text; };
    const need = (field) => {
      const input = field.querySelector("input[type=file]");
      input.required = field.dataset.required === "yes" && !field.querySelector(".held li:not([data-begun]):not(.failed)");
    };

    const settled = () => {
      under--;
      if (under === 0 && hold) {
        hold = false;
        say("");
        if (!form.querySelector(".held li.failed")) form.requestSubmit();
      }
    };

    const add = (field, file) => {
      const item = template.content.firstElementChild.cloneNode(true), kind = field.dataset.kind;
      const bar = item.querySelector("progress"), how = item.querySelector(".how");
      const sending = new Sending(uploads, kind, file);
      const id = () => sending.address.slice(sending.address.lastIndexOf("/") + 1);
      const show = (state, sent) => {
        bar.value = file.size ? sent / file.size : 0;
        const text = template.dataset[state];
        if (how.textContent !== text) how.textContent = text;
      };
      item.querySelector(".name").textContent = file.name;
      item.querySelector("button .unseen").textContent = " " + file.name;
      item.querySelector("button").addEventListener("click", () => {
        item.remove();
        need(field);
        sending.drop().catch(() => {}); // what is not taken away lapses by itself
      });
      const begun = sending.address && field.querySelector(`li[data-upload="${id()}"]`);
      if (begun) begun.replaceWith(item); else field.querySelector(".held").append(item);
      show("going", 0);
      under++;
      need(field);
      const here = queue.then(() => sending.run(show));
      queue = here.catch(() => {});
      here.then(() => sending.converted(show, template.dataset.unconverted)).then(() => {
        if (sending.stopped) return;
        show("ready", file.size);
        bar.hidden = true;
        item.classList.add("ready");
        const keep = Object.assign(document.createElement("input"), { type: "hidden", name: "keep", value: id() });
        item.append(keep);
      }).catch((fault) => {
        item.classList.add("failed");
        bar.hidden = true;
        how.textContent = fault.message || template.dataset.failed;
        need(field);
      }).finally(settled);
    };

    for (const field of form.querySelectorAll(".field.files")) {
      const input = field.querySelector("input[type=file]");
      field.dataset.required = input.required || input.dataset.required ? "yes" : "no";
      input.addEventListener("change", () => {
        for (const file of input.files) add(field, file);
        input.value = "";
      });
      for (const item of field.querySelectorAll(".held li")) {
        const button = item.querySelector("[data-remove]");
        if (!button) continue;
        button.hidden = false;
        button.addEventListener("click", async (event) => {
          event.preventDefault();
          try {
            const answer = await ask("DELETE", uploads + "/" + item.dataset.upload, {});
            if (answer.status !== 204 && answer.status !== 404) throw new Error(answer.status);
            item.remove();
            need(field);
          } catch {
            say(template.dataset.failed);
          }
        });
      }
      need(field);
    }

    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      saving.abort();
      if (under === 0) { sent = true; return; }
      event.preventDefault();
      hold = true;
      say(template.dataset.hold);
    });

    // What is written is kept a moment after the last key, and without a network as
    // soon as there is one again.
    let timer, saving = new AbortController(), sent = false, kept = "";
    const written = () => new URLSearchParams([...new FormData(form)].filter(([name]) => name === "text" || name === "link"));
    const save = () => {
      clearTimeout(timer);
      const words = written();
      if (sent || words.toString() === kept) return;
      kept = words.toString();
      saving = new AbortController();
      fetch(form.dataset.draft, { method: "POST", body: words, keepalive: words.toString().length < 60000, signal: saving.signal }).
        then((answer) => { if (!answer.ok) kept = ""; }, () => {
          kept = "";
          clearTimeout(timer);
          timer = setTimeout(save, 10000);
        });
    };
    kept = written().toString();
    form.addEventListener("input", (event) => {
      if (event.target.name !== "text" && event.target.name !== "link") return;
      clearTimeout(timer);
      timer = setTimeout(save, 1000);
    });
    addEventListener("pagehide", save);
    addEventListener("online", save);
  };

  const start = () => {
    for (const form of document.querySelectorAll("form[data-uploads]:not([data-enhanced])")) {
      form.dataset.enhanced = "yes";
      enhance(form);
    }
  };
  document.addEventListener("shown", start);
  start();
})();
