import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(__dirname, '..', '..', '..');

interface Listed {
  readonly kind: string;
  readonly places: string;
  readonly text: string;
}

async function list(...args: string[]): Promise<Listed[]> {
  const script = join(root, 'scripts', 'list-messages.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args], { maxBuffer: 16 * 1024 * 1024 });
  const lines = stdout.split('\n').slice(0, -1);
  return lines.map((line) => {
    const [kind = '', places = '', text = ''] = line.split('\t');
    return { kind, places, text };
  });
}

/** A sentence in each form that a message may have, and strings that are not messages. */
const SOURCE = `#!/usr/bin/env node
import { a } from 'not a message';
type B = 'not a message either';
const pattern = /not a message/;

const ß = { 'a key with words': 'a value with words', oneWord: 'oneWord' };
throw new Error(\`the file \${path} is
  not there\`);
const long = 'the first half, ' + a + ' and ' + (b ? 'one choice' : \`an \${'inner text'} outside\`);
const typed = 'typed as a member' as const satisfies string;
log.warn({ reason: 'the reason why' }, 'it went wrong');
this.parts.logger.info('it went well');
enum E { A = 'an enum with words' }
class C { @Field({ description: 'A description of it.' }) a = 'a default with words'; }
db.query('SELECT one FROM another');
db.where('key.revoked IS NULL OR true');
ask(\`query { viewer { id } }\`);
`;

it('lists every sentence of a source with its kind, line and placeholders, and nothing else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'messages-'));
  const path = join(folder, 'planted.ts');
  writeFileSync(path, SOURCE);
  try {
    const listed = await list(path);
    const lines = listed.map(({ kind, places, text }) => `${kind} ${places.replace(`${path}:`, '')} ${text}`);
    expect(lines).toEqual([
      'log 12 it went well',
      'log 11 it went wrong',
      'log 11 the reason why',
      'refusal 14 a default with words',
      'refusal 6 a value with words',
      "refusal 9 an ${'inner text'} outside",
      'refusal 13 an enum with words',
      'refusal 9 inner text',
      'refusal 9 one choice',
      'refusal 7 the file ${path} is not there',
      "refusal 9 the first half, ${a} and ${(b ? 'one choice' : `an ${'inner text'} outside`)}",
      'refusal 10 typed as a member',
    ]);
    expect((await list('--descriptions', path)).map(({ text }) => text)).toEqual(['A description of it.']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('lists the messages of every package, the same on each run', async () => {
  const listed = await list();
  expect(await list()).toEqual(listed);
  const places = new Set(
    listed.flatMap((message) => message.places.split(' ')).map((place) => place.replace(/\/src\/.*/, '')),
  );
  for (const name of [
    'cli',
    'contract',
    'control-plane',
    'data-plane',
    'local-services',
    'routing',
    'simulator',
    'standalone',
  ]) {
    expect(places).toContain(`packages/${name}`);
  }
  expect(new Set(listed.map(({ kind }) => kind))).toEqual(
    new Set(['command line', 'conformance', 'explanation', 'gateway', 'log', 'refusal', 'start']),
  );
  expect(listed.map(({ places: at }) => at).filter((at) => /[.](test|suite|generated)[.]ts/.test(at))).toEqual([]);
});
