import OpenAI from 'openai';
import type { Configuration } from './demo-configuration';

/** The official SDK with only a base URL and a key. It does not retry, so that tests see every failure. */
export function openaiClient(dataPlaneUrl: string, { basePath, liveKey }: Configuration, key = liveKey): OpenAI {
  return new OpenAI({ baseURL: dataPlaneUrl + basePath, apiKey: key, maxRetries: 0 });
}

/** Sends a chat completion and returns the raw response. */
export function postChat(
  dataPlaneUrl: string,
  { basePath, liveKey }: Configuration,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${dataPlaneUrl}${basePath}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${liveKey}`, ...headers },
    body,
  });
}

/** Sends a small chat completion and returns the target that answered, such as `production/gpt-a`. */
export async function targetOf(dataPlaneUrl: string, configuration: Configuration, model: string): Promise<string> {
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'hello' }] });
  const response = await postChat(dataPlaneUrl, configuration, body);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`answered ${response.status}: ${text}`);
  return response.headers.get('x-switchyard-target') ?? '';
}
