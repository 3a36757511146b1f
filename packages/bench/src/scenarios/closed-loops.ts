import { ClosedLoop } from '../load/closed-loop';
import type { RunningVariant } from '../variants/variant';
import type { Workbench } from './workbench';

/** A variant with load that saturates it. */
export interface Loaded {
  readonly name: string;
  readonly variant: RunningVariant;
  readonly load: ClosedLoop;
}

/** Prepares saturating load for each variant. @param body of every request */
export async function closedLoops(
  { cleanUps }: Workbench,
  variants: readonly RunningVariant[],
  body: string,
  connections: number,
): Promise<Loaded[]> {
  const loops: Loaded[] = [];
  for (const variant of variants) {
    const load = await ClosedLoop.prepare(variant.origin, variant.requests, body, connections, cleanUps);
    loops.push({ name: variant.name, variant, load });
  }
  return loops;
}
