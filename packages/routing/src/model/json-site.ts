import type { FoundSite, ModelSite, Renaming, RoutedRequest } from './model-site';
import {
  locateModel,
  modelNames,
  pointerSegments,
  renameModels,
  spliceModel,
  type ModelLocation,
} from './model-splice';

/** Profiles have few pointers, so their segments are remembered. */
const SEGMENTS_REMEMBERED_MAX = 256;
const segmentsOf = new Map<string, readonly string[]>();

/** The model in a member of a JSON body. @param pointer a JSON pointer, such as `/model` */
export function findInJson(body: Uint8Array, pointer: string): FoundSite {
  const located = locateModel(body, segmentsOf.get(pointer) ?? readSegments(pointer));
  return located.ok ? { ok: true, site: new JsonSite(body, located.location) } : located;
}

function readSegments(pointer: string): readonly string[] {
  const segments = pointerSegments(pointer);
  if (segmentsOf.size < SEGMENTS_REMEMBERED_MAX) segmentsOf.set(pointer, segments);
  return segments;
}

class JsonSite implements ModelSite {
  readonly model: string | null;
  readonly #found: Uint8Array;
  readonly #location: ModelLocation;

  constructor(found: Uint8Array, location: ModelLocation) {
    this.model = location.model;
    this.#found = found;
    this.#location = location;
  }

  names(): readonly string[] {
    return modelNames(this.#found, this.#location);
  }

  put(request: RoutedRequest, model: string): RoutedRequest {
    return { ...request, body: spliceModel(request.body, this.#location, model) };
  }

  rename(request: RoutedRequest, renamed: Renaming): RoutedRequest {
    return { ...request, body: renameModels(request.body, this.#location, renamed) };
  }
}
