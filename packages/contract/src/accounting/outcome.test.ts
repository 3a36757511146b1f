import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTables } from '@switchyard/runtime';
import { errorKindSchema } from '../profile/error-kind';
import { suspensionCauseSchema } from '../reports/data-plane-status';
import { faultOf, OUTCOME_OF_REFUSAL, OUTCOMES, outcomeSchema } from './outcome';
import { faultSchema } from './fault';

it('has an outcome for each kind of vendor error and for each cause of a suspension that a data plane sees itself', () => {
  const causes = suspensionCauseSchema.options.filter((cause) => cause !== 'REPORTED_BY_PEER');
  expect(outcomeSchema.options).toEqual(expect.arrayContaining([...errorKindSchema.options, ...causes]));
});

it('blames nobody for an answer and somebody for everything else', () => {
  const blameless = outcomeSchema.options.filter((outcome) => faultOf(outcome) === 'NONE');
  expect(blameless).toEqual(['ANSWERED']);
  const blamed = new Set(Object.values(OUTCOMES).map(({ fault }) => fault));
  expect([...blamed].toSorted()).toEqual(faultSchema.options.toSorted());
});

it('tells a refusal by the gateway from the like of a vendor', () => {
  expect(faultOf(OUTCOME_OF_REFUSAL.overloaded)).toBe('OWN');
  expect(faultOf('OVERLOADED')).toBe('PROVIDER');
  expect(faultOf(OUTCOME_OF_REFUSAL.model_not_found)).toBe('CALLER');
  expect(faultOf('MODEL_NOT_FOUND')).toBe('PROVIDER');
  expect(Object.values(OUTCOME_OF_REFUSAL)).not.toContain('ANSWERED');
});

it('has its list in docs/observability.md', () => {
  const page = readFileSync(join(__dirname, '../../../../docs/observability.md'), 'utf8');
  const documented = markdownTables(page, 'Outcomes');
  const known = Object.entries(OUTCOMES).map(([name, { fault, meaning }]) => [`\`${name}\``, `\`${fault}\``, meaning]);
  expect(documented).toEqual(known);
});
