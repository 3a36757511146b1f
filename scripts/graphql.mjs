// Sends a GraphQL document to the control plane and prints the answer. See USAGE below.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const REQUEST_TIMEOUT_MS = 30_000;
const USAGE = `usage: node scripts/graphql.mjs <file.graphql | document> [variable=value …] [--print path.to.value]

A value is parsed as JSON if it is JSON, and is text otherwise. --print prints only one value of the answer, for use in a
shell variable.

  SWITCHYARD_URL                 address of the control plane, with or without /graphql (default: this machine)
  SWITCHYARD_CONTROL_PLANE_PORT  its port on this machine (default: 4000)
  SWITCHYARD_TOKEN               the token (default: SWITCHYARD_ADMIN_TOKEN, else the token in npm start's data folder)
  SWITCHYARD_DATA_DIR            that data folder (default: .switchyard in the project's folder)
`;
const { SWITCHYARD_URL, SWITCHYARD_CONTROL_PLANE_PORT, SWITCHYARD_DATA_DIR } = process.env;
/** In the same order as `switchyard`, so that both use the same token. */
const TOKEN_SETTING = ['SWITCHYARD_TOKEN', 'SWITCHYARD_ADMIN_TOKEN'].find((name) => process.env[name]);
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const url = (SWITCHYARD_URL || `http://127.0.0.1:${SWITCHYARD_CONTROL_PLANE_PORT || 4000}`).replace(
  /(\/graphql)?\/*$/,
  '',
);
/** `npm start` runs in the project's folder, so its data folder is relative to that, wherever this script runs. */
const tokenFile = join(resolve(ROOT, SWITCHYARD_DATA_DIR || '.switchyard'), 'admin-token');

/** @returns {never} */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function readArguments([document, ...rest]) {
  if (document === undefined) fail(USAGE.trimEnd());
  if ([document, ...rest].some((argument) => argument === '--help' || argument === '-h')) {
    process.stdout.write(USAGE);
    process.exit(0);
  }
  const printAt = rest.indexOf('--print');
  const path = printAt < 0 ? null : (rest[printAt + 1] ?? fail('--print needs a path, such as controlPlane.version'));
  const pairs = printAt < 0 ? rest : rest.toSpliced(printAt, 2);
  const query = readDocument(document);
  const declared = declaredVariables(query);
  const variables = pairs.map((pair) => {
    const [, name, value] = /^(\w+)=([^]*)$/.exec(pair) ?? fail(`${pair} is not of the form variable=value`);
    if (!declared.includes(name)) {
      fail(`The document does not declare a variable ${name}. It declares ${declared.join(', ') || 'none'}.`);
    }
    return [name, valueOf(name, value)];
  });
  return { query, variables: Object.fromEntries(variables), path };
}

function readDocument(document) {
  if (existsSync(document)) return readFileSync(document, 'utf8');
  if (/^[^\s{]+\.(graphql|gql)$/.test(document)) fail(`File ${resolve(document)} not found.`);
  return document;
}

/** A dollar, a name and a colon occur together only where a variable is declared. */
function declaredVariables(query) {
  const code = query.replace(/"""[^]*?"""|"(?:[^"\\\n]|\\.)*"|#.*/g, ' ');
  return [...code.matchAll(/\$(\w+)\s*:/g)].map(([, name]) => name);
}

function valueOf(name, text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (/^\s*[[{]/.test(text)) fail(`${name}= is not JSON: ${error.message}`);
    return text;
  }
}

function token() {
  if (TOKEN_SETTING !== undefined) return process.env[TOKEN_SETTING].trim();
  if (existsSync(tokenFile)) return readFileSync(tokenFile, 'utf8').trim();
  return fail(`No token. Set SWITCHYARD_TOKEN, or run npm start, which creates ${tokenFile}.`);
}

/** Formats an error in one line; for a refused token, with the address and the token's source. */
function lineOf({ message, extensions }) {
  const line = `${extensions?.code ?? 'ERROR'}: ${message}`;
  if (extensions?.code !== 'UNAUTHENTICATED') return line;
  return `${line} (${url}, with the token from ${TOKEN_SETTING ?? tokenFile})`;
}

const { query, variables, path } = readArguments(process.argv.slice(2));
const response = await fetch(`${url}/graphql`, {
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: `Bearer ${token()}` },
  body: JSON.stringify({ query, variables }),
  signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
}).catch((error) =>
  fail(
    `No answer from ${url} (${error.cause?.message ?? error.message}). Is it running? ` +
      'Check SWITCHYARD_URL or SWITCHYARD_CONTROL_PLANE_PORT.',
  ),
);
const { data, errors } = await response
  .json()
  .catch(() =>
    fail(
      `${url} answered ${response.status}, but not with GraphQL: it is not a control plane. Check SWITCHYARD_URL or SWITCHYARD_CONTROL_PLANE_PORT.`,
    ),
  );
if (errors) {
  // Some of several changes may have succeeded, and their results, such as a key, are in no other answer.
  const isPartial = Object.values(data ?? {}).some((value) => value !== null);
  fail([...errors.map(lineOf), ...(isPartial ? [`Partial data: ${JSON.stringify(data)}`] : [])].join('\n'));
}
if (path === null) {
  process.stdout.write(`${JSON.stringify(data, null, 2)}\n`);
} else {
  const value = path.split('.').reduce((parent, member) => parent?.[member], data);
  if (value === undefined) fail(`The response has no ${path}: ${JSON.stringify(data)}`);
  process.stdout.write(`${typeof value === 'string' ? value : JSON.stringify(value)}\n`);
}
