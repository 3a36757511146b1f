/** Defaults of the database settings. */
export const databaseDefaults = { connectionsMax: 10, waitSeconds: 10, statementTimeoutSeconds: 30 } as const;
