import type { Actor } from './actor';

/** Who makes a request, and under which id its log lines stand. */
export interface Caller {
  readonly actor: Actor;
  readonly correlationId: string;
}

/** The bearer of the administrator token of the settings. */
export const ADMINISTRATOR: Actor = { id: 'administrator', kind: 'ADMINISTRATOR_TOKEN', name: 'administrator' };

/** The control plane itself, such as for the demonstration. */
export const CONTROL_PLANE: Actor = { id: 'control-plane', kind: 'CONTROL_PLANE', name: 'control plane' };
