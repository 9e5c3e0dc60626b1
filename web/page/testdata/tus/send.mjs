// Sends a file with tus-js-client, is interrupted in the middle, and goes on.
// node send.mjs ENDPOINT HOST COOKIE FILE KIND; prints the address of the upload.
import { createReadStream, statSync } from "node:fs";
import * as tus from "tus-js-client";

const [endpoint, host, cookie, file, kind] = process.argv.slice(2);
const size = statSync(file).size;
const common = { endpoint, headers: { Cookie: cookie, Host: host }, metadata: { kind, filename: "film.mp4" }, uploadSize: size, chunkSize: Math.ceil(size / 4), retryDelays: [100] };

const interrupted = () => new Promise((done, fail) => {
  const upload = new tus.Upload(createReadStream(file), {
    ...common, onError: fail, onSuccess: () => fail(new Error("it was not interrupted")),
    onChunkComplete: (_, accepted) => { if (accepted > size / 3) upload.abort().then(() => done([upload.url, accepted]), fail); },
  });
  upload.start();
});

const resumed = (uploadUrl, from) => new Promise((done, fail) => {
  let least = size;
  const upload = new tus.Upload(createReadStream(file), {
    ...common, uploadUrl, onError: fail, onProgress: (sent) => { least = Math.min(least, sent); },
    onSuccess: () => (least < from ? fail(new Error(`it began anew at ${least}, not at ${from}`)) : done(upload.url)),
  });
  upload.start();
});

const [address, accepted] = await interrupted();
console.log(await resumed(address, accepted));
