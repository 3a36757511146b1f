import type { Command } from 'commander';
import type { CommandContext, CommandResult, Perform } from '../command-context';
import { type EndpointTest, FETCH_MODELS, type FetchedModel, TEST_ENDPOINT } from '../documents/endpoint-tests';
import { CliFailure } from '../failure';
import { objectId } from '../object-id';
import { table } from '../render/table';

/** A data plane may take so long to test an endpoint. */
const TEST_WAIT_MS = 17_000;
const HELP = `
A live data plane asks the endpoint's vendor for its list of models, with the endpoint's credential, the way that requests go.
Nothing is changed. At most 10 tests a minute; the token needs the role EDITOR. The exit code is 3 if the test fails.

Examples:
  switchyard test endpoint openai/main
  switchyard test endpoint openai/main --models`;

interface TestOptions {
  readonly models?: boolean;
}

export function addTest(program: Command, perform: Perform): void {
  program
    .command('test')
    .description('test an endpoint from a data plane')
    .command('endpoint')
    .description('ask its vendor for the list of models, with its credential')
    .argument('<endpoint>', 'its provider and its name, such as openai/main, or its id')
    .option('--models', "list the vendor's models, and which of them the provider has")
    .addHelpText('after', HELP)
    .action((endpoint: string, options: TestOptions) => perform((context) => testEndpoint(context, endpoint, options)));
}

async function testEndpoint(
  context: CommandContext,
  endpoint: string,
  { models: wantsModels = false }: TestOptions,
): Promise<CommandResult> {
  const { client, output } = context;
  const input = { endpointId: await endpointId(context, endpoint) };
  const wait = { waitMs: TEST_WAIT_MS };
  const fetched = wantsModels ? (await client.ask(FETCH_MODELS, { input }, wait)).fetchModels : null;
  const test = fetched?.test ?? (await client.ask(TEST_ENDPOINT, { input }, wait)).testEndpoint.test;
  const json = fetched === null ? { test } : { test, models: fetched.models };
  if (!test.passed) return { json, failure: new CliFailure('refused', described(test)) };
  if (fetched === null) output.print(described(test));
  else printModels(context, fetched.models, test);
  return { json };
}

function endpointId({ client }: CommandContext, endpoint: string): Promise<string> {
  const isTyped = endpoint.startsWith('endpoint:');
  // A model of the provider may have the same name.
  return objectId(client, isTyped || !endpoint.includes('/') ? endpoint : `endpoint:${endpoint}`);
}

function printModels({ output }: CommandContext, models: readonly FetchedModel[], test: EndpointTest): void {
  output.note(described(test));
  output.print(
    table(
      ['MODEL', 'ADDED'],
      models.map(({ name, isAdded }) => [name, isAdded ? 'yes' : 'no']),
    ),
  );
}

function described({ outcome, message, status, durationMs, detail }: EndpointTest): string {
  const facts = [status === null ? null : `status ${status}`, `${Math.round(durationMs)} ms`, detail];
  return `${outcome}: ${message} (${facts.filter((fact) => fact !== null).join(', ')})`;
}
