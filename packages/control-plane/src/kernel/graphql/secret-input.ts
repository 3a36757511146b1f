import type { GraphQLInputField } from 'graphql';
import { Extensions } from 'type-graphql';

/** Marks a member of an input that takes a secret: error messages show `…` in place of its value. */
export const SecretInput = () => Extensions({ secret: true });

/** Whether a member of an input is marked with `SecretInput`. */
export function isSecretInput({ extensions }: GraphQLInputField): boolean {
  return extensions['secret'] === true;
}
