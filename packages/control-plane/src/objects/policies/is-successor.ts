import type { ImageValue } from '../../change/image-content';
import { nameKey } from '../../kernel/text/name-key';
import { givenNameIn, primaryIn, sidesIn } from './policy-sides';

/** Whether a desired failover policy has the name of a present one. */
export function hasSameName(desired: ImageValue, candidate: ImageValue): boolean {
  const [name, other] = [givenNameIn(desired), givenNameIn(candidate)];
  return name !== null && other !== null && nameKey(name) === nameKey(other);
}

/**
 * Whether a desired policy continues a present one of the same AI API and kind: for failover, the one with the
 * same primary model, as with `setPolicies`. The image of a failover policy alone has no `maxAttempts`.
 */
export function isSuccessor(desired: ImageValue, candidate: ImageValue): boolean {
  if (Reflect.get(desired, 'maxAttempts') !== undefined) return true;
  const [policy, other] = [sidesIn(desired), sidesIn(candidate)];
  const isSame = (side: 'production' | 'sandbox') => {
    const [primary, otherPrimary] = [primaryIn(policy[side]), primaryIn(other[side])];
    if (primary === undefined || otherPrimary === undefined) return false;
    return nameKey(primary.provider) === nameKey(otherPrimary.provider) && primary.model === otherPrimary.model;
  };
  return isSame('production') || isSame('sandbox');
}
