import { CliFailure } from '../failure';
import { namedSecrets } from './named-secrets';
import { switchyard } from '../run.suite';

it('names are collected with their sources', () => {
  const named = namedSecrets('azure=file:/run/secrets/a=b', namedSecrets('openai=env:OPENAI_API_KEY', undefined));
  expect([...named]).toEqual([
    ['openai', { kind: 'env', name: 'OPENAI_API_KEY' }],
    ['azure', { kind: 'file', name: '/run/secrets/a=b' }],
  ]);
});

it('a name may be passed only once', () => {
  expect(() => namedSecrets('a=env:B', namedSecrets('a=env:A', undefined))).toThrow(CliFailure);
});

it.each([
  'openai=sk-literal-1',
  'sk-literal-1',
  '=sk-literal-1',
  'openai=',
  'sk literal=env:A',
  'openai=secret:sk-literal-1',
])('%j is refused without being quoted, and the message says why secrets are never arguments', async (argument) => {
  for (const command of ['apply', 'diff']) {
    const { exitCode, output, errorOutput } = await switchyard([command, '-f', 'm', '--secret', argument, '--json']);
    expect(exitCode).toBe(2);
    expect(errorOutput).toContain('NAME=env:VARIABLE or NAME=file:PATH. The secret itself is never an argument');
    expect(output + errorOutput).not.toContain('literal');
  }
});
