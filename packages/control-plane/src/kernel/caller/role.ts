import { registerEnumType } from 'type-graphql';

export const Role = {
  VIEWER: 'VIEWER',
  EDITOR: 'EDITOR',
  ADMIN: 'ADMIN',
} as const;
export type Role = keyof typeof Role;
registerEnumType(Role, {
  name: 'Role',
  description: 'What a caller may do. Each role includes the roles before it.',
  valuesConfig: {
    VIEWER: { description: 'May read everything except access tokens and audit events.' },
    EDITOR: { description: 'May also change the configuration, consumers and their keys.' },
    ADMIN: { description: 'May also manage access tokens and read audit events.' },
  },
});

const RANKS: Record<Role, number> = { VIEWER: 1, EDITOR: 2, ADMIN: 3 };

/** Whether a caller with one role may do what requires the other. */
export function allows(held: Role, needed: Role): boolean {
  return RANKS[held] >= RANKS[needed];
}
