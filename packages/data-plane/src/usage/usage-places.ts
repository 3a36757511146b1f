import type { ProviderProfile } from '@switchyard/contract';
import { PathTree } from './path-tree';

/** What an answer can tell about itself and the tokens that it used. */
export const USAGE_FACTS = [
  'model',
  'serviceTier',
  'prompt',
  'extraPrompt',
  'cached',
  'cacheWrite',
  'cacheWriteHour',
  'completion',
  'reasoning',
  'total',
] as const;
export type UsageFact = (typeof USAGE_FACTS)[number];

/** A place where a fact may stand. Of the places of one fact the first one present counts. */
export interface UsagePlace {
  readonly fact: UsageFact;
  readonly rank: number;
}

const HEADER = 'header:';

/** Where answers tell their usage, compiled once per profile. */
export class UsagePlaces {
  /** The places in JSON. */
  readonly tree = new PathTree<UsagePlace>();
  /** The places in headers, by the header's name in lower case. */
  readonly headers = new Map<string, UsagePlace>();
  /**
   * Finds, in JSON with each byte as a character, whether it can hold a number of tokens: an event without one need not be
   * parsed. Null if there is no place in JSON.
   */
  readonly mention: RegExp | null;
  /** Whether a response can name the model that gave it. */
  readonly namesModel: boolean;
  readonly promptIncludesCache: boolean;
  readonly completionIncludesReasoning: boolean;

  constructor(profile: ProviderProfile) {
    this.namesModel = profile.responseModelPath !== null;
    this.promptIncludesCache = profile.promptIncludesCache;
    this.completionIncludesReasoning = profile.completionIncludesReasoning;
    const names = new Set<string>();
    for (const [fact, places] of Object.entries(pathsOf(profile)) as [UsageFact, string | null][]) {
      for (const [rank, place] of (places?.split(' ') ?? []).entries()) {
        if (place.startsWith(HEADER)) {
          this.headers.set(place.slice(HEADER.length), { fact, rank });
          continue;
        }
        const segments = segmentsOf(place);
        this.tree.add(segments, { fact, rank });
        const last = segments.at(-1);
        if (last !== undefined && fact !== 'model' && fact !== 'serviceTier') names.add(last);
      }
    }
    this.mention = names.size === 0 ? null : new RegExp(`"(?:${[...names].map(literal).join('|')})"\\s*:\\s*\\d`);
  }
}

function pathsOf(profile: ProviderProfile): Record<UsageFact, string | null> {
  return {
    model: profile.responseModelPath,
    serviceTier: profile.serviceTierPath,
    prompt: profile.promptTokensPath,
    extraPrompt: profile.extraPromptTokensPath,
    cached: profile.cachedTokensPath,
    cacheWrite: profile.cacheWriteTokensPath,
    cacheWriteHour: profile.cacheWriteHourTokensPath,
    completion: profile.completionTokensPath,
    reasoning: profile.reasoningTokensPath,
    total: profile.totalTokensPath,
  };
}

/** The names in a JSON pointer (RFC 6901). */
function segmentsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** A pattern for a name in JSON, in UTF-8 with each byte as a character. */
function literal(name: string): string {
  const bytes = Buffer.from(JSON.stringify(name).slice(1, -1)).toString('latin1');
  return bytes.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
