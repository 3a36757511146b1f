import { pause } from '@switchyard/runtime';
import { globSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

it('puts back globals', async () => {
  const { fetch, structuredClone } = globalThis;
  await inTestFile(() => {
    ours['fetch'] = () => 'faked';
    ours[Symbol.for('left behind') as unknown as string] = 1;
    delete ours['structuredClone'];
  });
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

it('under a faked clock, what happens outside the process can still be waited for', async () => {
  await inTestFile(({ fakeTimersModern }) => fakeTimersModern.useFakeTimers());
  jest.useFakeTimers();
  try {
    await pause(1);
  } finally {
    jest.useRealTimers();
  }
});

it('keeps installed packages and the sources of the project loaded, and loads what belongs to a test anew', () => {
  const load = () =>
    ['pg', './harness/seeded-random', '../../contract/src/key-value/key-value-store.suite'].map((name) =>
      jest.requireActual<object>(name),
    );
  const [client, source, suite] = load();
  jest.resetModules();
  const again = load();
  expect(client).toHaveProperty('Client', Client);
  expect([again[0] === client, again[1] === source, again[2] === suite]).toEqual([true, true, false]);
});

/** With the reason why what a test leaves there influences no other one. */
const SOURCES_WITH_STATE: Readonly<Record<string, string>> = {
  'conformance/src/harness/demo-configuration.ts': 'counts, for names that are not given twice',
  'conformance/src/harness/reserved-port.ts': 'counts, for ports that are not given twice',
  'conformance/src/harness/shell-session.ts': 'is text that another process runs',
  'conformance/src/harness/stepped-clock.ts': 'is loaded by another process',
  'conformance/src/scale/event-loop-probe.ts': 'is loaded by another process',
  'conformance/src/silent-vendor/waiting-connections.ts': 'is text that another process runs',
  'console/src/graphql/client.ts': 'is of a page in a browser',
  'console/src/graphql/live-state.ts': 'is of a page in a browser',
  'console/src/parts/focus-back.ts': 'is of a page in a browser',
  'console/src/session/session-state.ts': 'is of a page in a browser',
  'contract/src/kernel/time-slices.ts': 'is the slice of the present turn of the event loop',
  'contract/src/table/entry-version.ts': 'is the string that was last equal, for its identity',
  'data-plane/src/server/request-id.ts': 'is the text of the latest millisecond',
  'data-plane/src/table/entry-map.ts': 'is the string that was last equal, for its identity',
  'runtime/src/memory-in-use.ts': 'is a function that is found once',
};

it('sources keep no state at their top level that one test file could leave to the next', () => {
  const packages = join(__dirname, '../..');
  const sources = globSync('*/src/**/*.ts', { cwd: packages }).filter((file) => !/\.(test|suite)\.ts$/.test(file));
  const withState = sources.filter((file) => /^(export )?let /m.test(readFileSync(join(packages, file), 'utf8')));
  expect(withState.sort()).toEqual(Object.keys(SOURCES_WITH_STATE));
});
