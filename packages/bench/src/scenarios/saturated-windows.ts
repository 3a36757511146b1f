import { chatBody } from '../load/consumer-request';
import { type LoadedWindow, measureWindow } from '../rounds/cpu-per-request';
import type { RunningVariant } from '../variants/variant';
import { closedLoops, type Loaded } from './closed-loops';
import { measureRounds, type Workbench } from './workbench';

/** Saturates each variant in every round, with request bodies of this size. @param what is measured */
export async function saturatedWindows(
  bench: Workbench,
  variants: readonly RunningVariant[],
  { requestBytes, connections }: { readonly requestBytes: number; readonly connections: number },
  what: string,
): Promise<Map<Loaded, LoadedWindow[]>> {
  const loops = await closedLoops(bench, variants, chatBody(requestBytes), connections);
  return measureRounds(bench, what, loops, ({ variant, load }) => measureWindow(variant, load, bench.profile.window));
}
