import { CliFailure } from './failure';
import { namedSecrets } from './named-secrets';
import { switchyard } from './run.suite';

it('names are collected with where each one is', () => {
  const named = namedSecrets('azure=file:/run/secrets/a=b', namedSecrets('openai=env:OPENAI_API_KEY', undefined));
  expect([...named]).toEqual([
    ['openai', { kind: 'env', name: 'OPENAI_API_KEY' }],
    ['azure', { kind: 'file', name: '/run/secrets/a=b' }],
  ]);
});

it('a name is given once', () => {
  expect(() => namedSecrets('a=env:B', namedSecrets('a=env:A', undefined))).toThrow(CliFailure);
});

it.each([
  'openai=sk-literal-1',
  'sk-literal-1',
  '=sk-literal-1',
  'openai=',
  'sk literal=env:A',
  'openai=secret:sk-literal-1',
])('%j is refused with the reason why there are no secrets among arguments, and is not quoted', async (argument) => {
  for (const command of ['apply', 'diff']) {
    const { exitCode, output, errorOutput } = await switchyard([command, '-f', 'm', '--secret', argument, '--json']);
    expect(exitCode).toBe(2);
    expect(errorOutput).toContain('NAME=env:VARIABLE or NAME=file:PATH. The secret itself is never an argument');
    expect(output + errorOutput).not.toContain('literal');
  }
});
