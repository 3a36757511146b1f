import { type FoundSite, type ModelSite } from './model-site';
import {
  locateModel,
  modelNames,
  pointerSegments,
  renameModels,
  spliceModel,
  type ModelLocation,
} from './model-splice';

/** The model in a member of a JSON body. @param pointer a JSON pointer, such as `/model` */
export function findInJson(body: Uint8Array, pointer: string): FoundSite {
  const located = locateModel(body, pointerSegments(pointer));
  return located.ok ? { ok: true, site: siteOf(body, located.location) } : located;
}

function siteOf(found: Uint8Array, location: ModelLocation): ModelSite {
  return {
    model: location.model,
    names: () => modelNames(found, location),
    put: (request, model) => ({ ...request, body: spliceModel(request.body, location, model) }),
    rename: (request, renamed) => ({ ...request, body: renameModels(request.body, location, renamed) }),
  };
}
