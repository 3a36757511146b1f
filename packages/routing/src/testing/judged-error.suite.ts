import {
  anthropicProfile,
  azureAiFoundryProfile,
  azureOpenaiProfile,
  geminiProfile,
  mistralProfile,
  openaiCompatibleProfile,
  openaiProfile,
  type ProviderProfile,
} from '@switchyard/contract';
import type { VendorError } from '../policy/error-rules';
import { judgeError } from '../policy/judge-error';
import type { RoutablePolicy } from '../policy/routable-policy';
import { entriesWith, roundRobin, routable, target } from './entry-fixture.suite';

/** Each profile with error rules that comes with Switchyard, by a short name. */
export const TEMPLATES: readonly (readonly [string, ProviderProfile])[] = [
  ['OpenAI', openaiProfile],
  ['Azure', azureOpenaiProfile],
  ['Foundry', azureAiFoundryProfile],
  ['Anthropic', anthropicProfile],
  ['Gemini', geminiProfile],
  ['Mistral', mistralProfile],
  ['compatible', openaiCompatibleProfile],
];

/** A policy with the default statuses and kinds. */
export const policy = routable(entriesWith([roundRobin(0, [target(0, 0)])])).production.loadBalancing as RoutablePolicy;

/** The model that the vendor was asked for. */
export const MODEL = 'a';

/** Judges errors of which a test gives what it is about. @param status of an error that gives none */
export function judging(status: number) {
  return (
    profile: ProviderProfile,
    given: Partial<VendorError>,
    by: RoutablePolicy | null = policy,
    model: string | null = MODEL,
  ) => judgeError(by, profile, { status, codes: [], message: '', retryAfterMs: null, ...given }, model);
}
