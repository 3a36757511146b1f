/**
 * The form in which names of objects are compared and sorted: two names that differ only in case are the same name. It
 * folds what `lower` folds under Postgres's collation "C", of which the columns `name_key` are made. Models have no such
 * key: their names are the vendor's, where case counts.
 */
export function nameKey(name: string): string {
  return name.replaceAll(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
}
