import type { GatewayErrorCode } from '@switchyard/contract';

/** Why a request is not sent to any target. */
export type RefusalCode = Extract<
  GatewayErrorCode,
  | 'invalid_path'
  | 'invalid_api_key'
  | 'ai_api_not_found'
  | 'access_denied'
  | 'model_not_found'
  | 'environment_not_configured'
  | 'operation_not_allowed'
  | 'operation_not_supported'
>;

/** A request that gets one of the gateway's own errors. */
export interface Refusal<Code extends RefusalCode = RefusalCode> {
  readonly kind: 'refused';
  readonly code: Code;
  /** A sentence with details beyond the code; null if the code says it all. */
  readonly detail: string | null;
  /** The model that is not available; null if the model is not the reason. */
  readonly model: string | null;
}

export function refusal<Code extends RefusalCode>(
  code: Code,
  detail: string | null = null,
  model: string | null = null,
): Refusal<Code> {
  return { kind: 'refused', code, detail, model };
}
