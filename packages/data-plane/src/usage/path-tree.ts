/** What lies at a path of names, and below it. */
export interface PathNode<T> {
  readonly value: T | null;
  readonly children: ReadonlyMap<string, PathNode<T>>;
}

interface OpenNode<T> {
  value: T | null;
  readonly children: Map<string, OpenNode<T>>;
}

/** Values by paths of names, for a reader that walks down JSON and skips what leads nowhere. */
export class PathTree<T> {
  readonly root: PathNode<T>;
  readonly #root: OpenNode<T> = { value: null, children: new Map() };

  constructor() {
    this.root = this.#root;
  }

  /** A path that has a value keeps it. */
  add(path: readonly string[], value: T): void {
    let node = this.#root;
    for (const name of path) {
      const child = node.children.get(name) ?? { value: null, children: new Map() };
      node.children.set(name, child);
      node = child;
    }
    node.value ??= value;
  }
}
