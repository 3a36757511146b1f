import type { ImageValue } from '../../change/image-content';

interface Sides {
  readonly maxAttempts?: number;
  readonly production?: { readonly targets: readonly { readonly model: string }[] };
  readonly sandbox?: { readonly targets: readonly { readonly model: string }[] };
}

/**
 * Whether a desired policy continues a present one of the same AI API and kind: for failover, the one with the
 * same primary model, as with `setPolicies`. The image of a failover policy alone has no `maxAttempts`.
 */
export function isSuccessor(desired: ImageValue, candidate: ImageValue): boolean {
  const [policy, other]: [Sides, Sides] = [desired, candidate];
  if (policy.maxAttempts !== undefined) return true;
  const isSame = (side: 'production' | 'sandbox') => {
    const primary = policy[side]?.targets[0]?.model;
    return primary !== undefined && primary === other[side]?.targets[0]?.model;
  };
  return isSame('production') || isSame('sandbox');
}
