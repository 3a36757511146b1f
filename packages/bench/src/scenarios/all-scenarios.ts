import { ADDED_LATENCY } from './added-latency';
import { CHANGE_TO_EFFECT } from './change-to-effect';
import { CONTROL_PLANE } from './control-plane';
import { GROWTH } from './growth';
import { MEMORY } from './memory';
import { MEMORY_OVER_TIME } from './memory-over-time';
import { POLICIES } from './policies';
import { REQUEST_SIZES } from './request-sizes';
import { SATURATED_RATE } from './saturated-rate';
import { START_UP } from './start-up';
import { STREAMS } from './streams';
import { WORKERS } from './workers';
import type { Scenario } from './workbench';

/** Everything that the bench measures, in the order of its page. */
export const SCENARIOS: readonly Scenario[] = [
  REQUEST_SIZES,
  POLICIES,
  SATURATED_RATE,
  ADDED_LATENCY,
  STREAMS,
  MEMORY,
  MEMORY_OVER_TIME,
  WORKERS,
  GROWTH,
  START_UP,
  CHANGE_TO_EFFECT,
  CONTROL_PLANE,
];
