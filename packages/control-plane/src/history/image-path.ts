import { z } from 'zod';
import type { ObjectKind } from '../kernel/object-kind';
import { policyLabel } from '../objects/policies/policy-label';
import type { PolicyKind } from '../objects/policies/policy-kind';
import type { ImageValue } from '../change/image-content';

/** The members of images that paths are made of. */
const namesSchema = z.object({
  name: z.string(),
  displayName: z.string(),
  provider: z.string(),
  aiApi: z.string(),
  consumer: z.string(),
});
const sideSchema = z.object({ targets: z.array(z.object({ model: z.string() })) });
const sidesSchema = z.object({ production: sideSchema, sandbox: sideSchema });

/** The names that lead to an object, its own last, as its image says. */
export function imagePath(kind: ObjectKind, value: ImageValue): string[] {
  const the = (member: keyof typeof namesSchema.shape) => namesSchema.shape[member].parse(Reflect.get(value, member));
  switch (kind) {
    case 'PROVIDER':
    case 'AI_API':
    case 'CONSUMER':
    case 'ACCESS_TOKEN':
      return [the('name')];
    case 'MODEL':
    case 'ENDPOINT':
      return [the('provider'), the('name')];
    case 'ROUND_ROBIN_POLICY':
      return [the('aiApi'), labelOf('ROUND_ROBIN', value)];
    case 'WEIGHTED_ROUND_ROBIN_POLICY':
      return [the('aiApi'), labelOf('WEIGHTED_ROUND_ROBIN', value)];
    case 'FAILOVER_POLICY':
      return [the('aiApi'), labelOf('FAILOVER', value)];
    case 'ACCESS_GRANT':
      return [the('consumer'), the('aiApi')];
    case 'CONSUMER_KEY':
      return [the('consumer'), the('displayName')];
  }
}

function labelOf(kind: PolicyKind, value: ImageValue): string {
  const { production, sandbox } = sidesSchema.parse(value);
  const primaries = [production, sandbox].flatMap(({ targets: [primary] }) => (primary ? [primary.model] : []));
  return policyLabel({ kind }, [...new Set(primaries)]);
}
