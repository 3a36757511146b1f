import { readFileSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import { basename, dirname, join, resolve } from 'node:path';
import { contextsFile, readContexts } from './contexts';
import { errorCode } from './error-code';
import { CliFailure, fileFault } from './failure';
import type { Io } from './io';

const CONTROL_PLANE_PORT_DEFAULT = '4000';
const DATA_FOLDER_DEFAULT = '.switchyard';
/** Where `npm start` keeps the token that it has generated. */
const ADMIN_TOKEN_FILE = 'admin-token';
/** Where it keeps the key that seals credentials. */
const SEALING_KEY_FILE = 'sealing-key';
const TOKEN_CHARACTERS_MAX = 4096;

/** The options of every command. */
export interface GlobalOptions {
  readonly url?: string;
  readonly tokenFile?: string;
  /** The name of a context of "login". */
  readonly context?: string;
  readonly json?: boolean;
  readonly timeout: number;
}

export interface Settings {
  /** The whole address of the GraphQL API. */
  readonly url: string;
  readonly token: Token;
  /** Timeout of one request, not counting the wait that it asks for. */
  readonly requestTimeoutMs: number;
}

export interface Token {
  readonly value: string;
  /** Where the token comes from, for messages. */
  readonly source: string;
}

/**
 * The address of the control plane, and the token for it. A context has both, and its token goes to its address alone.
 *
 * @throws CliFailure if the address is invalid or there is no token
 */
export function readSettings(options: GlobalOptions, environment: NodeJS.ProcessEnv, folder: string): Settings {
  const context = contextOf(options, environment);
  if (context !== null) {
    const { name, url, token } = context;
    const { tokenFile } = options;
    const own = { value: token, source: `the context ${name}` };
    return settingsFor(options, url, tokenFile === undefined ? own : tokenOfFile(resolve(folder, tokenFile)));
  }
  const url = apiUrl(options.url ?? (environment['SWITCHYARD_URL'] || localUrl(environment)));
  return settingsFor(options, url.href, readToken(options, environment, folder, url));
}

/** The files that hold this program's own tokens and the key of `npm start`, as absolute paths; not all need to exist. */
export function ownSecretFiles(
  { tokenFile }: Pick<GlobalOptions, 'tokenFile'>,
  environment: NodeJS.ProcessEnv,
  folder: string,
): string[] {
  const data = dataFolder(environment, folder);
  const contexts = contextsFile(environment);
  return [
    ...(tokenFile === undefined ? [] : [resolve(folder, tokenFile)]),
    ...(contexts === null ? [] : [resolve(folder, contexts)]),
    join(data, ADMIN_TOKEN_FILE),
    join(data, SEALING_KEY_FILE),
  ];
}

/** Whether a file is a secret of a data folder of `npm start` anywhere, such as beside a manifest. */
export function isSecretOfDataFolder(file: string): boolean {
  const isSecret = [ADMIN_TOKEN_FILE, SEALING_KEY_FILE].includes(basename(file));
  return isSecret && basename(dirname(file)) === DATA_FOLDER_DEFAULT;
}

/** @throws CliFailure if the address is invalid */
export function settingsFor({ timeout }: GlobalOptions, url: string, token: Token): Settings {
  return { url: apiUrl(url).href, token: checked(token), requestTimeoutMs: timeout * 1000 };
}

/** The token in a file, or else on standard input; a terminal does not show it. @throws CliFailure */
export async function readTokenFrom(tokenFile: string | undefined, io: Io): Promise<Token> {
  if (tokenFile !== undefined && tokenFile !== '-') return tokenOfFile(resolve(io.folder, tokenFile));
  if (io.stdin.isTTY === true) {
    throw new CliFailure(
      'usage',
      'Pass the token in a file with --token-file, or pipe it in: a terminal would show it.',
    );
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of io.stdin) {
    chunks.push(Buffer.from(chunk as Uint8Array));
    length += Buffer.byteLength(chunk as Uint8Array);
    if (length > TOKEN_CHARACTERS_MAX * 2) break;
  }
  return checked({ value: Buffer.concat(chunks).toString().trim(), source: 'standard input' });
}

interface NamedContext {
  readonly name: string;
  readonly url: string;
  readonly token: string;
}

/** The context that was chosen; null if the address or the token is given in another way. */
function contextOf({ context, url }: GlobalOptions, environment: NodeJS.ProcessEnv): NamedContext | null {
  if (context !== undefined && url !== undefined) {
    throw new CliFailure('usage', '--context and --url both select a control plane. Pass one of them.');
  }
  // An option is more explicit than a variable, but neither variable is more explicit than the other.
  const isByVariables = context === undefined && url === undefined;
  const ofVariable = isByVariables ? environment['SWITCHYARD_CONTEXT'] || undefined : undefined;
  if (ofVariable !== undefined && environment['SWITCHYARD_URL']) {
    throw new CliFailure(
      'usage',
      'SWITCHYARD_CONTEXT and SWITCHYARD_URL both select a control plane. Set one of them.',
    );
  }
  const chosen = context ?? ofVariable;
  const isElsewhere = url !== undefined || ['SWITCHYARD_URL', 'SWITCHYARD_TOKEN'].some((name) => environment[name]);
  if (chosen === undefined && isElsewhere) return null;
  const { current, contexts } = readContexts(environment);
  const name = chosen ?? current;
  if (name === null) return null;
  const found = Object.hasOwn(contexts, name) ? contexts[name] : undefined;
  if (found !== undefined) return { name, ...found };
  throw new CliFailure('usage', `Context "${name}" not found. "switchyard contexts list" shows those that exist.`);
}

function localUrl(environment: NodeJS.ProcessEnv): string {
  return `http://127.0.0.1:${environment['SWITCHYARD_CONTROL_PLANE_PORT'] || CONTROL_PLANE_PORT_DEFAULT}`;
}

/** Accepts the address with or without `/graphql`. */
function apiUrl(given: string): URL {
  const url = URL.parse(given);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new CliFailure('usage', `The address must look like https://switchyard.example.com/graphql, not "${given}".`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new CliFailure(
      'usage',
      'The address must not contain a user or a password. Set SWITCHYARD_TOKEN to the token.',
    );
  }
  url.hash = '';
  const path = url.pathname.replace(/\/+$/, '');
  url.pathname = path.endsWith('/graphql') ? path : `${path}/graphql`;
  return url;
}

/** There is no argument for the token, because every user of the machine can read the arguments of processes. */
function readToken(options: GlobalOptions, environment: NodeJS.ProcessEnv, folder: string, url: URL): Token {
  if (options.tokenFile !== undefined) return tokenOfFile(resolve(folder, options.tokenFile));
  for (const name of ['SWITCHYARD_TOKEN', 'SWITCHYARD_ADMIN_TOKEN']) {
    const value = environment[name];
    if (value) return checked({ value: value.trim(), source: name });
  }
  // Send the local control plane's own token only to this machine.
  const kept = join(dataFolder(environment, folder), ADMIN_TOKEN_FILE);
  const local = isLoopback(url) ? tokenIfThere(kept) : null;
  if (local !== null) return local;
  const where = isLoopback(url) ? ` The file where "npm start" keeps its token, ${kept}, does not exist.` : '';
  throw new CliFailure('denied', `No token for ${url.href}. Set SWITCHYARD_TOKEN or use --token-file.${where}`);
}

function dataFolder(environment: NodeJS.ProcessEnv, folder: string): string {
  return resolve(folder, environment['SWITCHYARD_DATA_DIR'] || DATA_FOLDER_DEFAULT);
}

function tokenOfFile(file: string): Token {
  const token = tokenIfThere(file);
  if (token === null) throw new CliFailure('usage', `Cannot read the token file ${file}: no such file.`);
  return token;
}

function tokenIfThere(file: string): Token | null {
  let value: string;
  try {
    value = readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return null;
    throw new CliFailure('usage', `Cannot read the token file ${file}: ${fileFault(error)}.`);
  }
  return checked({ value, source: file });
}

/** Checked here, because the error of an invalid header value would quote the token. */
function checked(token: Token): Token {
  if (/^[\x21-\x7e]+$/.test(token.value) && token.value.length <= TOKEN_CHARACTERS_MAX) return token;
  throw new CliFailure(
    'usage',
    `${token.source} does not contain a valid token. A token is a single word of printable ASCII characters.`,
  );
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'));
}
