import { activity } from './activity';
import { failureOfResponse } from './session-failure';

/** What each request of the console has; no other site can send it. */
export function consoleHeaders(): Readonly<Record<string, string>> {
  const own = { 'x-switchyard-console': '1' };
  return activity.request() ? own : { ...own, 'x-switchyard-background': '1' };
}

async function post(path: string, body: object): Promise<Response> {
  return fetch(path, {
    method: 'POST',
    headers: { ...consoleHeaders(), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** @returns null when signed in, otherwise why not */
export async function signIn(credential: { token: string } | { link: string }): Promise<string | null> {
  try {
    const response = await post('/session', credential);
    if (!response.ok) return await failureOfResponse(response);
    activity.told();
    return null;
  } catch {
    return 'The control plane does not answer. Try again.';
  }
}

/** @returns whether the session has ended */
export async function signOut(): Promise<boolean> {
  try {
    return (await post('/session/end', {})).ok;
  } catch {
    return false;
  }
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
