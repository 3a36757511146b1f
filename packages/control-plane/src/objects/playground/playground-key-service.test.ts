import 'reflect-metadata';
import { hash, randomUUID } from 'node:crypto';
import type { Caller } from '../../kernel/caller/caller';
import { expireKeys } from '../../publication/expire-keys';
import { ConfigurationDatabase, passingGuard, TEST_CALLER } from '../../testing/configuration-database.suite';
import { readAll, readChanges } from '../../testing/read-source.suite';
import { AccessTokenService } from '../access-tokens/access-token-service';
import { endPlaygroundKeys } from './ended-playground-keys';
import { PLAYGROUND_CONSUMER } from './playground-consumer';
import {
  PLAYGROUND_KEY_MINUTES,
  PLAYGROUND_KEYS_MAX,
  PLAYGROUND_KEYS_PER_TOKEN_MAX,
  PlaygroundKeyService,
} from './playground-key-service';

const MINUTE_MS = 60_000;
const MARK = 'of-the-administrator-token';
let nowMs = Date.parse('2026-03-01T12:00:00Z');
const now = () => new Date(nowMs);

let database: ConfigurationDatabase;
let service: PlaygroundKeyService;
let tokens: AccessTokenService;

beforeAll(async () => {
  database = await ConfigurationDatabase.create(now);
  service = new PlaygroundKeyService(database.corridor, () => 'http://127.0.0.1:8080', MARK);
  tokens = new AccessTokenService(database.corridor);
});
afterAll(() => database.close());

const tokenCaller = async (name: string): Promise<Caller> => {
  const { accessToken } = await tokens.create(TEST_CALLER, { name, role: 'EDITOR' });
  return { ...TEST_CALLER, actor: { id: accessToken.id, kind: 'ACCESS_TOKEN', name }, role: 'EDITOR' };
};

const latest = async () => (await database.table.position()).revision;
const expire = () => expireKeys(database.corridor, passingGuard, now());
const keyOf = (secret: string) => `consumer-key.${hash('sha256', secret)}`;
const consumerKey = `consumer.${PLAYGROUND_CONSUMER.id}`;

it('issues a key of the built-in consumer, which may call every AI API, in a revision that changes no object', async () => {
  const issued = await service.issue(TEST_CALLER, { environment: 'SANDBOX', comment: 'why' });
  expect(issued).toMatchObject({
    revision: await latest(),
    secret: expect.stringMatching(/^sy_test_playground_[0-9A-Za-z]{43}$/),
    expiresAt: new Date(nowMs + PLAYGROUND_KEY_MINUTES * MINUTE_MS),
  });
  const { entries } = await readAll(database.table);
  expect(new Map(entries.map(({ key, value }) => [key, value]))).toEqual(
    new Map<string, unknown>([
      [
        keyOf(issued.secret),
        {
          id: expect.any(String),
          consumerId: PLAYGROUND_CONSUMER.id,
          environment: 'SANDBOX',
          expiresAt: issued.expiresAt.toISOString(),
        },
      ],
      [
        consumerKey,
        {
          id: PLAYGROUND_CONSUMER.id,
          name: 'playground',
          enabled: true,
          traceAllowed: true,
          aiApiIds: [],
          allAiApis: true,
        },
      ],
    ]),
  );
  const revisions = await database.sql('SELECT operation, comment, change_count FROM revision WHERE number = $1', [
    issued.revision,
  ]);
  expect(revisions).toEqual([{ operation: 'issuePlaygroundKey', comment: 'why', change_count: 0 }]);
  expect(JSON.stringify(await database.sql('SELECT * FROM playground_key'))).not.toContain(issued.secret);
});

it('takes an expired key out of the table, and its consumer with the last one', async () => {
  nowMs += MINUTE_MS;
  const later = await service.issue(TEST_CALLER, { environment: 'PRODUCTION' });
  nowMs += (PLAYGROUND_KEY_MINUTES - 1) * MINUTE_MS;
  const before = await latest();
  expect(await expire()).toBe(before + 1);
  const first = await readAll(database.table);
  expect(first.entries.map(({ key }) => key).toSorted()).toEqual([keyOf(later.secret), consumerKey].toSorted());
  nowMs += MINUTE_MS;
  expect(await expire()).toBe(before + 2);
  expect((await readAll(database.table)).entries).toEqual([]);
  const changed = await readChanges(database.table, before + 1);
  expect(new Map(changed.entries.map(({ key, value }) => [key, value]))).toEqual(
    new Map([
      [keyOf(later.secret), null],
      [consumerKey, null],
    ]),
  );
  expect(await expire()).toBeNull();
});

it(`refuses more than ${PLAYGROUND_KEYS_MAX} keys at a time`, async () => {
  await database.sql(
    `INSERT INTO playground_key (id, key_hash, environment, expires_at)
     SELECT gen_random_uuid(), encode(sha256(number::text::bytea), 'hex'), 'SANDBOX', $1 FROM generate_series(1, $2) AS number`,
    [new Date(nowMs + MINUTE_MS), PLAYGROUND_KEYS_MAX],
  );
  const before = await latest();
  await expect(service.issue(TEST_CALLER, { environment: 'SANDBOX' })).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  expect(await latest()).toBe(before);
  nowMs += MINUTE_MS;
  await service.issue(TEST_CALLER, { environment: 'SANDBOX' });
});

it(`refuses one token more than ${PLAYGROUND_KEYS_PER_TOKEN_MAX} keys, and others none`, async () => {
  nowMs += PLAYGROUND_KEY_MINUTES * MINUTE_MS;
  await expire();
  const issue = (caller: Caller) => service.issue(caller, { environment: 'SANDBOX' });
  const one = await tokenCaller('one');
  const issued = await Promise.all(Array.from({ length: PLAYGROUND_KEYS_PER_TOKEN_MAX }, () => issue(one)));
  await expect(issue(one)).rejects.toMatchObject({
    code: 'RATE_LIMITED',
    message: expect.stringContaining('your token'),
  });
  await issue(TEST_CALLER);
  nowMs += PLAYGROUND_KEY_MINUTES * MINUTE_MS;
  await expire();
  expect(issued).toHaveLength(PLAYGROUND_KEYS_PER_TOKEN_MAX);
});

it('ends a key with its token: at its expiry, and in the revision that revokes it', async () => {
  const caller = await tokenCaller('two');
  const expiresAt = new Date(nowMs + MINUTE_MS);
  expect(await service.issue({ ...caller, expiresAt }, { environment: 'SANDBOX' })).toMatchObject({ expiresAt });
  expect((await readAll(database.table)).entries).toHaveLength(2);
  const { revision } = await tokens.revoke(TEST_CALLER, { accessTokenId: caller.actor.id });
  expect((await readAll(database.table)).entries).toEqual([]);
  expect((await readChanges(database.table, revision - 1)).entries).toHaveLength(2);
  const late = service.issue(caller, { environment: 'SANDBOX' });
  await expect(late).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

it('ends a key with its session', async () => {
  const sessionId = randomUUID();
  await database.sql(
    `INSERT INTO console_session (id, secret_hash, administrator_proof, created_at, last_used_at, expires_at)
     VALUES ($1, encode(sha256('x'), 'hex'), 'proof', $2, $2, $3)`,
    [sessionId, now(), new Date(nowMs + 60 * MINUTE_MS)],
  );
  const caller = { ...TEST_CALLER, sessionId };
  await service.issue(caller, { environment: 'SANDBOX' });
  await endPlaygroundKeys(database.corridor, now());
  expect((await readAll(database.table)).entries).toHaveLength(2);
  await database.sql('DELETE FROM console_session');
  await endPlaygroundKeys(database.corridor, now());
  expect((await readAll(database.table)).entries).toEqual([]);
  await expect(service.issue(caller, { environment: 'SANDBOX' })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

it('issues none while the playground is off', async () => {
  const off = new PlaygroundKeyService(database.corridor, () => null, MARK);
  await expect(off.issue(TEST_CALLER, { environment: 'SANDBOX' })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});
