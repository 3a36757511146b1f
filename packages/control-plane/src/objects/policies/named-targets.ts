import { TARGETS_PER_SIDE_MAX } from '@switchyard/contract';
import { z } from 'zod';
import { idSchema } from '../../kernel/rules/members';
import type { PolicyPatch, TargetDraft } from './policy-draft';

/** A target and its path within its side. */
export type PlacedTarget = Pick<TargetDraft, 'modelId' | 'endpointId' | 'path'>;

const targetSchema = z.object({ modelId: idSchema, endpointId: idSchema });
const listSchema = z.array(z.unknown()).catch([]);
const sideSchema = z.object({ targets: listSchema, primary: z.unknown().optional(), fallbacks: listSchema });

/** The targets that a side of an input names, whatever else is wrong with it; of too long a list those that it may have. */
export function targetsNamedIn(side: unknown): PlacedTarget[] {
  const given = sideSchema.safeParse(side);
  if (!given.success) return [];
  const { targets, primary, fallbacks } = given.data;
  const inList = (list: readonly unknown[], member: string) =>
    list.slice(0, TARGETS_PER_SIDE_MAX).map((target, index) => ({ target, path: [member, index] }));
  const placed = [
    ...inList(targets, 'targets'),
    { target: primary, path: ['primary'] },
    ...inList(fallbacks, 'fallbacks'),
  ];
  return placed.flatMap(({ target, path }) => {
    const named = targetSchema.safeParse(target);
    return named.success ? [{ ...named.data, path }] : [];
  });
}

/**
 * The same of both sides of a policy, without weights: only to check what they refer to. A side that the input does not give
 * is absent.
 */
export function sidesNamedIn(policy: unknown): PolicyPatch['sides'] {
  const side = (member: string) => {
    const given: unknown = typeof policy === 'object' && policy !== null ? Reflect.get(policy, member) : undefined;
    return given === undefined ? undefined : targetsNamedIn(given).map((target) => ({ ...target, weight: null }));
  };
  return { PRODUCTION: side('production'), SANDBOX: side('sandbox') };
}
