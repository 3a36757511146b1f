import { DomainError } from '../../kernel/errors/domain-error';
import type { FieldProblem } from '../../kernel/errors/error-extensions';
import { ManifestText } from './manifest-text';
import { readText, refuseTooMany } from './read-text.thread';

async function problemOf(text: string): Promise<Pick<FieldProblem, 'path' | 'reason' | 'line' | 'column' | 'message'>> {
  try {
    await ManifestText.read(text, 'PLAN');
  } catch (error) {
    if (error instanceof DomainError && error.details.fields?.[0]) return error.details.fields[0];
    throw error;
  }
  throw new Error('not refused');
}

it('reads YAML 1.2, where `on`, `no` and a date are strings, whatever version the document declares', async () => {
  const value = { a: 'on', b: 'no', c: '2026-01-01', d: 1, e: true, f: null };
  const text = 'a: on\nb: no\nc: 2026-01-01\nd: 1\ne: true\nf:\n';
  expect((await ManifestText.read(text, 'PLAN')).value).toEqual(value);
  expect((await ManifestText.read(`%YAML 1.1\n---\n${text}`, 'PLAN')).value).toEqual(value);
});

it('reads JSON, indented by tabs or not', async () => {
  const value = { providers: [{ name: 'a', 'odd key': [1, 2, { x: '"\u00e9' }] }] };
  for (const indent of [undefined, 2, '\t']) {
    expect((await ManifestText.read(JSON.stringify(value, null, indent), 'PLAN')).value).toEqual(value);
  }
});

it('refuses a duplicate member, in YAML and in JSON, and says where', async () => {
  expect(await problemOf('providers: []\nproviders: []\n')).toMatchObject({ reason: 'DUPLICATE', line: 2, column: 1 });
  expect(await problemOf('{"a": {"b": 1,\n "b": 2}}')).toMatchObject({ reason: 'DUPLICATE', line: 2, column: 2 });
});

it('refuses anything but a mapping, and does not quote an unreadable text', async () => {
  for (const text of ['', 'a text', '[]', '5', '---\na: 1\n---\nb: 2\n']) {
    expect(await problemOf(text)).toMatchObject({ path: 'manifest', reason: 'INVALID_FORMAT' });
  }
  for (const text of ['key: "sk-secret', 'key: [sk-secret', 'a: sk-secret: sk-secret', '*sk-secret', 'a: @sk-secret']) {
    expect(JSON.stringify(await problemOf(text))).not.toContain('sk-secret');
  }
});

it('refuses a short text that expands to a large document, and one that contains itself', async () => {
  const levels = Array.from({ length: 12 }, (_, level) => {
    const item = level === 0 ? '"x"' : `*l${level - 1}`;
    return `l${level}: &l${level} [${Array.from({ length: 10 }, () => item).join(', ')}]`;
  });
  expect(await problemOf(levels.join('\n'))).toMatchObject({ path: 'manifest', reason: 'INVALID_FORMAT' });
  const wide = `a: &a [${'x,'.repeat(20_000)}]\nb: [${'*a,'.repeat(5_000)}]`;
  expect((await problemOf(wide)).message).toMatch(/aliases that expand to more than 50000 values/);
  expect(await problemOf('a: &a [*a]')).toMatchObject({ path: 'manifest', reason: 'INVALID_FORMAT' });
});

it('refuses too many values', () => {
  // As read from a text, which would take ten seconds. The document and its list are values too.
  const document = (items: number) => ({ list: Array.from({ length: items }, () => 'x') });
  expect(() => refuseTooMany(document(1_000_000 - 1))).toThrow(/more than 1000000 values/);
  expect(() => refuseTooMany(document(1_000_000 - 2))).not.toThrow();
});

it('accepts a usual number of aliases, however large the rest is', async () => {
  const access = `all: &all [${'x,'.repeat(40)}]\nrest: [${'x,'.repeat(60_000)}]\n`;
  const consumers = Array.from({ length: 1_000 }, (_, number) => `c${number}: *all\n`).join('');
  const { value } = await ManifestText.read(access + consumers, 'PLAN');
  expect(value).toMatchObject({ c999: Array.from({ length: 40 }, () => 'x') });
});

it('does not let plans delay the reading of a manifest for a change', async () => {
  const long = `# ${'x'.repeat(16 * 1024)}\n{}`;
  let plansRead = 0;
  const plans = Array.from({ length: 10 }, async () => {
    await ManifestText.read(long, 'PLAN');
    plansRead += 1;
  });
  await ManifestText.read(long, 'CHANGE');
  expect(plansRead).toBeLessThan(5);
  await Promise.all(plans);
});

it('does not block the event loop for the aliases of a short text', async () => {
  const text = `consumers: [&a {}${',*a'.repeat(4_000)}]`;
  expect(text.length).toBeLessThan(16 * 1024);
  let turns = 0;
  const counting = setInterval(() => (turns += 1), 1);
  await ManifestText.read(text, 'PLAN');
  clearInterval(counting);
  expect(turns).toBeGreaterThan(5);
});

it('finds a duplicate among a hundred thousand members within seconds', () => {
  const members = Array.from({ length: 100_000 }, (_, number) => `k${number}: 1\n`).join('');
  const begin = process.cpuUsage();
  const { faults } = readText(`${members}k7: 2\n`, []);
  expect(faults[0]).toMatchObject({ isDuplicate: true, line: 100_001, column: 1 });
  // CPU time, which does not depend on the load of the machine. Comparing each with all before it took about ten
  // times as long.
  expect(process.cpuUsage(begin).user / 1_000_000).toBeLessThan(20);
});

it('refuses more aliases than it can resolve in reasonable time, even if each has its own anchor', async () => {
  const items = Array.from({ length: 12_000 }, (_, number) => `&a${number} {x: 1}, *a${number}`);
  expect((await problemOf(`list: [${items.join(', ')}]`)).message).toMatch(/more than 10000/);
});

it('refuses deep nesting, and survives', async () => {
  expect(await problemOf(`a: ${'['.repeat(200_000)}`)).toMatchObject({ path: 'manifest', reason: 'INVALID_FORMAT' });
});

it("refuses nesting that fits the reader's stack, but not that of later steps", async () => {
  const long = `# ${'x'.repeat(16 * 1024)}\n`;
  const texts = [2_000, 2_600, 3_500].flatMap((depth) => [
    `${long}a: ${'{a: '.repeat(depth)}1${'}'.repeat(depth)}`,
    `${long}a:\n  ${'- '.repeat(depth)}x`,
  ]);
  for (const text of [...texts, `a: ${'['.repeat(101)}${']'.repeat(101)}`]) {
    const problem = await problemOf(text);
    expect(problem).toMatchObject({ path: 'manifest', reason: 'INVALID_FORMAT' });
    // What the reader reports if its thread's result is lost and it has waited for a minute.
    expect(problem.message).not.toMatch(/within the memory and time/);
  }
  expect(await ManifestText.read(`a: ${'['.repeat(99)}${']'.repeat(99)}`, 'PLAN')).toBeInstanceOf(ManifestText);
});

it('finds the position of a member, even behind an alias, and the nearest parent of a missing one', async () => {
  const text = await ManifestText.read(
    'common: &common\n  - name: x\n    url: y\nproviders:\n  - name: a\n    endpoints: *common\n',
    'PLAN',
  );
  const placeOf = async (path: string, reason: FieldProblem['reason'] = 'INVALID_FORMAT') => {
    const failing = text.locating(() => {
      throw new DomainError('BAD_USER_INPUT', 'no', { fields: [{ path, message: 'no', reason }] });
    });
    const error = await failing.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    const field = error instanceof DomainError ? error.details.fields?.[0] : null;
    return [field?.line, field?.column];
  };
  expect(await placeOf('providers.0.name')).toEqual([5, 11]);
  expect(await placeOf('providers.0.name', 'UNKNOWN_MEMBER')).toEqual([5, 5]);
  expect(await placeOf('providers.0.template')).toEqual([5, 5]);
  expect(await placeOf('providers.0.endpoints.0.url')).toEqual([3, 10]);
  expect(await placeOf('consumers.3')).toEqual([1, 1]);
});

it('reads a long text in a worker thread, without blocking, and with the same result', async () => {
  const models = Array.from({ length: 5_000 }, (_, number) => `      - name: model-${number}\n`).join('');
  const text = `providers:\n  - name: a\n    models:\n${models}`;
  let turns = 0;
  const counting = setInterval(() => (turns += 1), 1);
  const { value } = await ManifestText.read(text, 'PLAN');
  clearInterval(counting);
  expect(turns).toBeGreaterThan(5);
  expect(value).toMatchObject({ providers: [{ models: expect.arrayContaining([{ name: 'model-4999' }]) as unknown }] });
  expect(await problemOf(`${text}      - name: "\n`)).toMatchObject({ line: 5_005, reason: 'INVALID_FORMAT' });
});
