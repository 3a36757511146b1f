import type { Actor } from './actor';
import type { Role } from './role';

/** Who somebody has proved to be. */
export interface Identity {
  readonly actor: Actor;
  readonly role: Role;
  /** When the access token expires; null where it does not. */
  readonly expiresAt: Date | null;
}

/** Who makes a request, and under which id its log lines stand. */
export interface Caller extends Identity {
  readonly correlationId: string;
  /** The address that the request came from; null where it came from this process. */
  readonly remoteAddress: string | null;
}

/** The bearer of the administrator token of the settings. */
export const ADMINISTRATOR: Actor = { id: 'administrator', kind: 'ADMINISTRATOR_TOKEN', name: 'administrator' };

/** The control plane itself, such as for the demonstration. */
export const CONTROL_PLANE: Actor = { id: 'control-plane', kind: 'CONTROL_PLANE', name: 'control plane' };
