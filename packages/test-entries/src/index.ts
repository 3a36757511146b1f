export * from './ai-api-draft';
export * from './policy-draft';
export * from './table-writer';
export * from './test-certificates';
