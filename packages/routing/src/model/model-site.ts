import type { GatewayErrorCode } from '@switchyard/contract';

/** A request for a routed operation, as far as it can name a model. */
export interface RoutedRequest {
  /** Below the AI API's base path, without a leading slash; passed by `checkRequestPath`. */
  readonly path: string;
  /** With its `?`; empty where there is none. */
  readonly query: string;
  /** Names, in lower case, and values in turn. */
  readonly headers: readonly string[];
  readonly body: Uint8Array;
}

/** One place of a request where the model stands, or should. */
export interface ModelSite {
  /** The model that the place names: the last one, where it names several; null where it names none. */
  readonly model: string | null;
  /** Every name that stands at the place, whichever of them a server may read. */
  names(): readonly string[];
  /**
   * The request with another model: every name at the place is replaced, and a place that names none gets it.
   *
   * @param follows the model of the request's first place, where this is a further one: what stands before that model
   *   in a name (`models/` before `x` in `models/x`) is kept, and nothing is added
   */
  put(request: RoutedRequest, model: string, follows: string | null): RoutedRequest;
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

/** The name that a further place gets: with what stood before the first place's model in it. */
export function followingName(name: string, follows: string, model: string): string {
  return name.slice(0, name.length - follows.length) + model;
}
