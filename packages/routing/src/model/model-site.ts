import type { GatewayErrorCode } from '@switchyard/contract';

/** The parts of a request for a routed operation that can name a model. */
export interface RoutedRequest {
  /** Below the AI API's base path, without a leading slash; accepted by `checkRequestPath`. */
  readonly path: string;
  /** Includes the `?`; empty if there is none. */
  readonly query: string;
  /** Alternating names, in lower case, and values. */
  readonly headers: readonly string[];
  readonly body: Uint8Array;
}

export type Renaming = (name: string) => string;

/** One place in a request where the model is, or belongs. */
export interface ModelSite {
  /** The model at the place: the last one if there are several; null if there is none. */
  readonly model: string | null;
  /** Every name at the place, whichever of them a server may read. */
  names(): readonly string[];
  /**
   * The request with another model: every name at the place is replaced, or the model is added if there is none. The
   * request's body must be the one in which the place was found.
   */
  put(request: RoutedRequest, model: string): RoutedRequest;
  /** The same with each name replaced by the one that `renamed` gives; nothing is added. */
  rename(request: RoutedRequest, renamed: Renaming): RoutedRequest;
}

/** Why a request's model cannot be determined. */
export interface ModelRefusal {
  readonly ok: false;
  readonly code: Extract<GatewayErrorCode, 'invalid_json' | 'invalid_form' | 'invalid_model'>;
  /** A sentence. */
  readonly message: string;
}

export type FoundSite = { readonly ok: true; readonly site: ModelSite } | ModelRefusal;

export function refuseModel(message: string): ModelRefusal {
  return { ok: false, code: 'invalid_model', message };
}

/** Whether a name is a model's, alone or after a slash: in Gemini's bodies `models/x` is the model `x`. */
export function isNameOf(model: string, name: string): boolean {
  return name === model || (model !== '' && name.endsWith(`/${model}`));
}

/**
 * Renames a model. A prefix before it (`models/`) is kept.
 *
 * @param from the present name; null if there is none
 * @param renameOther for a name that is not this model's
 */
export function renaming(from: string | null, to: string, renameOther: Renaming): Renaming {
  return (name) =>
    from !== null && isNameOf(from, name) ? name.slice(0, name.length - from.length) + to : renameOther(name);
}
