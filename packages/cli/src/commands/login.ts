import type { Command } from 'commander';
import type { CommandResult, OfflineContext, Perform } from '../command-context';
import { readContexts, writeContexts } from '../contexts';
import { ControlPlaneClient } from '../control-plane-client';
import { REVOKE_OWN_TOKEN } from '../documents/access-tokens';
import { VIEWER_ROLE } from '../documents/manifests';
import { CliFailure } from '../failure';
import { table } from '../render/table';
import { visible } from '../render/visible';
import { readTokenFrom, settingsFor } from '../settings';

const NAME = /^[\w.-]{1,63}$/;
const DEFAULT_NAME = 'default';
const HELP = `
Stores the address and the token of a control plane as a context: under a name, in a file in ~/.config/switchyard that only
you can read. All commands use the context of the latest login, unless --context, --url or SWITCHYARD_URL says otherwise. The
token is read from --token-file, or from standard input, and is tried before it is stored.

Examples:
  switchyard login production --url https://switchyard.example.com --token-file token
  switchyard apply -f switchyard.yaml --context staging
  switchyard contexts use production
  switchyard logout production --revoke`;

interface LogoutOptions {
  readonly revoke?: boolean;
}

export function addLogin(program: Command, perform: Perform): void {
  program
    .command('login')
    .description('store the address and the token of a control plane as a context')
    .argument('[context]', "the context's name", DEFAULT_NAME)
    .addHelpText('after', HELP)
    .action((name: string) => perform.offline((context) => login(context, name)));
  program
    .command('logout')
    .description('remove a context, with its address and token')
    .argument('[context]', "the context's name", DEFAULT_NAME)
    .option('--revoke', 'also revoke the token, which every caller may do with their own')
    .action((name: string, options: LogoutOptions) => perform.offline((context) => logout(context, name, options)));
  const contexts = program.command('contexts').description('list the contexts of "login", and choose one');
  contexts
    .command('list')
    .description('list contexts, without their tokens')
    .action(() => perform.offline((context) => list(context)));
  contexts
    .command('use')
    .description('choose the context that commands use')
    .argument('<context>', "the context's name")
    .action((name: string) => perform.offline((context) => use(context, name)));
}

async function login({ io, output, options }: OfflineContext, name: string): Promise<CommandResult> {
  if (!NAME.test(name)) {
    throw new CliFailure('usage', 'A context name must be 1 to 63 letters, digits, ".", "_" or "-".');
  }
  if (options.url === undefined) throw new CliFailure('usage', 'Pass the address of the control plane with --url.');
  const token = await readTokenFrom(options.tokenFile, io);
  const settings = settingsFor(options, options.url, token);
  const { viewer } = await new ControlPlaneClient(settings, io.interrupted).ask(VIEWER_ROLE, {});
  const { contexts } = readContexts(io.environment);
  const kept = { ...contexts, [name]: { url: settings.url, token: token.value } };
  const file = writeContexts(io.environment, { current: name, contexts: kept });
  output.note(`Logged in to ${settings.url} as ${viewer.role}. Commands now use the context ${name} in ${file}.`);
  return { json: { context: name, url: settings.url, role: viewer.role } };
}

async function logout(
  { io, output, options }: OfflineContext,
  name: string,
  { revoke = false }: LogoutOptions,
): Promise<CommandResult> {
  const { current, contexts } = readContexts(io.environment);
  const { url, token } = refuseUnknown(contexts, name);
  if (revoke) {
    const settings = settingsFor(options, url, { value: token, source: `the context ${name}` });
    await new ControlPlaneClient(settings, io.interrupted).ask(REVOKE_OWN_TOKEN, {});
  }
  const others = Object.fromEntries(Object.entries(contexts).filter(([each]) => each !== name));
  writeContexts(io.environment, { current: current === name ? null : current, contexts: others });
  const rest = revoke
    ? 'Its token is revoked.'
    : 'Its token is still valid: an ADMIN can revoke it with "switchyard tokens revoke"; next time, add --revoke.';
  output.note(`Removed the context ${name}. ${rest}`);
  return { json: { context: name, revoked: revoke } };
}

async function list({ io, output }: OfflineContext): Promise<CommandResult> {
  const { current, contexts } = readContexts(io.environment);
  const rows = Object.entries(contexts).map(([name, { url }]) => [name === current ? '*' : '', name, visible(url)]);
  output.print(table(['', 'NAME', 'ADDRESS'], rows));
  return {
    json: { current, contexts: Object.entries(contexts).map(([name, { url }]) => ({ name, url })) },
  };
}

async function use({ io, output }: OfflineContext, name: string): Promise<CommandResult> {
  const { contexts } = readContexts(io.environment);
  const { url } = refuseUnknown(contexts, name);
  writeContexts(io.environment, { current: name, contexts });
  output.note(`Commands now use the context ${name}: ${url}.`);
  return { json: { context: name, url } };
}

function refuseUnknown<T>(contexts: Readonly<Record<string, T>>, name: string): T {
  const found = Object.hasOwn(contexts, name) ? contexts[name] : undefined;
  if (found !== undefined) return found;
  throw new CliFailure('usage', `Context "${name}" not found. "switchyard contexts list" shows those that exist.`);
}
