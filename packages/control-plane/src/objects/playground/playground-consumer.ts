/**
 * The built-in consumer of the console's playground. It has no row: no plan, manifest, rollback or list knows it, and nobody
 * can edit it. The routing table has it while one of its keys exists, with access to every AI API.
 */
export const PLAYGROUND_CONSUMER = { id: '00000000-0000-7000-8000-000000000001', name: 'playground' } as const;
