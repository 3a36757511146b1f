export const policyDefaults = {
  suspendDurationSeconds: 0,
  requestTimeoutSeconds: 300,
  totalTimeoutSeconds: 1_200,
  maxAttempts: 1,
} as const;
