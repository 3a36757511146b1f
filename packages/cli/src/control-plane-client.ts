import { z } from 'zod';
import type { Document } from './documents/document';
import { errorCode, errorMessage, rootCause } from './error-code';
import { CliFailure } from './failure';
import { type ErrorContext, failureOfErrors, graphqlErrorsSchema, type SentManifest } from './graphql-errors';
import { readBody } from './read-body';
import type { Settings } from './settings';

/** Enough for the largest manifest as a JSON string within JSON. */
const ANSWER_BYTES_MAX = 128 * 1024 * 1024;
const STATUSES_UNAVAILABLE = [408, 429, 500, 502, 503, 504];
const STATUSES_DENIED = [401, 403];

const answerSchema = z.object({ data: z.unknown().optional(), errors: graphqlErrorsSchema.optional() });

export interface AskOptions {
  /** How long the control plane is asked to wait, in addition to the timeout. */
  readonly waitMs?: number;
  /** The manifest that is sent, for messages. */
  readonly manifest?: SentManifest;
  /** The references of the secrets that are sent, in order. */
  readonly secretReferences?: readonly string[];
}

/** A client of the GraphQL API. It never retries. */
export class ControlPlaneClient {
  readonly #settings: Settings;
  readonly #interrupted: AbortSignal;

  constructor(settings: Settings, interrupted: AbortSignal) {
    this.#settings = settings;
    this.#interrupted = interrupted;
  }

  /** The whole address of the GraphQL API. */
  get url(): string {
    return this.#settings.url;
  }

  /**
   * Sends a document and returns its data.
   *
   * @throws CliFailure for an error answer, an unexpected answer, or none
   */
  async ask<T>(document: Document<T>, variables: object, options: AskOptions = {}): Promise<T> {
    const { data, errors } = await this.#send(document, variables, options.waitMs ?? 0);
    if (errors !== undefined) throw failureOfErrors(errors, this.#errorContext(document, options));
    const answer = document.answer.safeParse(data);
    if (answer.success) return answer.data;
    const [issue] = answer.error.issues;
    const place = issue === undefined ? '' : ` at ${issue.path.join('.')}`;
    throw new CliFailure(
      'fault',
      `${this.#settings.url} sent a response that this version does not understand${place}.`,
    );
  }

  async #send<T>(document: Document<T>, variables: object, waitMs: number): Promise<z.infer<typeof answerSchema>> {
    const timeoutMs = this.#settings.requestTimeoutMs + waitMs;
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(this.#settings.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          authorization: `Bearer ${this.#settings.token.value}`,
        },
        body: JSON.stringify({ query: document.text, variables }),
        // The token must reach only the given address.
        redirect: 'manual',
        signal: AbortSignal.any([this.#interrupted, timeout]),
      });
      return this.#judge(response, await readBody(response, ANSWER_BYTES_MAX));
    } catch (error) {
      throw this.#failureOf(error, document, timeout.aborted ? timeoutMs : null);
    }
  }

  #judge(response: Response, body: string): z.infer<typeof answerSchema> {
    const answer = answerSchema.safeParse(parseJson(body));
    if (answer.success && (answer.data.data !== undefined || answer.data.errors !== undefined)) return answer.data;
    const { url } = this.#settings;
    const { status, headers } = response;
    const location = headers.get('location');
    if (status >= 300 && status < 400 && location !== null) {
      throw new CliFailure('usage', `${url} redirects to ${location}. Set --url or SWITCHYARD_URL to that address.`);
    }
    if (STATUSES_DENIED.includes(status)) {
      throw new CliFailure(
        'denied',
        `${url} answered ${status}, but not like a control plane: either a proxy in front of it refused the request, or ` +
          'the address is wrong. Check --url or SWITCHYARD_URL.',
      );
    }
    if (STATUSES_UNAVAILABLE.includes(status)) {
      throw new CliFailure('unavailable', `${url} answered ${status}, but not like a control plane. Try again later.`);
    }
    throw new CliFailure(
      'usage',
      `${url} answered ${status}, but not with GraphQL: it is not a control plane. Check --url or SWITCHYARD_URL.`,
    );
  }

  #failureOf<T>(error: unknown, document: Document<T>, timedOutAfterMs: number | null): CliFailure {
    const unknown = document.isMutation ? ` ${document.ifUnanswered}` : '';
    if (this.#interrupted.aborted) {
      const { reason } = this.#interrupted;
      if (!(reason instanceof CliFailure)) return new CliFailure('interrupted', `Interrupted.${unknown}`);
      return new CliFailure(reason.kind, `${reason.message}${unknown}`, reason.details);
    }
    if (error instanceof CliFailure) return error;
    const { url } = this.#settings;
    if (timedOutAfterMs !== null) {
      const waited = `${url} did not answer within ${timedOutAfterMs / 1000} s`;
      return new CliFailure('unavailable', `${waited}. Use --timeout to wait longer.${unknown}`);
    }
    const unsent = isConnectionRefusal(error);
    return new CliFailure(
      'unavailable',
      `No answer from ${url} (${networkFault(error)}). Is it running? Check --url or SWITCHYARD_URL.` +
        (unsent ? '' : unknown),
    );
  }

  #errorContext<T>(document: Document<T>, { manifest, secretReferences }: AskOptions): ErrorContext {
    return {
      url: this.#settings.url,
      tokenSource: this.#settings.token.source,
      manifest: manifest ?? null,
      secretReferences: secretReferences ?? [],
      ifUnanswered: document.isMutation ? document.ifUnanswered : null,
    };
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Without a connection nothing was sent, so nothing can have happened. */
function isConnectionRefusal(error: unknown): boolean {
  return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'].includes(
    errorCode(rootCause(error)) ?? '',
  );
}

function networkFault(error: unknown): string {
  const cause = rootCause(error);
  if (errorCode(cause) === 'ERR_SSL_WRONG_VERSION_NUMBER')
    return 'it does not speak TLS, but the address begins with https://';
  // If a name has several addresses, Node aggregates their errors without a message.
  return errorMessage(cause) || (errorCode(cause) ?? 'no connection');
}
