import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@switchyard/runtime';
import { Program } from './harness/program';
import { reservedPort } from './harness/reserved-port';

let compileCache: string;
let program: Program;

beforeAll(async () => {
  compileCache = mkdtempSync(join(tmpdir(), 'switchyard-compile-cache-'));
  program = new Program('data-plane/dist/main.js', {
    NATS_URL: `nats://127.0.0.1:${await reservedPort()}`,
    SWITCHYARD_SEALING_KEY: randomBytes(32).toString('base64'),
    SWITCHYARD_DATA_PLANE_PORT: '0',
    SWITCHYARD_DATA_PLANE_ADMIN_PORT: '0',
    NODE_COMPILE_CACHE: compileCache,
  });
  await until(() => program.output.includes('CONNECTION_REFUSED'), 'the program logs that NATS is away');
});
afterAll(async () => {
  await program.stop('SIGKILL');
  rmSync(compileCache, { recursive: true });
});

it('an error in the log has the name that its class has in the sources', () => {
  expect(program.output).toContain('"type":"NatsError"');
});

it('a program leaves what Node has compiled to the next start, even if it is killed', async () => {
  await program.stop('SIGKILL');
  const files = readdirSync(compileCache, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files).not.toEqual([]);
});

it('each npm script that runs what was built builds it first', () => {
  const file = readFileSync(join(__dirname, '../../../package.json'), 'utf8');
  const { scripts } = JSON.parse(file) as { readonly scripts: Readonly<Record<string, string>> };
  const runsBuilt = Object.entries(scripts).filter(([, command]) =>
    /\/dist\/|conformance(?! &&)$|browser$/.test(command),
  );
  expect(runsBuilt.map(([name]) => name)).toEqual(
    expect.arrayContaining(['soak', 'scale', 'check:schema', 'test:all', 'test:conformance']),
  );
  const isFirst = ([, command]: [string, string]) =>
    /^(node scripts\/build\.mjs|node --run build:all) &&/.test(command);
  expect(runsBuilt.filter((script) => !isFirst(script))).toEqual([]);
});
