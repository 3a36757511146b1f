import { percentile } from '@switchyard/conformance';
import { pause } from '@switchyard/runtime';
import { chatBody } from '../load/consumer-request';
import { OpenStreams } from '../load/open-streams';
import { cpuMicroseconds, residentBytes } from '../processes/process-tree';
import { type Metric, seriesOf } from '../report/scenario-result';
import { BARE_NODE } from '../variants/bare-node';
import { firstRequest, type RunningVariant, type Variant } from '../variants/variant';
import { measureRounds, type Scenario, withVariants, type Workbench } from './workbench';

/** On all streams together, so that no gateway but the dearest is saturated. */
const EVENTS_PER_SECOND = 5_000;
const REQUEST_BYTES = 1_000;
const WARM_UP_STREAMS = 50;
/** For memory to be freed that closed streams had. */
const SETTLE_MS = 500;
const BYTES_PER_KB = 1_000;

interface StreamFigures {
  readonly cpuMicrosecondsPerEvent: number | null;
  readonly kilobytesPerStream: number | null;
  readonly firstByteMs: number;
}

export const STREAMS: Scenario = {
  name: 'streams',
  title: 'What streamed answers cost',
  method: `Each gateway is restarted, warmed up with ${WARM_UP_STREAMS} streams, and then has all streams open at once. The upstream sends
${EVENTS_PER_SECOND.toLocaleString('en-US')} events per second on all of them together, spread evenly. CPU is counted per event that reaches a consumer; memory is the
growth of the process tree, divided by the number of streams; time to first byte is the median of the streams, which open at 500 per second.`,
  run: async (bench) => {
    const metrics: Metric[] = [];
    for (const count of bench.profile.streamCounts) {
      const name = `${count.toLocaleString('en-US')} streams`;
      const figures = await measureRounds(bench, name, bench.gateways, (variant) =>
        measureStreams(bench, variant, count),
      );
      metrics.push(
        { name, unit: 'µs of CPU per event', series: seriesOf(figures, (one) => one.cpuMicrosecondsPerEvent) },
        { name, unit: 'KB of memory per stream', series: seriesOf(figures, (one) => one.kilobytesPerStream) },
        { name, unit: 'ms to the first byte', series: seriesOf(figures, (one) => one.firstByteMs) },
      );
    }
    return { baseline: BARE_NODE.name, metrics };
  },
};

async function measureStreams(bench: Workbench, variant: Variant, count: number): Promise<StreamFigures> {
  const behaviour = { kind: 'stream', eventEveryMs: (count * 1_000) / EVENTS_PER_SECOND } as const;
  return withVariants(bench, behaviour, [variant], async ([running]) => {
    if (running === undefined) throw new Error(`${variant.name} was not started`);
    await withStreams(running, WARM_UP_STREAMS, () => pause(bench.profile.window.warmUpSeconds * 1_000));
    await pause(SETTLE_MS);
    const { pid } = running;
    const residentBefore = pid === null ? null : residentBytes(pid);
    return withStreams(running, count, async (streams) => {
      await pause(SETTLE_MS);
      const [cpuBefore, eventsBefore] = [pid === null ? null : cpuMicroseconds(pid), streams.eventCount];
      await pause(bench.profile.streamSeconds * 1_000);
      const events = streams.eventCount - eventsBefore;
      if (events === 0) throw new Error(`${variant.name} passed no event on`);
      return {
        cpuMicrosecondsPerEvent:
          pid === null || cpuBefore === null ? null : (cpuMicroseconds(pid) - cpuBefore) / events,
        kilobytesPerStream:
          pid === null || residentBefore === null ? null : (residentBytes(pid) - residentBefore) / count / BYTES_PER_KB,
        firstByteMs: percentile(streams.firstByteMs, 0.5),
      };
    });
  });
}

async function withStreams<T>(
  variant: RunningVariant,
  count: number,
  act: (streams: OpenStreams) => Promise<T>,
): Promise<T> {
  const gateway = { origin: variant.origin, request: firstRequest(variant) };
  const streams = await OpenStreams.open(gateway, chatBody(REQUEST_BYTES, { stream: true }), count);
  try {
    return await act(streams);
  } finally {
    streams.close();
  }
}
