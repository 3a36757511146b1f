import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ControlPlaneDouble, refusal, rolloutOf } from '../control-plane.suite';
import { jsonOf, switchyard } from '../run.suite';

const SECRET = 'sy_test_the-secret-of-the-key';
const KEY = {
  id: 'key-1',
  environment: 'SANDBOX',
  displayName: 'ci',
  hint: 'sy_test_Ab3d',
  state: 'ACTIVE',
  createdAt: '2026-03-01T12:00:00.000Z',
  expiresAt: null,
  lastUsedAt: null,
  revokedAt: null,
};

let controlPlane: ControlPlaneDouble;
let folder: string;
beforeEach(async () => {
  controlPlane = await ControlPlaneDouble.start();
  folder = mkdtempSync(join(tmpdir(), 'switchyard-cli-'));
  answering({});
});
afterEach(async () => {
  await controlPlane.close();
  rmSync(folder, { recursive: true });
});

function answering(answers: Record<string, () => unknown>): void {
  controlPlane.answer({
    ConsumerId: ({ name }) => ({ consumer: name === 'shop' ? { id: 'consumer-1' } : null }),
    IssueConsumerKey: () => ({ issueConsumerKey: { consumerKey: KEY, secret: SECRET, replayed: false, revision: 8 } }),
    ...answers,
  });
}

const keys = (...args: string[]) => switchyard(['keys', ...args], { url: controlPlane.url, folder });

it("an issued key's secret is alone on standard output", async () => {
  const ended = await keys('issue', 'shop', '--environment', 'sandbox', '--name', 'ci', '--expires', '2027-03-01');
  expect(ended).toEqual({
    exitCode: 0,
    output: `${SECRET}\n`,
    errorOutput: 'Issued key key-1 to shop in revision 8.\n',
  });
  expect(controlPlane.inputOf('IssueConsumerKey')).toEqual({
    consumerId: 'consumer-1',
    environment: 'SANDBOX',
    displayName: 'ci',
    expiresAt: '2027-03-01T00:00:00.000Z',
  });
});

it('with --json the secret is a member of the result', async () => {
  expect(jsonOf(await keys('issue', 'shop', '--environment', 'SANDBOX', '--json'))).toEqual({
    consumerKey: KEY,
    secret: SECRET,
    file: null,
    revision: 8,
    rollout: null,
  });
});

it('with --output the secret is only in a new file that only its owner may read', async () => {
  const args = ['issue', 'shop', '--environment', 'sandbox', '--output', 'shop.key'];
  const ended = await keys(...args, '--json');
  const file = join(folder, 'shop.key');
  expect(readFileSync(file, 'utf8')).toBe(`${SECRET}\n`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(jsonOf(ended)).toMatchObject({ secret: null, file: 'shop.key' });
  expect(ended.output + ended.errorOutput).not.toContain(SECRET);
});

it('--count issues many keys in one revision, one secret per line', async () => {
  const issuedKeys = [1, 2, 3].map((n) => ({ consumerKey: { ...KEY, id: `key-${n}` }, secret: `${SECRET}-${n}` }));
  answering({ IssueConsumerKeys: () => ({ issueConsumerKeys: { issuedKeys, replayed: false, revision: 9 } }) });
  const args = ['issue', 'shop', '--environment', 'sandbox', '--count', '3', '--comment', 'TICKET-7'];
  const secrets = `${SECRET}-1\n${SECRET}-2\n${SECRET}-3\n`;
  expect(await keys(...args)).toEqual({
    exitCode: 0,
    output: secrets,
    errorOutput: 'Issued 3 keys to shop in revision 9.\n',
  });
  const key = { consumerId: 'consumer-1', environment: 'SANDBOX' };
  expect(controlPlane.inputOf('IssueConsumerKeys')).toEqual({ keys: [key, key, key], comment: 'TICKET-7' });
  expect(jsonOf(await keys(...args, '--json'))).toEqual({ issuedKeys, file: null, revision: 9, rollout: null });

  const ended = await keys(...args, '--output', 'shop.keys');
  expect(readFileSync(join(folder, 'shop.keys'), 'utf8')).toBe(secrets);
  expect(ended.output).toBe('');
  expect(ended.errorOutput).toBe('Issued 3 keys to shop in revision 9. They were written to shop.keys.\n');
  expect((await keys(...args.slice(0, 4), '--count', '1001')).errorOutput).toContain('from 1 to 1000');
});

it('no key is issued if its file cannot be created, and no file is left if no key is issued', async () => {
  writeFileSync(join(folder, 'there'), 'another key');
  const refused = await keys('issue', 'shop', '--environment', 'sandbox', '--output', 'there');
  expect(refused.exitCode).toBe(2);
  expect(refused.errorOutput).toContain('it already exists. No key was issued.');
  expect(controlPlane.names()).not.toContain('IssueConsumerKey');
  expect(readFileSync(join(folder, 'there'), 'utf8')).toBe('another key');

  answering({ IssueConsumerKey: () => refusal('FORBIDDEN', 'Not you.', { requiredRole: 'EDITOR' }) });
  expect((await keys('issue', 'shop', '--environment', 'sandbox', '--output', 'new')).exitCode).toBe(4);
  expect(existsSync(join(folder, 'new'))).toBe(false);
});

it('the secret is printed even if the wait fails', async () => {
  answering({ Rollout: () => ({ rollout: rolloutOf('REJECTED') }) });
  const ended = await keys('issue', 'shop', '--environment', 'sandbox', '--wait');
  expect(ended).toMatchObject({ exitCode: 6, output: `${SECRET}\n` });
});

it('an unknown consumer is refused', async () => {
  expect(await keys('issue', 'shoo', '--environment', 'sandbox')).toMatchObject({
    exitCode: 3,
    errorOutput: 'switchyard: NOT_FOUND: Consumer "shoo" not found.\n',
  });
});

it('active keys are listed; --all lists keys in any state', async () => {
  const nodes = [
    { ...KEY, displayName: 'ci\u0007' },
    { ...KEY, id: 'key-2', lastUsedAt: '2026-03-02T12:34:00.000Z' },
  ];
  answering({ ConsumerKeys: () => ({ consumer: { consumerKeys: { nodes, totalCount: 3 } } }) });
  const ended = await keys('list', 'shop');
  expect(ended.output).toMatch(
    /^ID +ENVIRONMENT +STATE[^\n]*\nkey-1 +SANDBOX +ACTIVE +sy_test_Ab3d .* never +never +ci\\u0007\nkey-2 .* never +2026-03-02T12:34:00\.000Z +ci\n$/,
  );
  expect(ended.errorOutput).toBe('… and 1 older keys.\n');
  await keys('list', 'shop', '--all');
  expect(controlPlane.received.map(({ variables }) => variables['states'])).toEqual([['ACTIVE'], undefined]);
});

it('a key is revoked by id, optionally waiting for the rollout', async () => {
  answering({
    RevokeConsumerKey: () => ({ revokeConsumerKey: { consumerKey: { ...KEY, state: 'REVOKED' }, revision: 8 } }),
    Rollout: () => ({ rollout: rolloutOf('APPLIED') }),
  });
  const ended = await keys('revoke', 'key-1', '--wait', '--comment', 'lost');
  expect(ended).toMatchObject({ exitCode: 0, output: 'Revoked key key-1 in revision 8.\n' });
  expect(controlPlane.inputOf('RevokeConsumerKey')).toEqual({ consumerKeyId: 'key-1', comment: 'lost' });
});

describe('--idempotency-key', () => {
  const issue = (...args: string[]) =>
    keys('issue', 'shop', '--environment', 'sandbox', '--idempotency-key', 'build-1', ...args);

  it('is sent, and a key that was issued before is not mistaken for a new one', async () => {
    expect(await issue()).toMatchObject({ exitCode: 0, output: `${SECRET}\n` });
    expect(controlPlane.inputOf('IssueConsumerKey')).toMatchObject({ idempotencyKey: 'build-1' });
    const replayed = { consumerKey: KEY, secret: null, replayed: true, revision: 8 };
    answering({ IssueConsumerKey: () => ({ issueConsumerKey: replayed }) });
    const again = await issue('--output', 'key');
    expect(again).toMatchObject({ exitCode: 3, output: '' });
    expect(again.errorOutput).toContain('Key key-1 was already issued with this idempotency key');
    expect(existsSync(join(folder, 'key'))).toBe(false);
  });

  it('needs an expiry that is the same each time', async () => {
    expect(await issue('--expires', '90d')).toMatchObject({ exitCode: 2 });
    expect(await issue('--expires', '2027-03-01')).toMatchObject({ exitCode: 0 });
  });
});
