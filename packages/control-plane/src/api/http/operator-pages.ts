import { jsonAnswer, type OperatorPage } from '@switchyard/runtime';
import { readiness, type ReadinessParts } from './readiness';

/** The content type of Prometheus' text format. */
const PROMETHEUS_TEXT = 'text/plain; version=0.0.4; charset=utf-8';

/** What the operators' port answers: the same as the API's port, and the metrics. @param metrics their text */
export function operatorPages(
  parts: ReadinessParts,
  metrics: () => Promise<string>,
): Readonly<Record<string, OperatorPage>> {
  return {
    '/healthz': () => jsonAnswer(200, { status: 'ok' }),
    '/readyz': async () => {
      const { status, content } = await readiness(parts);
      return jsonAnswer(status, content);
    },
    '/metrics': async () => ({ status: 200, contentType: PROMETHEUS_TEXT, body: await metrics() }),
  };
}
