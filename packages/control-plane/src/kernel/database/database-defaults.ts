/** Defaults of the database settings. */
export const databaseDefaults = { connectionsMax: 10, waitSeconds: 8, statementTimeoutSeconds: 30 } as const;
