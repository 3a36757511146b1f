import type { Actor } from './actor';
import type { Role } from './role';

/** An authenticated identity. */
export interface Identity {
  readonly actor: Actor;
  readonly role: Role;
  /** When the access token expires; null if it does not. */
  readonly expiresAt: Date | null;
}

/** The caller of a request, with the id that its log lines carry. */
export interface Caller extends Identity {
  readonly correlationId: string;
  /** The address that the request came from; null if it came from this process. */
  readonly remoteAddress: string | null;
  /** The session in the console; absent if the caller is a program, which sends a token. */
  readonly sessionId?: string;
}

/** The holder of the administrator token in the settings. */
export const ADMINISTRATOR: Actor = { id: 'administrator', kind: 'ADMINISTRATOR_TOKEN', name: 'administrator' };

/** The control plane itself, for example in the demonstration. */
export const CONTROL_PLANE: Actor = { id: 'control-plane', kind: 'CONTROL_PLANE', name: 'control plane' };

/** Makes the system revisions: see `SystemOperation`. */
export const SYSTEM: Actor = { id: 'system', kind: 'SYSTEM', name: 'system' };
