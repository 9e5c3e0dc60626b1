// Asks the device for a passkey, or to make one, and sends what it says with the
// form. Without this script the form is not seen, and a letter does it.
(() => {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const listed = (keys) => (keys || []).map((k) => ({ ...k, id: bytes(k.id) }));

  const ways = {
    get: async (asked) => {
      const key = await navigator.credentials.get({ publicKey: {
        ...asked, challenge: bytes(asked.challenge), allowCredentials: listed(asked.allowCredentials) } });
      const said = key.response;
      return packed(key, { clientDataJSON: text(said.clientDataJSON), authenticatorData: text(said.authenticatorData),
        signature: text(said.signature), userHandle: said.userHandle ? text(said.userHandle) : "" });
    },
    create: async (asked) => {
      const key = await navigator.credentials.create({ publicKey: {
        ...asked, challenge: bytes(asked.challenge), user: { ...asked.user, id: bytes(asked.user.id) },
        excludeCredentials: listed(asked.excludeCredentials) } });
      const said = key.response;
      return packed(key, { clientDataJSON: text(said.clientDataJSON), attestationObject: text(said.attestationObject),
        transports: said.getTransports ? said.getTransports() : [] });
    },
  };

  const packed = (key, response) =>
    JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response, clientExtensionResults: {} });

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const fault = form.querySelector("p.fault[hidden]");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (fault) fault.hidden = true;
      const button = form.querySelector("button[type=submit]");
      button.disabled = true;
      try {
        const answer = await fetch(form.dataset.ask, { method: "POST" });
        if (answer.status === 403) {
          const { accept } = await answer.json();
          if (accept) return location.assign(accept);
        }
        if (!answer.ok || answer.redirected) throw new Error(answer.status);
        form.elements.answer.value = await ways[form.dataset.passkey](await answer.json());
        form.submit();
      } catch {
        if (fault) fault.hidden = false;
        button.disabled = false;
      }
    });
  }
})();
