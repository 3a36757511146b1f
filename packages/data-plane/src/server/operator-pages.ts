import { jsonAnswer, type OperatorPage } from '@switchyard/runtime';

/** What operators' probes are told. */
export interface Readiness {
  /** Why this data plane should not get traffic; null if it should. */
  notReadyReason(): string | null;
  /** What keeps usage from being sent or stored; null for nothing. Requests are served all the same. */
  usageProblem(): string | null;
  /** The served revision, and when it was last known to be the newest, in ms since the epoch; null if that is not known. */
  table(): { readonly revision: number | null; readonly currentAtMs: number | null };
}

/** The content type of Prometheus' text format. */
const PROMETHEUS_TEXT = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * The pages of the operators' port: `/healthz` says that the process is alive, `/readyz` whether it should get traffic, `/metrics`
 * is for Prometheus.
 *
 * @param metrics their text
 */
export function operatorPages(
  readiness: Readiness,
  metrics: () => Promise<string>,
): Readonly<Record<string, OperatorPage>> {
  return {
    '/healthz': () => jsonAnswer(200, { status: 'ok' }),
    '/readyz': () => {
      const reason = readiness.notReadyReason();
      if (reason !== null) return jsonAnswer(503, { status: 'not ready', reason });
      const { revision, currentAtMs } = readiness.table();
      const tableAgeSeconds = currentAtMs === null ? null : Math.max(0, Math.round((Date.now() - currentAtMs) / 1_000));
      return jsonAnswer(200, { status: 'ready', revision, tableAgeSeconds, usageProblem: readiness.usageProblem() });
    },
    '/metrics': async () => ({ status: 200, contentType: PROMETHEUS_TEXT, body: await metrics() }),
  };
}
