import { type Change, LASTING_KEY, MODELS } from './change';

/** What consumers can see of an AI API at one revision. */
export interface ExpectedAiApi {
  /** The one target of its policy. */
  readonly model: string;
  /** Which of its endpoint's URLs, and which credential. */
  readonly place: number;
  readonly credential: number;
  readonly hasAccess: boolean;
  /** Whether each key that was issued is valid. */
  readonly keys: readonly boolean[];
}

/** What consumers can see of the routing table of one revision. */
export type ExpectedTable = readonly ExpectedAiApi[];

/** What an upstream receives with a request. */
export interface Received {
  readonly model: string | null;
  readonly place: number;
  readonly credential: number;
}

/** The answer to a chat completion. */
export interface ExpectedAnswer {
  readonly status: 200 | 401 | 403;
  /** Null if no upstream is asked. */
  readonly received: Received | null;
}

/** The table before the first change. */
export function firstTable(aiApis: number): ExpectedTable {
  const keys: boolean[] = [];
  keys[LASTING_KEY] = true;
  return Array.from({ length: aiApis }, () => ({
    model: MODELS[0],
    place: 0,
    credential: 0,
    hasAccess: true,
    keys,
  }));
}

/** @throws Error if the table has no such AI API */
export function aiApiOf(table: ExpectedTable, aiApi: number): ExpectedAiApi {
  const found = table[aiApi];
  if (found === undefined) throw new Error(`there is no AI API ${aiApi}`);
  return found;
}

/** The table after a change. */
export function changedTable(table: ExpectedTable, change: Change): ExpectedTable {
  const before = aiApiOf(table, change.aiApi);
  return table.with(change.aiApi, { ...before, ...differenceBy(change, before) });
}

function differenceBy(change: Change, { keys }: ExpectedAiApi): Partial<ExpectedAiApi> {
  switch (change.kind) {
    case 'issue-key':
      return { keys: [...keys, true] };
    case 'revoke-key':
      return { keys: keys.with(change.key, false) };
    case 'set-policy':
      return { model: change.model };
    case 'move-endpoint':
      return { place: change.place, credential: change.credential };
    case 'rotate-credential':
      return { credential: change.credential };
    case 'revoke-access':
      return { hasAccess: false };
    case 'grant-access':
      return { hasAccess: true };
  }
}

/** What a data plane with this table answers to a key, which may be one that was not issued yet. */
export function expectedAnswer(table: ExpectedTable, aiApi: number, key: number): ExpectedAnswer {
  const { model, place, credential, hasAccess, keys } = aiApiOf(table, aiApi);
  if (keys[key] !== true) return { status: 401, received: null };
  if (!hasAccess) return { status: 403, received: null };
  return { status: 200, received: { model, place, credential } };
}
