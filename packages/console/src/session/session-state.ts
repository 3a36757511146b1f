import { useSyncExternalStore } from 'react';

/** `over`: somebody was signed in, and what they typed is still on the page. */
export type SessionState = 'unknown' | 'signed-in' | 'signed-out' | 'over';

let state: SessionState = 'unknown';
let signIns = 0;
const listeners = new Set<() => void>();

function setSessionState(next: SessionState): void {
  if (next === state) return;
  state = next;
  for (const listener of listeners) listener();
}

/** A session has begun, also one in the place of another. */
export function noteSignedIn(): void {
  signIns += 1;
  state = 'signed-in';
  for (const listener of listeners) listener();
}

/** A request was refused with 401. */
export function noteSessionOver(): void {
  setSessionState(state === 'signed-in' || state === 'over' ? 'over' : 'signed-out');
}

/** How often somebody has signed in on this page; it changes when a session follows one that ended. */
export function useSignIns(): number {
  return useSyncExternalStore(subscribe, () => signIns);
}

export function useSessionState(): SessionState {
  return useSyncExternalStore(subscribe, () => state);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
