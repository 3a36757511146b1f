import { useSyncExternalStore } from 'react';

/** `over`: somebody was signed in, and what they typed is still on the page. */
export type SessionState = 'unknown' | 'signed-in' | 'signed-out' | 'over';

let state: SessionState = 'unknown';
const listeners = new Set<() => void>();

export function setSessionState(next: SessionState): void {
  if (next === state) return;
  state = next;
  for (const listener of listeners) listener();
}

/** A request was refused with 401. */
export function noteSessionOver(): void {
  setSessionState(state === 'signed-in' || state === 'over' ? 'over' : 'signed-out');
}

export function useSessionState(): SessionState {
  return useSyncExternalStore(subscribe, () => state);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
