import { registerEnumType } from 'type-graphql';

/**
 * The kinds of configuration object. Each noun adds its own, in its module:
 *
 *     const kinds = { PROVIDER: 'A provider.' } as const;
 *     declare module '../../kernel/object-kind' {
 *       interface ObjectKinds extends KindsIn<typeof kinds> {}
 *     }
 */
export interface ObjectKinds {}
export type ObjectKind = keyof ObjectKinds;

/** @typeParam Described each kind with its description */
export type KindsIn<Described> = { readonly [Kind in keyof Described]: Kind };

/** The GraphQL enum, with the kinds of the loaded modules. */
export const ObjectKind: Partial<ObjectKinds> = {};
const valuesConfig: Partial<Record<ObjectKind, { readonly description: string }>> = {};
registerEnumType(ObjectKind, { name: 'ObjectKind', description: 'The kinds of configuration object.', valuesConfig });

/** Adds kinds, each with its description, to the GraphQL enum. */
export function registerObjectKinds(kinds: { readonly [Kind in ObjectKind]?: string }): void {
  for (const [kind, description] of Object.entries(kinds)) {
    Object.assign(ObjectKind, { [kind]: kind });
    Object.assign(valuesConfig, { [kind]: { description } });
  }
}
