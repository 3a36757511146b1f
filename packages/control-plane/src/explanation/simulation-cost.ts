import { SIMULATED_REQUESTS_MAX } from './explain-route-rules';

/** Simulating this many requests takes no longer than resolving one field. */
const SIMULATED_REQUESTS_PER_FIELD = 4;

/**
 * The cost of a simulation, counted in fields.
 *
 * @param argument gives an argument's value, from the document or its variables
 */
export function simulationCost(argument: (name: string) => unknown): number {
  const input = argument('input');
  const requests = isInput(input) && typeof input.requests === 'number' ? input.requests : 0;
  const simulated = Math.min(Math.max(requests, 0), SIMULATED_REQUESTS_MAX);
  // With a manifest they are simulated twice.
  const times = isInput(input) && typeof input.manifest === 'string' ? 2 : 1;
  return Math.ceil((simulated * times) / SIMULATED_REQUESTS_PER_FIELD);
}

function isInput(value: unknown): value is { readonly requests?: unknown; readonly manifest?: unknown } {
  return typeof value === 'object' && value !== null;
}
