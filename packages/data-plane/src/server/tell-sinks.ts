import type { SampledLog } from '@switchyard/runtime';
import type { EndedRequest, RequestSink } from '../trace/ended-request';

/** Who is told of requests, and the log for one that fails. */
export interface SinksContext {
  readonly requestSinks: readonly RequestSink[];
  readonly sampledLog: SampledLog;
}

/** Tells every sink that a request has ended. One that fails keeps it from no other. */
export function tellSinks({ requestSinks, sampledLog }: SinksContext, request: EndedRequest): void {
  for (const sink of requestSinks) {
    try {
      sink.onRequestEnded(request);
    } catch (error) {
      sampledLog.write('request sink', 'error', 'internal error while recording a request', () => ({
        requestId: request.id,
        err: error,
      }));
    }
  }
}
