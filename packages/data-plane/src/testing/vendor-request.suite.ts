import type { ProviderProfile } from '@switchyard/contract';
import type { RecordedRequest } from '@switchyard/simulator';
import { credentialOf } from '@switchyard/test-entries';
import { gateway, simulator } from './simulated-gateway.suite';

/** Serves the AI API with another vendor's profile, with endpoint URLs typical for that vendor. */
export function speak(profile: ProviderProfile): void {
  gateway.provider.profile = profile;
  gateway.moveEndpoints(simulator.url);
}

export const roundRobin = (...production: string[]) => gateway.setPolicies({ kind: 'ROUND_ROBIN', production });

export function post(path: string, body: FormData | object, headers: Record<string, string> = {}): Promise<Response> {
  const isJson = typeof body === 'object' && Object.getPrototypeOf(body) === Object.prototype;
  return fetch(`${gateway.url}/support/chat/${path}`, {
    method: 'POST',
    headers: { 'x-api-key': gateway.liveKey, ...(isJson ? { 'content-type': 'application/json' } : {}), ...headers },
    body: isJson ? JSON.stringify(body) : (body as FormData),
  });
}

/** The only request that the upstream has received. */
export function received(): {
  path: string;
  body: string;
  header: (name: string) => string | null;
  model: string | null;
} {
  const requests = simulator.requests();
  expect(requests).toHaveLength(1);
  const { path, bodyBase64, rawHeaders, model } = requests[0] as RecordedRequest;
  const header = (name: string) => {
    const at = rawHeaders.findIndex((text, index) => index % 2 === 0 && text.toLowerCase() === name);
    return at === -1 ? null : (rawHeaders[at + 1] ?? null);
  };
  return { path, model, header, body: Buffer.from(bodyBase64 ?? '', 'base64').toString() };
}

export const credential = credentialOf('production');
export const messages = [{ role: 'user', content: 'hello' }];
