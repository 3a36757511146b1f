import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { until } from '@switchyard/runtime';
import { GraphqlClient } from './harness/graphql';
import { type CodeBlock, codeBlocks, outputPattern, settled } from './harness/markdown-blocks';
import { withModuleFile } from './harness/module-file';
import { NpmStart, ownSettings, STARTED } from './harness/npm-start';
import { Program } from './harness/program';
import { ShellSession } from './harness/shell-session';

const ROOT = join(__dirname, '../../..');
/** Between the changes that a client waits for; it takes longer than that to start. */
const CHANGE_EVERY_MS = 100;

let dataFolder: string;
let settings: Record<string, string>;
let session: ShellSession;
let started: NpmStart | null;
beforeEach(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'switchyard-documents-'));
  settings = await ownSettings(dataFolder);
  session = new ShellSession(settings);
  started = null;
});
afterEach(async () => {
  await started?.endByTerminal();
  session.close();
  rmSync(dataFolder, { recursive: true, force: true });
});

/** The link that signs in is printed to a terminal only, and here is none. */
const SIGN_IN_LINK = /\/#sign-in=… {2}\(signs you in once, within 10 minutes\)/;

/** Replaces the documents' default addresses with those of the test, and real vendors with the simulator. */
function relocate(text: string): string {
  const simulator = `http://127.0.0.1:${settings['SWITCHYARD_SIMULATOR_PORT']}`;
  return text
    .replaceAll(/https:\/\/api\.(openai|anthropic)\.com|http:\/\/127\.0\.0\.1:(11434|8000|9090)/g, simulator)
    .replaceAll('127.0.0.1:4000', `127.0.0.1:${settings['SWITCHYARD_CONTROL_PLANE_PORT']}`)
    .replaceAll('127.0.0.1:8080', `127.0.0.1:${settings['SWITCHYARD_DATA_PLANE_PORT']}`)
    .replaceAll('127.0.0.1:8081', `127.0.0.1:${settings['SWITCHYARD_DATA_PLANE_ADMIN_PORT']}`);
}

async function perform({ language, code }: CodeBlock): Promise<string> {
  const commands = relocate(code);
  // `npm test` runs this very test.
  if (commands.trim() === 'npm test') return '';
  if (commands.trim() === 'npm start') {
    started = new NpmStart(settings);
    await started.ready();
    return started.output;
  }
  return language === 'js' ? session.runModule(commands) : session.run(commands);
}

it.each(['README.md', 'docs/getting-started.md and docs/clients.md'])(
  'every code block of %s works and prints the output shown',
  async (files) => {
    // A page may continue another one.
    for (const file of files.split(' and ')) await followPage(file);
  },
);

async function followPage(file: string): Promise<void> {
  const blocks = codeBlocks(join(ROOT, file));
  let output = '';
  let compared = 0;
  for (const block of blocks) {
    if (block.language === 'mermaid' || block.language === 'python') continue;
    if (block.language === 'toml') {
      await callAsCodex(block.code);
      continue;
    }
    if (block.language === 'sh' || block.language === 'js') {
      output = await perform(block).catch((error: unknown) => {
        throw new Error(`the block at line ${block.line} of ${file} failed: ${String(error)}`);
      });
    } else {
      expect(['text', 'json']).toContain(block.language);
      expect(settled(output)).toMatch(outputPattern(relocate(block.code.replace(SIGN_IN_LINK, ''))));
      compared += 1;
    }
  }
  expect(compared).toBeGreaterThan(4);
}

/** Sends what Codex would: its configuration says where, and which variable has the key. */
async function callAsCodex(toml: string): Promise<void> {
  const setting = (name: string) => new RegExp(`^${name} = "(.+)"$`, 'm').exec(toml)?.[1] ?? '';
  expect([setting('wire_api'), setting('env_key')]).toEqual(['responses', 'SWITCHYARD_CONSUMER_KEY']);
  const body = JSON.stringify({ model: setting('model'), input: 'Hello!' });
  const headers = `-H "Authorization: Bearer $key" -H 'Content-Type: application/json'`;
  const answer = await session.run(relocate(`curl -s ${setting('base_url')}/responses ${headers} -d '${body}'`));
  expect(JSON.parse(answer)).toMatchObject({ object: 'response', status: 'completed', model: setting('model') });
}

it('every GraphQL document of examples/ is used in the README or getting started', () => {
  const documents = readdirSync(join(ROOT, 'examples')).filter((name) => name.endsWith('.graphql'));
  const said = ['README.md', 'docs/getting-started.md'].map((file) => readFileSync(join(ROOT, file), 'utf8')).join();
  expect(
    documents.filter((name) => !said.includes(`examples/${name} `) && !said.includes(`examples/${name}\n`)),
  ).toEqual([]);
});

it("every setting that the programs read is in the README's table", () => {
  const sources = ['standalone', 'control-plane', 'data-plane', 'simulator', 'cli'].map((name) =>
    readFileSync(join(ROOT, 'packages', name, 'src/settings.ts'), 'utf8'),
  );
  const names = new Set(sources.join('\n').match(/\b(SWITCHYARD_[A-Z_]+|DATABASE_URL|NATS_URL|OPENAI_API_KEY)\b/g));
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  expect(names.size).toBeGreaterThan(10);
  expect([...names].filter((name) => !readme.includes(`| \`${name}\``))).toEqual([]);
});

it.each([
  'README.md',
  'CONTRIBUTING.md',
  'examples/README.md',
  'docs/getting-started.md',
  'docs/clients.md',
  'docs/coming-from.md',
  'docs/deployment.md',
  'docs/cli.md',
  'docs/live.md',
  'docs/manifest.md',
  'docs/access.md',
  'docs/history.md',
  'docs/graphql.md',
  'docs/ui-teams.md',
  'docs/observability.md',
])('every link of %s within the project resolves', (file) => {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(({ 1: link = '' }) => link);
  expect(links.length).toBeGreaterThan(0);
  expect(links.filter((link) => !existsSync(join(ROOT, dirname(file), link)))).toEqual([]);
});

describe('of one npm start', () => {
  let folder: string;
  let own: Record<string, string>;
  let running: NpmStart;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'switchyard-documents-'));
    own = await ownSettings(folder);
    running = new NpmStart(own);
    await running.ready();
  });
  afterAll(async () => {
    await running.endByTerminal();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    settings = own;
    session.close();
    session = new ShellSession(own);
  });

  it('the printed commands work when pasted', async () => {
    expect(running.output).toContain(STARTED);
    const commands = running.output.match(/^ {2}curl .*$/gm) ?? [];
    expect(commands).toHaveLength(4);
    const answers: string[] = [];
    for (const command of commands) answers.push(await session.run(command));
    expect(answers[0]).toMatch(
      /^HTTP\/1\.1 200 OK[^]*x-switchyard-target: simulated\/gpt-4[^]*simulated answer of the model/,
    );
    for (const answer of answers.slice(1)) {
      expect(JSON.parse(answer)).toEqual({ data: expect.anything() as unknown });
    }
  });

  it('every client shown in docs/live.md receives changes', async () => {
    const token = readFileSync(join(folder, 'admin-token'), 'utf8').trim();
    const graphql = new GraphqlClient(`http://127.0.0.1:${settings['SWITCHYARD_CONTROL_PLANE_PORT']}/graphql`, token);
    const clients = codeBlocks(join(ROOT, 'docs/live.md')).filter(({ language }) => language === 'js');
    expect(clients).toHaveLength(3);
    for (const { code, line } of clients) {
      await withModuleFile(relocate(code), async (file) => {
        const client = new Program(file, { SWITCHYARD_TOKEN: token });
        try {
          let changes = 0;
          // It receives only changes made after it subscribes, and does not say when it has.
          await until(
            async () => {
              if (!client.isRunning) throw new Error(`it ended:\n${client.output}`);
              changes += 1;
              await graphql.ask(
                'mutation ($input: CreateConsumerInput!) { createConsumer(input: $input) { revision } }',
                {
                  input: { name: `seen-${line}-${changes}` },
                },
              );
              return /number: \d+,\s+operation: 'createConsumer'/.test(client.output) ? true : null;
            },
            `the client at line ${line} sees a change`,
            { everyMs: CHANGE_EVERY_MS },
          );
        } finally {
          await client.stop();
        }
      });
    }
  });
});
