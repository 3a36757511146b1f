import { chatFormat, type Question } from './chat-format';

const question: Question = { model: 'a/b', system: 'Be brief.', prompt: 'Hello!', streamed: true, maxTokens: 50 };

it.each([
  ['OPENAI', 'OPENAI', '/chat/completions'],
  ['OPENAI', 'AZURE_OPENAI', '/openai/v1/chat/completions'],
  ['MISTRAL', 'MISTRAL', '/v1/chat/completions'],
  ['ANTHROPIC', 'ANTHROPIC', '/v1/messages'],
  ['GEMINI', 'GEMINI', '/v1beta/models/a%2Fb:streamGenerateContent?alt=sse'],
])('asks %s of the template %s at its path, with prompt and instructions', (wireFormat, template, path) => {
  const format = chatFormat(wireFormat, template);
  expect(format.path(question)).toBe(path);
  expect(JSON.stringify(format.body(question))).toMatch(/Be brief\..*Hello!|Hello!.*Be brief\./);
  expect(JSON.stringify(format.body({ ...question, system: '' }))).not.toContain('system');
});

it.each([
  ['OPENAI', { choices: [{ delta: { content: 'Hi' } }] }],
  ['OPENAI', { choices: [{ message: { content: 'Hi' } }] }],
  ['ANTHROPIC', { type: 'content_block_delta', delta: { text: 'Hi' } }],
  [
    'ANTHROPIC',
    {
      content: [
        { type: 'text', text: 'H' },
        { type: 'text', text: 'i' },
      ],
    },
  ],
  ['GEMINI', { candidates: [{ content: { parts: [{ text: 'Hi' }] } }] }],
])('finds the text in a response of %s', (wireFormat, content) => {
  expect(chatFormat(wireFormat, '').textOf(content)).toBe('Hi');
});

it('finds no text in events that have none', () => {
  for (const wireFormat of ['OPENAI', 'ANTHROPIC', 'GEMINI']) {
    for (const content of [null, [], { choices: [] }, { type: 'ping' }, { candidates: [{}] }, 'text'])
      expect(chatFormat(wireFormat, '').textOf(content)).toBe('');
  }
});
