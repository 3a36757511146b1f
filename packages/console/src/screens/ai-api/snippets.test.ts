import { type Connection, snippetsOf } from './snippets';

const connection: Connection = {
  url: 'http://127.0.0.1:8080/support',
  model: "it's-a-model",
  wireFormat: 'OPENAI',
  template: 'OPENAI',
  keyHeader: 'authorization',
  keyPrefix: 'Bearer ',
};

it.each([
  [{}, ['curl', 'Python (openai)', 'TypeScript (openai)', 'Cursor and others with “OpenAI base URL”']],
  [{ template: 'AZURE_OPENAI' }, ['curl']],
  [{ wireFormat: 'ANTHROPIC', template: 'ANTHROPIC' }, ['curl', 'Claude Code', 'Python (anthropic)']],
  [{ wireFormat: 'GEMINI', template: 'GEMINI' }, ['curl', 'TypeScript (@google/genai)']],
  [{ wireFormat: 'MISTRAL', template: 'MISTRAL' }, ['curl']],
])('has snippets for each wire format: %j', (change, titles) => {
  const snippets = snippetsOf({ ...connection, ...change });
  expect(snippets.map(({ title }) => title)).toEqual(titles);
  for (const { code } of snippets) expect(code).toContain('http://127.0.0.1:8080/support');
});

it('quotes the body for a shell, and leaves the key to the environment', () => {
  expect(snippetsOf(connection)[0]?.code).toBe(
    [
      'curl http://127.0.0.1:8080/support/chat/completions \\',
      '  -H "authorization: Bearer $SWITCHYARD_KEY" \\',
      '  -H "content-type: application/json" \\',
      String.raw`  -d '{"model":"it'\''s-a-model","messages":[{"role":"user","content":"Hello!"}]}'`,
    ].join('\n'),
  );
});
