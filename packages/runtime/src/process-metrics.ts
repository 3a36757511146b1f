/** The part of a `prom-client` registry that is used here. */
export interface MetricRegister {
  removeSingleMetric(name: string): void;
}

/**
 * They count handles, requests and timers by their class in Node, which tells operators nothing, take longer to read the more
 * connections there are, and `promtool check metrics` refuses half of them, because they are gauges named like counters.
 */
const LEFT_OUT = ['handles', 'requests', 'resources'].flatMap((kind) => [
  `nodejs_active_${kind}`,
  `nodejs_active_${kind}_total`,
]);

/**
 * Adds what `prom-client` tells about the process: CPU, memory, open files, the event loop, garbage collection. They last as
 * long as the process, whoever reads them.
 *
 * @param collect `collectDefaultMetrics` of `prom-client`
 */
export function addProcessMetrics<Register extends MetricRegister>(
  register: Register,
  collect: (options: { readonly register: Register }) => void,
): void {
  collect({ register });
  for (const name of LEFT_OUT) register.removeSingleMetric(name);
}
