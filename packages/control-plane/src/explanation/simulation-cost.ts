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
  // They are simulated twice if the input proposes a configuration: as it is, and as proposed.
  const times = isInput(input) && (typeof input.manifest === 'string' || isInput(input.policies)) ? 2 : 1;
  return Math.ceil((simulated * times) / SIMULATED_REQUESTS_PER_FIELD);
}

interface SimulationInput {
  readonly requests?: unknown;
  readonly manifest?: unknown;
  readonly policies?: unknown;
}

function isInput(value: unknown): value is SimulationInput {
  return typeof value === 'object' && value !== null;
}
