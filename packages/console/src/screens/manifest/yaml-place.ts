/** Where in a YAML text something is being typed. */
export interface YamlPlace {
  /** The names above it, from the outside in; elements of lists have none. */
  readonly path: readonly string[];
  /** The name whose value is being typed; null if a name is. */
  readonly key: string | null;
  /** What stands there so far. */
  readonly typed: string;
}

/** Indentation with the dashes of lists, then a name with its colon, then the rest. */
const LINE = /^(\s*(?:- +)*)(?:([\w.-]+):(?: +|$))?(.*)$/;
const NOTHING = /^\s*(#.*)?$/;

/**
 * @param above the lines above
 * @param line the line up to the cursor
 */
export function yamlPlace(above: readonly string[], line: string): YamlPlace {
  const [, indentation = '', key, typed = ''] = LINE.exec(line) ?? [];
  const path: string[] = [];
  let column = indentation.length;
  for (let at = above.length - 1; at >= 0 && column > 0; at -= 1) {
    const text = above[at] ?? '';
    if (NOTHING.test(text)) continue;
    const [, outer = '', name] = LINE.exec(text) ?? [];
    if (name === undefined || outer.length >= column) continue;
    path.unshift(name);
    column = outer.length;
  }
  return { path, key: key ?? null, typed };
}
