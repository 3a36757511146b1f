import { registerEnumType } from 'type-graphql';

export const Role = {
  VIEWER: 'VIEWER',
  EDITOR: 'EDITOR',
  ADMIN: 'ADMIN',
} as const;
export type Role = keyof typeof Role;
registerEnumType(Role, {
  name: 'Role',
  description: 'What a caller may do; each role may do what the ones before it may.',
  valuesConfig: {
    VIEWER: { description: 'May read everything but access tokens and audit events.' },
    EDITOR: { description: 'May also change the configuration, consumers and their keys.' },
    ADMIN: { description: 'May also manage access tokens and read audit events.' },
  },
});

const RANKS: Record<Role, number> = { VIEWER: 1, EDITOR: 2, ADMIN: 3 };

/** Whether a caller of the one role may do what needs the other. */
export function allows(held: Role, needed: Role): boolean {
  return RANKS[held] >= RANKS[needed];
}

/** The one of two roles that more callers have. */
export function lesser(one: Role, other: Role): Role {
  return RANKS[one] <= RANKS[other] ? one : other;
}
