// Verifies a credential and its status with Digital Bazaar's implementation of
// Verifiable Credentials, which shares no code with ours. Contexts come from the
// files that the Go packages embed; all else comes over HTTP.
//
//   node verify.mjs CREDENTIAL_URL [--map https://HOST=http://127.0.0.1:PORT]...
//
// Prints {"verified": true|false, "errors": [...]}; exits with 0, 1 where the
// credential is refused, 2 where the command is wrong.
import {readFile} from 'node:fs/promises';
import {pathToFileURL} from 'node:url';
import jsigs from 'jsonld-signatures';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {verifyCredential} from '@digitalbazaar/vc';

const contextFolder = new URL('../contexts/files/', import.meta.url);

// Takes an address to the origin that is mapped to its own.
function mapped(url, origins) {
  const {origin, pathname, search} = new URL(url);
  return (origins.get(origin) ?? origin) + pathname + search;
}

async function fetchJSON(url, origins) {
  const response = await fetch(mapped(url, origins), {
    headers: {accept: 'application/vc, application/did+json, application/ld+json, application/json'},
    redirect: 'error',
    signal: AbortSignal.timeout(10_000)
  });
  if(!response.ok) {
    throw new Error(`${url}: HTTP ${response.status}`);
  }
  return response.json();
}

// The address of a did:web document, see the did:web method, section 3.2.
function didAddress(did) {
  const [host, ...path] = did.slice('did:web:'.length).split(':').map(decodeURIComponent);
  return `https://${host}/${path.length ? path.join('/') : '.well-known'}/did.json`;
}

// A DID URL with a fragment stands for the part of the document with that id.
function part(document, id) {
  const found = (document.verificationMethod ?? []).find(method => method.id === id);
  if(!found) {
    throw new Error(`${id} is not in its DID document`);
  }
  return {'@context': 'https://w3id.org/security/multikey/v1', ...found};
}

async function loader(origins) {
  const index = JSON.parse(await readFile(new URL('index.json', contextFolder), 'utf8'));
  const documents = new Map();
  for(const [address, file] of Object.entries(index)) {
    documents.set(address, JSON.parse(await readFile(new URL(file, contextFolder), 'utf8')));
  }
  async function load(url) {
    if(documents.has(url)) {
      return documents.get(url);
    }
    if(!url.startsWith('did:web:')) {
      return fetchJSON(url, origins);
    }
    const [did, fragment] = url.split('#');
    const document = await fetchJSON(didAddress(did), origins);
    if(document.id !== did) {
      throw new Error(`${didAddress(did)} calls itself ${document.id}`);
    }
    return fragment === undefined ? document : part(document, url);
  }
  return jsigs.extendContextLoader(async url =>
    ({contextUrl: null, documentUrl: url, document: await load(url)}));
}

function messages(error) {
  if(!error) {
    return [];
  }
  const inner = [error.errors ?? [], error.cause ?? []].flat();
  return [error.message ?? String(error), ...inner.flatMap(messages)];
}

export async function verify(credentialURL, origins = new Map()) {
  try {
    const {verified, error, statusResult} = await verifyCredential({
      credential: await fetchJSON(credentialURL, origins),
      suite: new DataIntegrityProof({cryptosuite}),
      documentLoader: await loader(origins),
      checkStatus
    });
    const errors = [...messages(error), ...messages(statusResult?.error)];
    for(const {status, credentialStatus} of statusResult?.results ?? []) {
      if(status) {
        errors.push(`status "${credentialStatus.statusPurpose}" is set`);
      }
    }
    return {verified: verified && errors.length === 0, errors: [...new Set(errors)]};
  } catch(error) {
    return {verified: false, errors: messages(error)};
  }
}

function usage(problem) {
  console.error(`${problem}\nusage: node verify.mjs CREDENTIAL_URL [--map https://HOST=http://HOST:PORT]...`);
  process.exit(2);
}

function parse(args) {
  const origins = new Map();
  let credentialURL;
  for(let i = 0; i < args.length; i++) {
    if(args[i] !== '--map') {
      credentialURL = args[i];
      continue;
    }
    const [from, to] = (args[++i] ?? '').split('=');
    if(!URL.canParse(from) || !URL.canParse(to)) {
      usage('--map takes ORIGIN=ORIGIN');
    }
    origins.set(new URL(from).origin, new URL(to).origin);
  }
  if(!URL.canParse(credentialURL)) {
    usage('no address of a credential');
  }
  return {credentialURL, origins};
}

if(import.meta.url === pathToFileURL(process.argv[1]).href) {
  const {credentialURL, origins} = parse(process.argv.slice(2));
  const result = await verify(credentialURL, origins);
  console.log(JSON.stringify(result, null, 2));
  process.exitCode = result.verified ? 0 : 1;
}
