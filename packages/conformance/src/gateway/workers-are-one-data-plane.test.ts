import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@switchyard/runtime';
import { randomBytes, randomUUID } from 'node:crypto';
import { entryKey } from '@switchyard/contract';
import { startNats } from '@switchyard/local-services';
import { connectToEach, ConsumerConnection, untilWorkers, workerPids } from '../harness/consumer-connection';
import { GatewayAlone } from '../harness/gateway-alone';
import { Program } from '../harness/program';

const WORKERS = 2;

let gateway: GatewayAlone;
let folder: string;
let connections: [ConsumerConnection, ConsumerConnection];

async function start(settings: (folder: string) => Record<string, string> = () => ({})): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-workers-'));
  gateway = await GatewayAlone.start({
    SWITCHYARD_DATA_PLANE_WORKERS: String(WORKERS),
    SWITCHYARD_DATA_DIR: folder,
    ...settings(folder),
  });
  await untilWorkers(gateway, WORKERS);
}
/** A connection to each worker. */
async function connect(): Promise<void> {
  const [[one], [other]] = [...(await connectToEach(gateway)).values()] as [[ConsumerConnection], [ConsumerConnection]];
  connections = [one, other];
}
async function stop(): Promise<void> {
  for (const each of connections) each.close();
  await gateway.stop();
  rmSync(folder, { recursive: true, force: true });
}
const targetsOf = async (connection: ConsumerConnection, count: number) => {
  const targets: string[] = [];
  for (let index = 0; index < count; index += 1) targets.push((await connection.chat('any')).target ?? '-');
  return targets;
};

describe('a data plane with two workers', () => {
  beforeAll(async () => {
    await start();
    await connect();
  });
  afterAll(stop);
  beforeEach(async () => {
    await gateway.configure(['a', 'b', 'c'], [{ kind: 'ROUND_ROBIN', production: ['a', 'b', 'c'] }]);
    await gateway.untilApplied(await gateway.publishAlso({}));
  });

  it('has one status, one id and one folder', async () => {
    gateway.simulator.setBehaviours([{ answer: { silent: true } }]);
    const waiting = connections.map((connection) => connection.chat('any').catch(() => 'ended'));
    const { id } = await until(async () => {
      const status = await gateway.status();
      return status.requestsInFlight === WORKERS ? status : null;
    }, 'the requests of both workers are reported as one sum');
    expect(await gateway.statuses()).toHaveLength(1);
    expect(gateway.program.output).toContain(`"id":"${id}"`);
    expect(readdirSync(folder)).toEqual(['data-plane']);
    for (const connection of connections) connection.close();
    await Promise.all(waiting);
    await connect();
  });

  it('takes turns exactly at each worker, which begin with different targets', async () => {
    const [one, other] = [await targetsOf(connections[0], 20), await targetsOf(connections[1], 31)];
    for (const targets of [one, other]) {
      const cycle = new Set(targets.slice(0, 3));
      expect(cycle.size).toBe(3);
      expect(targets).toEqual(targets.map((_, index) => [...cycle][index % 3]));
    }
    const both = [...one, ...other];
    for (const target of new Set(both)) {
      const count = both.filter((each) => each === target).length;
      expect(Math.abs(count - both.length / 3)).toBeLessThanOrEqual(WORKERS * 3);
    }
    expect(one[0]).not.toBe(other[0]);
  });

  it('tells a suspension by one worker to the other, with its reason, and reports it once', async () => {
    await serveFailover();
    gateway.simulator.setBehaviours([{ match: { model: 'a' }, answer: { status: 503 } }]);
    expect(await connections[0].chat('a')).toMatchObject({ status: 200, attempts: 2 });
    // The primary answers this after it has passed the suspension on.
    await fetch(`${gateway.adminUrl}/readyz`);
    expect(await connections[1].chat('a')).toMatchObject({ status: 200, attempts: 1, target: 'production/b' });
    const { suspensions } = await until(async () => {
      const status = await gateway.status();
      return status.suspensions.length > 0 ? status : null;
    }, 'the suspension is reported');
    expect(suspensions).toEqual([expect.objectContaining({ cause: 'OVERLOADED', status: 503 })]);
  });

  it('has both workers skip a target for as long as its vendor asks', async () => {
    await serveFailover();
    gateway.simulator.setBehaviours([{ answer: { status: 429, headers: { 'retry-after': '600' } } }]);
    expect((await connections[0].chat('a')).status).toBe(429);
    await fetch(`${gateway.adminUrl}/readyz`);
    // Not even as a last resort.
    expect((await connections[1].chat('a')).status).toBe(503);
    expect(gateway.simulator.requests()).toHaveLength(2);
  });

  it('reports a revision as applied when both workers have it, and no connection sees an older one again', async () => {
    const seen = connections.map(() => [] as number[]);
    const stop = new AbortController();
    const watching = connections.map(async (connection, index) => {
      while (!stop.signal.aborted) seen[index]?.push((await connection.chat('any')).revision ?? -1);
    });
    for (let change = 0; change < 20; change += 1) {
      const revision = await gateway.publishAlso(gateway.newKey().entry);
      await gateway.untilApplied(revision);
      for (const connection of connections) {
        expect((await connection.chat('any')).revision).toBeGreaterThanOrEqual(revision);
      }
    }
    stop.abort();
    await Promise.all(watching);
    for (const revisions of seen) expect(revisions).toEqual(revisions.toSorted((a, b) => a - b));
  });

  it('does not report a revision as applied that one worker has not taken in', async () => {
    const { appliedRevision: before } = await gateway.status();
    const { workerPid } = connections[0];
    process.kill(workerPid, 'SIGSTOP');
    try {
      const revision = await gateway.publishAlso(gateway.newKey().entry);
      await until(async () => (await gateway.status()).observedRevision === revision, 'the revision is observed');
      expect((await gateway.status()).appliedRevision).toBe(before);
    } finally {
      process.kill(workerPid, 'SIGCONT');
    }
    await gateway.untilApplied((before ?? 0) + 1);
  });

  it('refuses a revision as a whole that its workers cannot serve', async () => {
    const other = { ...gateway.aiApi, id: randomUUID() };
    const revision = await gateway.publishAlso({ [entryKey('ai-api', other.id)]: other });
    const { rejection, appliedRevision } = await until(async () => {
      const status = await gateway.status();
      return status.rejection === null ? null : status;
    }, 'the revision is rejected');
    expect(rejection).toMatchObject({ revision, code: 'INVALID_ENTRY', reason: expect.stringContaining('overlaps') });
    expect(appliedRevision).toBe(revision - 1);
    for (const connection of connections) expect((await connection.chat('any')).revision).toBe(revision - 1);
    await gateway.untilApplied(await gateway.publishAlso({ [entryKey('ai-api', other.id)]: null }));
    for (const connection of connections) expect((await connection.chat('any')).revision).toBe(revision + 1);
  });
});

describe('two workers', () => {
  beforeEach(async () => {
    await start();
    await gateway.configure(['a'], [{ kind: 'ROUND_ROBIN', production: ['a'] }]);
    await connect();
  });
  afterEach(stop);

  it('let their streams finish when the whole group is told to stop', async () => {
    gateway.simulator.setBehaviours([{ answer: { contentChunks: 5, eventDelayMs: 100 } }]);
    const streams = connections.map((connection) => connection.chat('any', { stream: true }));
    await until(() => gateway.simulator.requests().length === WORKERS, 'both streams have begun');
    for (const pid of workerPids(gateway.program)) process.kill(pid, 'SIGTERM');
    const ended = gateway.program.stop();
    for (const { text } of await Promise.all(streams)) expect(text).toContain('data: [DONE]');
    expect(await ended).toBe(0);
    expect(gateway.program.output).toContain('"msg":"shut down"');
    expect(gateway.program.output).not.toContain('a worker exited');
  });

  it('keep the port while both are replaced', async () => {
    const pids = workerPids(gateway.program);
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await until(() => pids.every((pid) => !existsSync(`/proc/${pid}`)), 'both have ended');
    const newcomer = await ConsumerConnection.open(gateway);
    expect((await newcomer.chat('any')).status).toBe(200);
    newcomer.close();
    await untilWorkers(gateway, WORKERS, pids);
  });

  it('are replaced by ones with the same table although the data folder was removed', async () => {
    const revision = await gateway.publishAlso(gateway.newKey().entry);
    await gateway.untilApplied(revision);
    rmSync(folder, { recursive: true });
    const pids = workerPids(gateway.program);
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await untilWorkers(gateway, WORKERS, pids);
    await connect();
    for (const connection of connections) expect(await connection.chat('any')).toMatchObject({ status: 200, revision });
    expect((await gateway.status()).storageProblem).toBeNull();
  });

  it('end when the primary is killed', async () => {
    const pids = workerPids(gateway.program);
    await gateway.program.stop('SIGKILL');
    await until(() => pids.every((pid) => !existsSync(`/proc/${pid}`)), 'the workers have ended');
  });
});

it('ends at once when it is told to stop while it waits for a worker, and says what it waits for', async () => {
  const nats = await startNats();
  const program = new Program('data-plane/dist/main.js', {
    NATS_URL: nats.url,
    SWITCHYARD_SEALING_KEY: randomBytes(32).toString('base64'),
    SWITCHYARD_DATA_PLANE_PORT: '0',
    SWITCHYARD_DATA_PLANE_ADMIN_PORT: '0',
    SWITCHYARD_TABLE_WAIT_SECONDS: '0',
    SWITCHYARD_DATA_PLANE_WORKERS: String(WORKERS),
  });
  const first = await until(() => workerPids(program)[0], 'a worker starts');
  process.kill(first, 'SIGSTOP');
  const adminUrl = await program.listensOn('adminUrl');
  expect(await (await fetch(`${adminUrl}/readyz`)).text()).toContain('no worker is running: see the log');
  expect(await program.stop()).toBe(0);
  expect(program.output).not.toContain('"msg":"listening"');
  await nats.stop();
});

/** Has both workers serve a failover from a to b. */
async function serveFailover(): Promise<void> {
  await gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'], suspendDurationSeconds: 60 });
  await gateway.untilApplied(await gateway.publishAlso({}));
  gateway.simulator.clearRequests();
}

describe('a worker that is killed', () => {
  afterEach(stop);

  const kill = async (pid: number) => {
    process.kill(pid, 'SIGKILL');
    return untilWorkers(gateway, WORKERS, [pid]);
  };

  it('costs its own connections only, and another takes its place', async () => {
    await start();
    await gateway.configure(['a', 'b'], [{ kind: 'ROUND_ROBIN', production: ['a', 'b'] }]);
    const each = await connectToEach(gateway, 10);
    const all = [...each.values()].flat();
    connections = [all[0]!, all[1]!];
    const [victim] = workerPids(gateway.program) as [number];
    const stop = new AbortController();
    const failed: number[] = [];
    const consumers = all.map(async (connection) => {
      while (!stop.signal.aborted) {
        const status = await connection.chat('any').then(
          (answer) => answer.status,
          () => null,
        );
        if (status === 200) continue;
        failed.push(connection.workerPid);
        return;
      }
    });
    // New consumers keep coming, one after the other.
    let opened = 0;
    const turnedAway: string[] = [];
    const newcomers = async () => {
      while (!stop.signal.aborted) {
        const newcomer = await ConsumerConnection.open(gateway).catch(
          (error: Error) => void turnedAway.push(error.message),
        );
        newcomer?.close();
        opened += 1;
      }
    };
    const arriving = newcomers();
    await until(() => opened > 5, 'new consumers come');
    await kill(victim);
    const openedBefore = opened;
    await until(() => opened > openedBefore + 5, 'new consumers go on coming');
    stop.abort();
    await Promise.all([...consumers, arriving]);
    for (const connection of all) connection.close();
    expect(new Set(failed)).toEqual(new Set([victim]));
    // One whose answer was complete at that moment opens another connection for its next request, and loses none.
    expect(failed.length).toBeLessThanOrEqual(10);
    // The one that the worker was serving.
    expect(turnedAway.length).toBeLessThanOrEqual(1);
    for (const reason of turnedAway) expect(reason).toMatch(/ECONNRESET|hang up/);
    const line =
      /"level":50,.*"workerPid":\d+,.*"signal":"SIGKILL","restartInMs":0,"msg":"a worker exited; starting another one"/;
    expect(gateway.program.output.match(new RegExp(line, 'g'))).toHaveLength(1);
  });

  it.each([
    ['which reads the data folder', () => ({})],
    [
      'without a data folder',
      (path: string) => {
        writeFileSync(join(path, 'file'), '');
        return { SWITCHYARD_DATA_DIR: join(path, 'file') };
      },
    ],
  ])('is replaced by one %s and serves nothing older than what was applied', async (_, settings) => {
    await start(settings);
    await gateway.configure(['a', 'b'], [{ kind: 'ROUND_ROBIN', production: ['a', 'b'] }]);
    const { key, entry, entryKey: revokedKey } = gateway.newKey();
    await gateway.untilApplied(await gateway.publishAlso(entry));
    await gateway.untilApplied(await gateway.publishAlso({ [revokedKey]: null }));
    const [victim] = workerPids(gateway.program) as [number];
    let revision = 0;
    let isReplaced = false;
    const changing = (async () => {
      while (!isReplaced) {
        const published = await gateway.publishAlso(gateway.newKey().entry);
        await gateway.untilApplied(published);
        revision = published;
      }
    })();
    const [replacement] = (await kill(victim)).filter((pid) => pid !== victim).slice(-1) as [number];
    const applied = revision;
    isReplaced = true;
    const [connection] = (await connectToEach(gateway)).get(replacement)!;
    connections = [connection, connection];
    const { status, revision: served } = await connection.chat('any');
    expect(status).toBe(200);
    expect(served).toBeGreaterThanOrEqual(applied);
    expect((await connection.chat('any', {}, key)).status).toBe(401);
    await changing;
    expect((await connection.chat('any')).revision).toBeGreaterThanOrEqual(revision);
  });
});
