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
  /**
   * The same for a further place, where nothing is added.
   *
   * @param from the model at the request's first place: in JSON, a prefix before it (`models/` before `x` in `models/x`)
   *   is kept
   */
  rename(request: RoutedRequest, model: string, from: string | null): RoutedRequest;
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

/** The new name for a further place, with the prefix that it had before the first place's model. */
export function followingName(name: string, from: string | null, model: string): string {
  const isPrefixed = from !== null && from !== '' && name.endsWith(`/${from}`);
  return isPrefixed ? name.slice(0, name.length - from.length) + model : model;
}
