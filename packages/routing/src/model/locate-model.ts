import type { RoutedOperation } from '@switchyard/contract';
import type { CompiledOperation } from '../path/compile-operations';
import { type Counterpart, counterpartPath, counterpartQuery } from '../path/counterpart';
import { isForm } from './form-scan';
import { findInForm } from './form-site';
import { findInHeaders } from './header-site';
import { findInJson } from './json-site';
import {
  type FoundSite,
  isNameOf,
  type ModelRefusal,
  type ModelSite,
  refuseModel,
  type Renaming,
  renaming,
  type RoutedRequest,
} from './model-site';
import type { OperationMatch } from '../path/match-operation';
import type { ModelSegment } from '../path/model-segment';
import { encodeSegment, siteInPath } from './path-site';
import { findInQuery } from './query-site';

/** A request whose model is known. */
export interface LocatedModel {
  readonly ok: true;
  /** Null if it names none. */
  readonly model: string | null;
  /** The request's; null if it has none. */
  readonly contentType: string | null;
  /**
   * The request rewritten for a model: every place that names a model names this one; everything else is unchanged.
   */
  rewrite(model: string): RoutedRequest;
  /**
   * The same for a request whose model the vendor may not see, even where the vendor does not look for it: an alias, or
   * another provider's model.
   *
   * @returns a refusal of a body in which the model cannot be found for certain
   */
  rewriteHiding(model: string): RoutedRequest | ModelRefusal;
  /**
   * The same for another provider: at its own path, and with the model wherever either of the two profiles looks for it,
   * so that no other name reaches that provider.
   *
   * @returns a refusal if that provider could not find the model in the body, or the request's could not be hidden
   */
  rewriteFor(counterpart: Counterpart, model: string): RoutedRequest | ModelRefusal;
}

/** Where SDKs name the model even if the vendor does not look for it there. */
const REPEATED_MEMBER = '/model';
const REPEATED_FIELD = 'model';

/** A place of an operation, and what the request has there. */
interface PlacedSite {
  readonly place: RoutedOperation;
  readonly site: ModelSite;
}

/**
 * Finds the model of a request for a routed operation at the places in the profile.
 *
 * The operation's first place picks the policy, and gets the model if it names none. Further places may name none, and
 * then stay unchanged; if they name one, it must be that of the first place, alone or after a slash (Gemini: `x` in the
 * path, `models/x` in the body).
 */
export function locateRequestModel(match: OperationMatch, request: RoutedRequest): LocatedModel | ModelRefusal {
  const contentType = headerOf(request.headers, 'content-type');
  const sites: PlacedSite[] = [];
  for (const place of placesFor(match.operation, contentType)) {
    const found = findSite(place, match.modelSegment, request, contentType);
    if (!found.ok) return found;
    sites.push({ place, site: found.site });
  }
  const [first] = sites;
  if (first === undefined) throw new Error('an operation was compiled without a location for its model');
  const { model } = first.site;
  if (sites.length > 1 && !sites.every(({ site }) => site === first.site || follows(site, model))) {
    return refuseModel('The request names two different models: use the same one everywhere.');
  }
  return new LocatedRequest(request, match.modelSegment, first, sites, contentType);
}

class LocatedRequest implements LocatedModel {
  readonly ok = true;
  readonly model: string | null;
  readonly #request: RoutedRequest;
  readonly #modelSegment: ModelSegment | null;
  readonly #first: PlacedSite;
  /** In the order of the operation's places. */
  readonly #sites: readonly PlacedSite[];

  constructor(
    request: RoutedRequest,
    modelSegment: ModelSegment | null,
    first: PlacedSite,
    sites: readonly PlacedSite[],
    readonly contentType: string | null,
  ) {
    this.#request = request;
    this.#modelSegment = modelSegment;
    this.#first = first;
    this.#sites = sites;
    this.model = first.site.model;
  }

  rewrite(model: string): RoutedRequest {
    let rewritten = this.#first.site.put(this.#request, model);
    if (this.#sites.length > 1) {
      for (const placed of this.#sites) {
        if (placed !== this.#first) rewritten = this.#rename(rewritten, placed.place, model);
      }
    }
    return rewritten;
  }

  rewriteHiding(model: string): RoutedRequest | ModelRefusal {
    return this.#renameRepeated(this.rewrite(model), [], model);
  }

  rewriteFor(counterpart: Counterpart, model: string): RoutedRequest | ModelRefusal {
    const path = counterpartPath(counterpart, encodeSegment(model));
    const query = counterpartQuery(counterpart, this.#request.query);
    let rewritten: RoutedRequest = { ...this.#request, path, query };
    const theirs = placesFor(counterpart.operation, this.contentType);
    for (const { place } of this.#sites) {
      // The path has the model already. At the places of both, the other provider's order decides.
      if (isInPath(place) || theirs.some((other) => isSamePlace(other, place))) continue;
      rewritten = this.#rename(rewritten, place, model);
    }
    for (const [index, place] of theirs.entries()) {
      if (isInPath(place)) continue;
      const found = this.#siteIn(rewritten, place);
      if (!found.ok) return found;
      const { site } = found;
      rewritten = index === 0 ? site.put(rewritten, model) : site.rename(rewritten, this.#renamingAll(model));
    }
    return this.#renameRepeated(rewritten, theirs, model);
  }

  /**
   * Renames the model in the member or form field `model` of a body where neither profile looks for it: SDKs repeat it
   * there, beside a deployment in the path. Anything but the request's model is left as it is, and so is a body that is
   * not JSON or a form at all.
   *
   * @returns a refusal of a body in which a parser could read a model that is not found here: twice in different case,
   *   too often, or beside another value
   */
  #renameRepeated(
    request: RoutedRequest,
    theirs: readonly RoutedOperation[],
    model: string,
  ): RoutedRequest | ModelRefusal {
    const { model: from } = this;
    if (from === null) return request;
    const isInForm = this.contentType !== null && isForm(this.contentType);
    const isThere = ({ modelPlace, modelKey }: RoutedOperation) =>
      isInForm
        ? modelPlace === 'FORM_FIELD' && modelKey === REPEATED_FIELD
        : modelPlace === 'JSON_BODY' && modelKey === REPEATED_MEMBER;
    if (theirs.some(isThere) || this.#sites.some(({ place }) => isThere(place))) return request;
    const found = isInForm
      ? findInForm(request.body, this.contentType, REPEATED_FIELD)
      : findInJson(request.body, REPEATED_MEMBER);
    if (!found.ok) return found.code === 'invalid_model' ? found : request;
    const isRepeated = found.site.names().some((name) => isNameOf(from, name));
    return isRepeated
      ? found.site.rename(
          request,
          renaming(from, model, (other) => other),
        )
      : request;
  }

  /** The request with every name at a place replaced; nothing is added. */
  #rename(request: RoutedRequest, place: RoutedOperation, model: string): RoutedRequest {
    const found = this.#siteIn(request, place);
    return found.ok ? found.site.rename(request, this.#renamingAll(model)) : request;
  }

  /** For places where a profile looks: whatever they name, they name this model then. */
  #renamingAll(model: string): Renaming {
    return renaming(this.model, model, () => model);
  }

  /** A place in the request as rewritten so far. In a body that has changed it is found anew. */
  #siteIn(request: RoutedRequest, place: RoutedOperation): FoundSite {
    const isUnchanged = request.body === this.#request.body;
    const known = isUnchanged ? this.#sites.find((each) => isSamePlace(each.place, place)) : undefined;
    if (known !== undefined) return { ok: true, site: known.site };
    return findSite(place, this.#modelSegment, request, this.contentType);
  }
}

function isInPath({ modelPlace }: RoutedOperation): boolean {
  return modelPlace === 'PATH';
}

function isSamePlace(one: RoutedOperation, other: RoutedOperation): boolean {
  return one.modelPlace === other.modelPlace && one.modelKey === other.modelKey;
}

/** If an operation accepts JSON and forms, the request's content type decides. */
function placesFor({ places }: CompiledOperation, contentType: string | null): readonly RoutedOperation[] {
  if (places.length === 1) return places;
  const has = (place: RoutedOperation['modelPlace']) => places.some(({ modelPlace }) => modelPlace === place);
  if (!has('FORM_FIELD') || !has('JSON_BODY')) return places;
  const other = contentType !== null && isForm(contentType) ? 'JSON_BODY' : 'FORM_FIELD';
  return places.filter(({ modelPlace }) => modelPlace !== other);
}

function findSite(
  { modelPlace, modelKey }: RoutedOperation,
  modelSegment: ModelSegment | null,
  request: RoutedRequest,
  contentType: string | null,
): FoundSite {
  const key = modelKey ?? '';
  switch (modelPlace) {
    case 'JSON_BODY':
      return findInJson(request.body, key);
    case 'FORM_FIELD':
      return findInForm(request.body, contentType, key);
    case 'HEADER':
      return { ok: true, site: findInHeaders(request.headers, key) };
    case 'QUERY_PARAMETER':
      return { ok: true, site: findInQuery(request.query, key) };
    case 'PATH':
      if (modelSegment === null) throw new Error('an operation without {model} was compiled with the place PATH');
      return { ok: true, site: siteInPath(modelSegment) };
  }
}

function follows(site: ModelSite, model: string | null): boolean {
  return site.names().every((name) => model !== null && isNameOf(model, name));
}

function headerOf(headers: readonly string[], name: string): string | null {
  for (let index = 0; index + 1 < headers.length; index += 2) {
    if (headers[index] === name) return headers[index + 1] ?? null;
  }
  return null;
}
