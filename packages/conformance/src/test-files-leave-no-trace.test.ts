import { tmpdir } from 'node:os';
import { Client } from 'pg';

interface Environment {
  readonly fakeTimersModern: { useFakeTimers(): void };
  teardown(): Promise<void>;
}
type EnvironmentClass = new (config: object, context: object) => Environment;

const { default: TestEnvironment } = jest.requireActual<{ default: EnvironmentClass }>(
  '../../../scripts/test-environment.mjs',
);

/** Changes the process as a test file might, and ends the file. */
async function inTestFile(change: (environment: Environment) => void): Promise<void> {
  const environment = new TestEnvironment({ projectConfig: { fakeTimers: {} } }, {});
  change(environment);
  await environment.teardown();
}

const ours = globalThis as Record<string, unknown>;
const memberOfProcess = (name: string): unknown => Reflect.get(process, name);

it('puts back globals, also those in which libraries keep what decorators declare', async () => {
  const { fetch, structuredClone } = globalThis;
  await inTestFile(() => {
    ours['TypeGraphQLMetadataStorage'] = {};
    ours['typeormMetadataArgsStorage'] = {};
    ours['fetch'] = () => 'faked';
    ours[Symbol.for('left behind') as unknown as string] = 1;
    delete ours['structuredClone'];
  });
  expect(ours).not.toHaveProperty('TypeGraphQLMetadataStorage');
  expect(ours).not.toHaveProperty('typeormMetadataArgsStorage');
  expect(Symbol.for('left behind') in globalThis).toBe(false);
  expect([globalThis.fetch, globalThis.structuredClone]).toEqual([fetch, structuredClone]);
});

it('puts back environment variables, the working directory and members of the process', async () => {
  process.env['KEPT'] = 'as it was';
  const [folder, exit, env] = [process.cwd(), memberOfProcess('exit'), process.env];
  await inTestFile(() => {
    process.env['KEPT'] = 'changed';
    process.env['ADDED'] = 'x';
    delete process.env['PATH'];
    process.chdir(tmpdir());
    process.exit = (() => undefined) as never;
  });
  expect([process.env['KEPT'], process.env['ADDED'], typeof process.env['PATH']]).toEqual([
    'as it was',
    undefined,
    'string',
  ]);
  expect([process.cwd(), memberOfProcess('exit'), process.env]).toEqual([folder, exit, env]);
});

it('puts back what the process keeps behind setters, such as its exit code', async () => {
  const { exitCode, title } = process;
  await inTestFile(() => {
    process.exitCode = 7;
    process.title = 'changed';
  });
  const left = [process.exitCode, process.title];
  process.exitCode = exitCode;
  expect(left).toEqual([exitCode, title]);
});

it('puts back listeners of the process', async () => {
  const kept = () => undefined;
  process.on('SIGUSR2', kept);
  await inTestFile(() => {
    process.removeAllListeners('SIGUSR2');
    process.once('SIGUSR2', () => undefined).on('SIGUSR1', () => undefined);
  });
  expect([process.listeners('SIGUSR2'), process.listeners('SIGUSR1')]).toEqual([[kept], []]);
  process.off('SIGUSR2', kept);
});

it('puts back timers, and never fakes the one that Node itself uses', async () => {
  const { Date: RealDate, setTimeout: realTimeout } = globalThis;
  const nextTick = memberOfProcess('nextTick');
  await inTestFile(({ fakeTimersModern }) => {
    fakeTimersModern.useFakeTimers();
    expect(globalThis.Date).not.toBe(RealDate);
    expect(memberOfProcess('nextTick')).toBe(nextTick);
  });
  expect([globalThis.Date, globalThis.setTimeout]).toEqual([RealDate, realTimeout]);
});

it('keeps installed packages loaded, and loads the modules of the project anew', () => {
  const once = jest.requireActual<object>('./harness/seeded-random');
  jest.resetModules();
  expect(jest.requireActual<{ Client: unknown }>('pg').Client).toBe(Client);
  expect(jest.requireActual<object>('./harness/seeded-random')).not.toBe(once);
});
