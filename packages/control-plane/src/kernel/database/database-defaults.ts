/** What holds where the settings say nothing else. */
export const databaseDefaults = { connectionsMax: 10, waitSeconds: 10, statementTimeoutSeconds: 30 } as const;
