/** A change of the configuration. AI APIs and keys are numbers, from which the run makes its objects. */
export type Change =
  | { readonly kind: 'issue-key'; readonly aiApi: number; readonly key: number }
  | { readonly kind: 'revoke-key'; readonly aiApi: number; readonly key: number }
  | { readonly kind: 'set-policy'; readonly aiApi: number; readonly model: string }
  | { readonly kind: 'move-endpoint'; readonly aiApi: number; readonly place: number; readonly credential: number }
  | { readonly kind: 'rotate-credential'; readonly aiApi: number; readonly credential: number }
  | { readonly kind: 'revoke-access'; readonly aiApi: number }
  | { readonly kind: 'grant-access'; readonly aiApi: number };

export const CHANGE_KINDS = [
  'issue-key',
  'revoke-key',
  'set-policy',
  'move-endpoint',
  'rotate-credential',
  'revoke-access',
  'grant-access',
] as const satisfies readonly Change['kind'][];

export const MODELS = ['model-a', 'model-b', 'model-c', 'model-d'] as const;
/** This key of each AI API is never revoked. */
export const LASTING_KEY = 0;
