import { until } from '@switchyard/runtime';
import type { Program } from '../harness/program';

const ACQUIRED = 'acquired the publication lease';

/** Waits until a control plane has acquired the lease so many times. */
export async function untilPublishes(controlPlane: Program, times = 1): Promise<void> {
  await until(() => controlPlane.output.split(ACQUIRED).length > times, 'the control plane acquires the lease', {
    everyMs: 1,
  });
}
