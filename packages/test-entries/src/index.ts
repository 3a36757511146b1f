export * from './ai-api-draft';
export * from './policy-draft';
