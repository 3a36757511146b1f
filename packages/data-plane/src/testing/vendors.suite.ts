import {
  anthropicProfile,
  azureOpenaiProfile,
  geminiProfile,
  mistralProfile,
  openaiCompatibleProfile,
  openaiProfile,
  type ProviderProfile,
} from '@switchyard/contract';
import type { GatewayUnderTest } from './gateway-under-test.suite';

/** A vendor's profile, with the path and body of a request for a model. */
export interface Vendor {
  readonly profile: ProviderProfile;
  readonly path: string;
  readonly body: object;
  /** The path of the same request for a stream; the same as `path` if the body asks for it. */
  readonly streamPath: string;
}

const messages = [{ role: 'user', content: 'hello' }];
const at = (profile: ProviderProfile, path: string, body: object = { model: 'a', messages }): Vendor => ({
  profile,
  path,
  body,
  streamPath: path,
});

export const VENDORS = {
  openai: at(openaiProfile, 'chat/completions'),
  responses: at(openaiProfile, 'responses'),
  compatible: at(openaiCompatibleProfile, 'v1/chat/completions'),
  anthropic: at(anthropicProfile, 'v1/messages', { model: 'a', max_tokens: 9, messages }),
  azure: at(azureOpenaiProfile, 'openai/deployments/a/chat/completions?api-version=2024-10-21', { messages }),
  mistral: at(mistralProfile, 'v1/chat/completions'),
  gemini: {
    ...at(geminiProfile, 'v1beta/models/a:generateContent', { contents: [] }),
    streamPath: 'v1beta/models/a:streamGenerateContent?alt=sse',
  },
  geminiArray: {
    ...at(geminiProfile, 'v1beta/models/a:streamGenerateContent', { contents: [] }),
    streamPath: 'v1beta/models/a:streamGenerateContent',
  },
} as const satisfies Record<string, Vendor>;

/** Sends a vendor's request for the model `a`. */
export function ask(
  gateway: GatewayUnderTest,
  { path, streamPath, body }: Vendor,
  isStream = false,
): Promise<Response> {
  return fetch(`${gateway.url}/support/chat/${isStream ? streamPath : path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${gateway.liveKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(isStream ? { ...body, stream: true } : body),
  });
}

/** What a consumer got: `text` as far as it came, and whether it ended properly. */
export async function received(response: Response): Promise<{
  status: number;
  target: string | null;
  attempts: string | null;
  text: string;
  isWhole: boolean;
}> {
  let text = '';
  let isWhole = true;
  try {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString('latin1');
  } catch {
    isWhole = false;
  }
  const { status, headers } = response;
  return {
    status,
    target: headers.get('x-switchyard-target'),
    attempts: headers.get('x-switchyard-attempts'),
    text,
    isWhole,
  };
}
