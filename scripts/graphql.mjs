// Sends a GraphQL document to the control plane of this machine, and prints what it answers.
//
//   node scripts/graphql.mjs <file.graphql | document> [variable=value …] [--print path.to.value]
//
// A value is taken as JSON where it is JSON, and as text otherwise. With --print only that value is printed, for a shell
// variable. The address is SWITCHYARD_URL, or this machine's; the token SWITCHYARD_ADMIN_TOKEN, or the one that
// `npm start` has kept in its data folder.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const REQUEST_TIMEOUT_MS = 30_000;
const { SWITCHYARD_URL, SWITCHYARD_ADMIN_TOKEN, SWITCHYARD_CONTROL_PLANE_PORT, SWITCHYARD_DATA_DIR } = process.env;
const url = SWITCHYARD_URL || `http://127.0.0.1:${SWITCHYARD_CONTROL_PLANE_PORT || 4000}`;

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function readArguments([document, ...rest]) {
  if (document === undefined) {
    fail('usage: node scripts/graphql.mjs <file.graphql | document> [variable=value …] [--print path.to.value]');
  }
  const printAt = rest.indexOf('--print');
  const path = printAt < 0 ? null : (rest[printAt + 1] ?? fail('--print wants the path of a value'));
  const pairs = printAt < 0 ? rest : rest.toSpliced(printAt, 2);
  const variables = pairs.map(
    (pair) => /^(\w+)=([^]*)$/.exec(pair) ?? fail(`${pair} is not of the form variable=value`),
  );
  return {
    query: existsSync(document) ? readFileSync(document, 'utf8') : document,
    variables: Object.fromEntries(variables.map(([, name, value]) => [name, valueOf(value)])),
    path,
  };
}

function valueOf(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function token() {
  if (SWITCHYARD_ADMIN_TOKEN) return SWITCHYARD_ADMIN_TOKEN;
  const file = join(SWITCHYARD_DATA_DIR || '.switchyard', 'admin-token');
  if (!existsSync(file)) fail(`There is no token: set SWITCHYARD_ADMIN_TOKEN, or run npm start, which makes ${file}.`);
  return readFileSync(file, 'utf8').trim();
}

const { query, variables, path } = readArguments(process.argv.slice(2));
const response = await fetch(`${url}/graphql`, {
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: `Bearer ${token()}` },
  body: JSON.stringify({ query, variables }),
  signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
}).catch((error) => fail(`${url} does not answer (${error.cause?.message ?? error.message}): is it started?`));
const { data, errors } = await response.json();
if (errors) fail(errors.map(({ message, extensions }) => `${extensions?.code ?? 'ERROR'}: ${message}`).join('\n'));
if (path === null) {
  process.stdout.write(`${JSON.stringify(data, null, 2)}\n`);
} else {
  const value = path.split('.').reduce((parent, member) => parent?.[member], data);
  if (value === undefined) fail(`The answer has no ${path}: ${JSON.stringify(data)}`);
  process.stdout.write(`${typeof value === 'string' ? value : JSON.stringify(value)}\n`);
}
