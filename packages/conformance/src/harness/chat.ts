import OpenAI from 'openai';
import type { Configuration } from './demo-configuration';

/** The official SDK, given nothing but a base URL and a key. It does not try again, so that each failure is seen. */
export function openaiClient(dataPlaneUrl: string, { basePath, liveKey }: Configuration, key = liveKey): OpenAI {
  return new OpenAI({ baseURL: dataPlaneUrl + basePath, apiKey: key, maxRetries: 0 });
}

/** A chat completion's raw answer. */
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

/** The target that answers a small chat completion, such as `production/gpt-a`. */
export async function targetOf(dataPlaneUrl: string, configuration: Configuration, model: string): Promise<string> {
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'hello' }] });
  const response = await postChat(dataPlaneUrl, configuration, body);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`answered ${response.status}: ${text}`);
  return response.headers.get('x-switchyard-target') ?? '';
}
