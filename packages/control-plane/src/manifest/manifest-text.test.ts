import { DomainError } from '../errors/domain-error';
import type { FieldProblem } from '../errors/error-extensions';
import { ManifestText } from './manifest-text';

function problemOf(text: string): Pick<FieldProblem, 'path' | 'reason' | 'line' | 'column' | 'message'> {
  try {
    void new ManifestText(text);
  } catch (error) {
    if (error instanceof DomainError && error.details.fields?.[0]) return error.details.fields[0];
    throw error;
  }
  throw new Error('not refused');
}

it('reads YAML 1.2, where `on`, `no` and a date are texts, whatever the document says of its version', () => {
  const value = { a: 'on', b: 'no', c: '2026-01-01', d: 1, e: true, f: null };
  const text = 'a: on\nb: no\nc: 2026-01-01\nd: 1\ne: true\nf:\n';
  expect(new ManifestText(text).value).toEqual(value);
  expect(new ManifestText(`%YAML 1.1\n---\n${text}`).value).toEqual(value);
});

it('reads JSON, indented by tabs or not at all', () => {
  const value = { providers: [{ name: 'a', 'odd key': [1, 2, { x: '"\u00e9' }] }] };
  for (const indent of [undefined, 2, '\t']) {
    expect(new ManifestText(JSON.stringify(value, null, indent)).value).toEqual(value);
  }
});

it('refuses a member that is there twice, in YAML and in JSON, and says where', () => {
  expect(problemOf('providers: []\nproviders: []\n')).toMatchObject({ reason: 'DUPLICATE', line: 2, column: 1 });
  expect(problemOf('{"a": {"b": 1,\n "b": 2}}')).toMatchObject({ reason: 'DUPLICATE', line: 2, column: 2 });
});

it('refuses what is no mapping, and quotes nothing of a text that cannot be read', () => {
  for (const text of ['', 'a text', '[]', '5', '---\na: 1\n---\nb: 2\n']) {
    expect(problemOf(text)).toMatchObject({ path: 'manifest', reason: 'INVALID_FORMAT' });
  }
  for (const text of ['key: "sk-secret', 'key: [sk-secret', 'a: sk-secret: sk-secret', '*sk-secret', 'a: @sk-secret']) {
    expect(JSON.stringify(problemOf(text))).not.toContain('sk-secret');
  }
});

it('refuses a short text that would be a large document, and one that is within itself', () => {
  const levels = Array.from({ length: 12 }, (_, level) => {
    const item = level === 0 ? '"x"' : `*l${level - 1}`;
    return `l${level}: &l${level} [${Array.from({ length: 10 }, () => item).join(', ')}]`;
  });
  expect(problemOf(levels.join('\n'))).toMatchObject({ path: 'manifest', reason: 'INVALID_FORMAT' });
  const wide = `a: &a [${'x,'.repeat(20_000)}]\nb: [${'*a,'.repeat(5_000)}]`;
  expect(problemOf(wide).message).toMatch(/more than 2000000 values/);
  expect(problemOf('a: &a [*a]')).toMatchObject({ path: 'manifest', reason: 'INVALID_FORMAT' });
});

it('refuses what is nested too deeply, and lives', () => {
  expect(problemOf(`a: ${'['.repeat(200_000)}`)).toMatchObject({ path: 'manifest', reason: 'INVALID_FORMAT' });
}, 60_000);

it('finds where a member stands, also behind an alias, and what a missing one is missing in', async () => {
  const text = new ManifestText(
    'common: &common\n  - name: x\n    url: y\nproviders:\n  - name: a\n    endpoints: *common\n',
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
