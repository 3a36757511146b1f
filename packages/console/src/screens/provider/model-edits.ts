/** What was typed into a list of models, apart from the list, which others may change meanwhile. */
export interface ModelEdits {
  /** Names. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export const NO_EDITS: ModelEdits = { added: [], removed: [] };

/** The present names as the form shows them: without those that were removed in it, with those that were added. */
export function editedNames(present: readonly string[], { added, removed }: ModelEdits): readonly string[] {
  const kept = present.filter((name) => !removed.includes(name));
  return [...kept, ...added.filter((name) => !present.includes(name))];
}

/** @param names what the form shows after the next edit. What is not in it was removed here; what is new was added. */
export function editsOf(present: readonly string[], names: readonly string[]): ModelEdits {
  return {
    added: names.filter((name) => !present.includes(name)),
    removed: present.filter((name) => !names.includes(name)),
  };
}
