import { PLAIN_REQUEST, type Variant } from './variant';

/** No gateway: consumers call the upstream themselves. What the others add is the difference to this. */
export const DIRECT: Variant = {
  name: 'no gateway',
  start: async ({ upstream }) => ({
    name: DIRECT.name,
    origin: upstream.origin,
    requests: [PLAIN_REQUEST],
    pid: null,
    startMs: 0,
    stop: async () => undefined,
  }),
};
