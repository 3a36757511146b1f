import type { LagState } from '../../publication/publication-lag';

export interface ReadinessParts {
  readonly databaseAnswers: () => Promise<boolean>;
  readonly publication: () => LagState;
}

/** What `/readyz` answers. Without publication the API still works, and says why in `publicationProblem`; so it stays ready. */
export async function readiness({ databaseAnswers, publication }: ReadinessParts) {
  const ready = await databaseAnswers();
  const status = ready ? 'ok' : 'the database is unavailable';
  return { status: ready ? 200 : 503, content: { status, publication: publication() } };
}
