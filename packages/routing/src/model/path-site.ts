import type { ModelSegment } from '../path/model-segment';
import type { ModelSite } from './model-site';

/** The model in a segment of the path. */
export function siteInPath(segment: ModelSegment): ModelSite {
  const put: ModelSite['put'] = (request, model) => {
    // A path that already names this model keeps its spelling.
    if (model === segment.model) return request;
    const { path } = request;
    const written = `${segment.before}${encodeSegment(model)}${segment.after}`;
    return { ...request, path: path.slice(0, segment.start) + written + path.slice(segment.end) };
  };
  return {
    model: segment.model,
    names: () => [segment.model],
    put,
    rename: (request, renamed) => put(request, renamed(segment.model)),
  };
}

/**
 * Characters besides letters and digits that need no encoding in a segment (RFC 3986, section 3.3) and that SDKs leave
 * alone.
 */
const BARE = /%(?:24|26|2B|2C|3A|3B|3D|40)/g;

/** A model's name as the text of a path segment. */
export function encodeSegment(model: string): string {
  return encodeURIComponent(model).replaceAll(BARE, (escape) => decodeURIComponent(escape));
}
