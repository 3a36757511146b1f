/** What a snippet is made from. */
export interface Connection {
  /** The gateway's address with the AI API's base path, without a slash at the end. */
  readonly url: string;
  readonly model: string;
  readonly wireFormat: string;
  /** Of the first provider: Azure's paths differ from OpenAI's. */
  readonly template: string;
  /** The header that carries the consumer's key, such as `authorization`, and what precedes the key there. */
  readonly keyHeader: string;
  readonly keyPrefix: string;
}

export interface Snippet {
  readonly title: string;
  readonly code: string;
}

/** Where the reader puts the consumer's key: in the environment, never in the text. */
const KEY = 'SWITCHYARD_KEY';

/** How tools and SDKs call an AI API, in its own wire format. */
export function snippetsOf(connection: Connection): readonly Snippet[] {
  switch (connection.wireFormat) {
    case 'ANTHROPIC':
      return anthropic(connection);
    case 'GEMINI':
      return gemini(connection);
    case 'MISTRAL':
      return [curl(connection, '/v1/chat/completions', chatBody(connection))];
    default:
      return connection.template.startsWith('AZURE') ? azure(connection) : openAi(connection);
  }
}

function curl(
  { url, keyHeader, keyPrefix }: Connection,
  path: string,
  body: object,
  more: readonly string[] = [],
): Snippet {
  const headers = [`${keyHeader}: ${keyPrefix}$${KEY}`, 'content-type: application/json', ...more];
  const lines = [
    `curl ${url}${path}`,
    ...headers.map((header) => `  -H "${header}"`),
    `  -d '${JSON.stringify(body).replaceAll("'", String.raw`'\''`)}'`,
  ];
  return { title: 'curl', code: lines.join(' \\\n') };
}

function chatBody({ model }: Connection) {
  return { model, messages: [{ role: 'user', content: 'Hello!' }] };
}

function openAi(connection: Connection): readonly Snippet[] {
  const { url, model } = connection;
  return [
    curl(connection, '/chat/completions', chatBody(connection)),
    {
      title: 'Python (openai)',
      code: `import os
from openai import OpenAI

client = OpenAI(base_url=${JSON.stringify(url)}, api_key=os.environ["${KEY}"])
answer = client.chat.completions.create(
    model=${JSON.stringify(model)},
    messages=[{"role": "user", "content": "Hello!"}],
)
print(answer.choices[0].message.content)`,
    },
    {
      title: 'TypeScript (openai)',
      code: `import OpenAI from 'openai';

const client = new OpenAI({ baseURL: ${JSON.stringify(url)}, apiKey: process.env.${KEY} });
const answer = await client.chat.completions.create({
  model: ${JSON.stringify(model)},
  messages: [{ role: 'user', content: 'Hello!' }],
});
console.log(answer.choices[0].message.content);`,
    },
    {
      title: 'Cursor and others with “OpenAI base URL”',
      code: `Base URL   ${url}\nAPI key    the consumer's key\nModel      ${model}`,
    },
  ];
}

function azure(connection: Connection): readonly Snippet[] {
  return [curl(connection, '/openai/v1/chat/completions', chatBody(connection))];
}

function anthropic(connection: Connection): readonly Snippet[] {
  const { url, model } = connection;
  const body = { model, max_tokens: 100, messages: [{ role: 'user', content: 'Hello!' }] };
  return [
    curl(connection, '/v1/messages', body, ['anthropic-version: 2023-06-01']),
    {
      title: 'Claude Code',
      code: `export ANTHROPIC_BASE_URL=${url}\nexport ANTHROPIC_API_KEY=$${KEY}\nclaude --model ${model}`,
    },
    {
      title: 'Python (anthropic)',
      code: `import os
from anthropic import Anthropic

client = Anthropic(base_url=${JSON.stringify(url)}, api_key=os.environ["${KEY}"])
answer = client.messages.create(
    model=${JSON.stringify(model)},
    max_tokens=100,
    messages=[{"role": "user", "content": "Hello!"}],
)
print(answer.content[0].text)`,
    },
  ];
}

function gemini(connection: Connection): readonly Snippet[] {
  const { url, model } = connection;
  const body = { contents: [{ parts: [{ text: 'Hello!' }] }] };
  return [
    curl(connection, `/v1beta/models/${encodeURIComponent(model)}:generateContent`, body),
    {
      title: 'TypeScript (@google/genai)',
      code: `import { GoogleGenAI } from '@google/genai';

const client = new GoogleGenAI({ apiKey: process.env.${KEY}, httpOptions: { baseUrl: ${JSON.stringify(url)} } });
const answer = await client.models.generateContent({ model: ${JSON.stringify(model)}, contents: 'Hello!' });
console.log(answer.text);`,
    },
  ];
}
