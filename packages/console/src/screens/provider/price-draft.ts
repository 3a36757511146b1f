import type { PriceFragment, UpdateModelMutationVariables } from './documents.generated';

/** What a price says for each kind of tokens, and for each request. */
export const RATES = [
  { name: 'inputPerMillion', label: 'Prompt', isRequired: true },
  { name: 'outputPerMillion', label: 'Completion', isRequired: true },
  { name: 'cacheReadPerMillion', label: 'Prompt, from the cache', isRequired: false },
  { name: 'cacheWritePerMillion', label: 'Prompt, to the cache', isRequired: false },
  { name: 'cacheWriteHourPerMillion', label: 'Prompt, to the cache for an hour', isRequired: false },
  { name: 'reasoningPerMillion', label: 'Reasoning', isRequired: false },
] as const;
type RateName = (typeof RATES)[number]['name'] | 'perRequest';

/** A price as it is edited: texts, as they are typed. */
export interface PriceDraft extends Readonly<Record<RateName, string>> {
  /** Such as `2026-03-01T00:00`, in UTC. */
  readonly validFrom: string;
  /** What it was made from; null for a new one. What the form does not show of it stays. */
  readonly stored: PriceFragment | null;
}

type PriceInput = NonNullable<UpdateModelMutationVariables['input']['prices']>[number];

const MINUTE_DIGITS = 'yyyy-mm-ddThh:mm'.length;
export const PRICES_MAX = 4;

export function priceDrafts(prices: readonly PriceFragment[]): PriceDraft[] {
  return prices.map((stored) => ({
    validFrom: stored.validFrom.slice(0, MINUTE_DIGITS),
    inputPerMillion: stored.inputPerMillion,
    outputPerMillion: stored.outputPerMillion,
    cacheReadPerMillion: stored.cacheReadPerMillion ?? '',
    cacheWritePerMillion: stored.cacheWritePerMillion ?? '',
    cacheWriteHourPerMillion: stored.cacheWriteHourPerMillion ?? '',
    reasoningPerMillion: stored.reasoningPerMillion ?? '',
    perRequest: stored.perRequest,
    stored,
  }));
}

export function newPrice(nowMs: number): PriceDraft {
  return {
    validFrom: new Date(nowMs).toISOString().slice(0, MINUTE_DIGITS),
    inputPerMillion: '',
    outputPerMillion: '',
    cacheReadPerMillion: '',
    cacheWritePerMillion: '',
    cacheWriteHourPerMillion: '',
    reasoningPerMillion: '',
    perRequest: '0',
    stored: null,
  };
}

const AMOUNT = /^\d+(\.\d+)?$/;

/** What is no amount, by the path of its input: the API could say only that its type is wrong. */
export function priceProblems(drafts: readonly PriceDraft[]): Record<string, string> {
  const fields = [...RATES, { name: 'perRequest', isRequired: false } as const];
  const problems = drafts.flatMap((draft, index) =>
    fields
      .filter(({ name, isRequired }) => (draft[name].trim() === '' ? isRequired : !AMOUNT.test(draft[name].trim())))
      .map(({ name }) => [`prices.${index}.${name}`, 'Enter an amount, such as 2.50.']),
  );
  const dateless = drafts.flatMap(({ validFrom }, index) =>
    validFrom === '' ? [[`prices.${index}.validFrom`, 'Enter when it begins.']] : [],
  );
  return Object.fromEntries([...problems, ...dateless]) as Record<string, string>;
}

/** What the API takes, if it has no problems. */
export function priceInputs(drafts: readonly PriceDraft[]): PriceInput[] {
  const orNull = (text: string) => (text.trim() === '' ? null : text.trim());
  return drafts.map((draft) => {
    const { stored, validFrom } = draft;
    const isSame = stored?.validFrom.slice(0, MINUTE_DIGITS) === validFrom;
    return {
      validFrom: isSame && stored !== null ? stored.validFrom : `${validFrom}:00Z`,
      inputPerMillion: draft.inputPerMillion.trim(),
      outputPerMillion: draft.outputPerMillion.trim(),
      cacheReadPerMillion: orNull(draft.cacheReadPerMillion),
      cacheWritePerMillion: orNull(draft.cacheWritePerMillion),
      cacheWriteHourPerMillion: orNull(draft.cacheWriteHourPerMillion),
      reasoningPerMillion: orNull(draft.reasoningPerMillion),
      perRequest: orNull(draft.perRequest) ?? '0',
      ...(stored === null
        ? {}
        : { longPrompt: withoutTypes(stored.longPrompt), serviceTiers: withoutTypes(stored.serviceTiers) }),
    };
  });
}

/** The cache adds the names of types, which no input has. */
function withoutTypes<T>(value: T): T {
  const text = JSON.stringify(value, (key: string, member: unknown) => (key === '__typename' ? undefined : member));
  return JSON.parse(text ?? 'null') as T;
}

/** What of a price the form does not show; null if it shows all. */
export function hiddenParts({ stored }: PriceDraft): string | null {
  const tiers = stored?.serviceTiers.length ?? 0;
  const parts = [
    ...(stored?.longPrompt ? ['long prompts'] : []),
    ...(tiers > 0 ? [tiers === 1 ? 'a service tier' : `${tiers} service tiers`] : []),
  ];
  return parts.length === 0 ? null : parts.join(' and ');
}

/** The price that applies now. @param prices the latest first */
export function presentPrice(prices: readonly PriceFragment[], nowMs: number): PriceFragment | null {
  return prices.find(({ validFrom }) => Date.parse(validFrom) <= nowMs) ?? null;
}
