import { failureOfResponse } from './session-failure';

/** Each request of the console has it; no other site can send it. */
export const CONSOLE_HEADERS = { 'x-switchyard-console': '1' } as const;

async function post(path: string, body: object): Promise<Response> {
  return fetch(path, {
    method: 'POST',
    headers: { ...CONSOLE_HEADERS, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** @returns null when signed in, otherwise why not */
export async function signIn(credential: { token: string } | { link: string }): Promise<string | null> {
  try {
    const response = await post('/session', credential);
    return response.ok ? null : await failureOfResponse(response);
  } catch {
    return 'The control plane does not answer. Try again.';
  }
}

export async function signOut(): Promise<void> {
  await post('/session/end', {});
}

/** A proof for the first message of a WebSocket; null if there is none, because the session is over or nobody answers. */
export async function fetchTicket(): Promise<string | null> {
  try {
    const response = await post('/session/ticket', {});
    if (!response.ok) return null;
    return ((await response.json()) as { ticket: string }).ticket;
  } catch {
    return null;
  }
}
