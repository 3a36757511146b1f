export const policyDefaults = {
  suspendDurationSeconds: 0,
  requestTimeoutSeconds: 120,
  totalTimeoutSeconds: 600,
  maxAttempts: 1,
} as const;
