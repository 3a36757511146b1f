import { z } from 'zod';

/** The targets of one side of a policy, as inputs, manifests and images have them; null for an empty chain. */
export type SideOf<T> =
  | { readonly targets: readonly T[] }
  | { readonly primary: T; readonly fallbacks: readonly T[] }
  | null;

/** A target in an image, by names, or in an image's references, by ids. */
const imageTargetSchema = z.object({
  provider: z.string(),
  model: z.string(),
  endpoint: z.string(),
  weight: z.number().optional(),
});
export type ImageTarget = z.output<typeof imageTargetSchema>;

const imageSideSchema = z
  .union([
    z.object({ targets: z.array(imageTargetSchema) }),
    z.object({ primary: imageTargetSchema, fallbacks: z.array(imageTargetSchema) }),
  ])
  .nullable();
const imageSidesSchema = z.object({ production: imageSideSchema, sandbox: imageSideSchema });

/** The sides of a policy's image, or of its references. */
export function sidesIn(image: object): z.output<typeof imageSidesSchema> {
  return imageSidesSchema.parse(image);
}

/** The name that a policy's image was given; null for the default. */
export function givenNameIn(image: object): string | null {
  const name: unknown = Reflect.get(image, 'name');
  return typeof name === 'string' ? name : null;
}

/** The targets of a side in order, a chain's primary first. */
export function targetsIn<T>(side: SideOf<T>): readonly T[] {
  if (side === null) return [];
  return 'targets' in side ? side.targets : [side.primary, ...side.fallbacks];
}

/** The first target of a chain; undefined for an empty one, and for a list of targets. */
export function primaryIn<T>(side: SideOf<T>): T | undefined {
  return side !== null && 'primary' in side ? side.primary : undefined;
}

/** A side with each target replaced. @param replace is given the target's path within the side */
export function mapTargets<T, U>(side: SideOf<T>, replace: (target: T, path: string) => U): SideOf<U> {
  if (side === null) return null;
  if ('targets' in side) return { targets: side.targets.map((target, index) => replace(target, `targets.${index}`)) };
  return {
    primary: replace(side.primary, 'primary'),
    fallbacks: side.fallbacks.map((target, index) => replace(target, `fallbacks.${index}`)),
  };
}
