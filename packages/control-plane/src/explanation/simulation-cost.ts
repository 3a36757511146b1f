import { SIMULATED_REQUESTS_MAX } from './explain-route-rules';

/** So many simulated requests take as long as a field of an answer, or less. */
const SIMULATED_REQUESTS_PER_FIELD = 4;

/**
 * What simulating costs, in fields.
 *
 * @param argument gives the value of an argument as the document and its variables have it
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
